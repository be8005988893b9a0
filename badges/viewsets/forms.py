"""What administrators type about badges, handed to the services."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from badges.enums import REPLACING, REVOKING, Reason
from badges.models import BadgeClass, Issuer
from badges.services import Wording, save_badge_class, save_issuer
from badges.services.wording import LARGEST, store_image
from lms_onboarding.common.backoffice import ServiceForm
from lms_onboarding.common.tabular import email_key
from lms_onboarding.people.models import Person

MOST = 500  # addresses in one act


class IssuerForm(ServiceForm):
    def write(self, *, by: str, now: datetime) -> Issuer:
        return save_issuer(self.instance, by=by, now=now)


class BadgeClassForm(ServiceForm):
    picture = forms.FileField(
        label=_("Image"), required=False, help_text=_("PNG carrée, de 90 à 2 000 points, 512 Ko au plus.")
    )
    skill_lines = forms.CharField(
        label=_("Compétences"), required=False, widget=forms.Textarea, help_text=_("Une par ligne.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("slug", None)  # it stands in the address of every badge given
            self.fields["skill_lines"].initial = "\n".join(self.instance.skills)
            if self.instance.frozen_at:
                self.fields["name"].help_text = _(
                    "Des personnes ont déjà reçu cette version : enregistrer écrit la version %(next)d, "
                    "la leur ne change pas."
                ) % {"next": self.instance.version + 1}
        else:
            self.fields["picture"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("validity_months") and not cleaned.get("renewal"):
            self.add_error("renewal", _("Un badge qui expire dit comment le renouveler."))
        slug = cleaned.get("slug")
        if slug and not self.instance.pk and BadgeClass.objects.filter(slug=slug).exists():
            self.add_error("slug", _("Un badge a déjà ce repère. Modifiez-le, ou choisissez un autre repère."))
        return cleaned

    def write(self, *, by: str, now: datetime) -> BadgeClass:
        row: BadgeClass = self.instance
        picture = self.cleaned("picture")
        wording = Wording(
            name=row.name,
            short_name=row.short_name,
            role=row.role,
            summary=row.summary,
            description=row.description,
            criteria=row.criteria,
            examined=row.examined,
            limits=row.limits,
            skills=[line.strip() for line in self.cleaned("skill_lines").splitlines() if line.strip()],
            validity_months=row.validity_months,
            renewal=row.renewal,
            image=store_image(picture.read(LARGEST + 1), now=now) if picture else row.image,
            drawing=None if picture else row.drawing,
        )
        return save_badge_class(row.slug, wording, by=by, now=now)


class PeopleForm(forms.Form):
    """A badge and people by their addresses: one line, or five hundred."""

    badge_class = forms.ModelChoiceField(label=_("Badge"), queryset=BadgeClass.objects.none())
    addresses = forms.CharField(
        label=_("Adresses e-mail"), widget=forms.Textarea(attrs={"rows": 8}), help_text=_("Une personne par ligne.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["badge_class"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = self.classes()
        self.people: list[Person] = []

    def classes(self) -> "QuerySet[BadgeClass]":
        return BadgeClass.objects.current()

    def clean_addresses(self) -> str:
        """Everybody or nobody: an unknown address is named."""
        typed: str = self.cleaned_data["addresses"]
        wanted = dict.fromkeys(email_key(line.strip()) for line in typed.splitlines() if line.strip())
        if len(wanted) > MOST:
            raise forms.ValidationError(_("Cinq cents personnes au plus en une fois."))
        found = {one.email_key: one for one in Person.objects.filter(email_key__in=list(wanted))}
        if unknown := [key for key in wanted if key not in found]:
            raise forms.ValidationError(
                _("Personne n’est connu à cette adresse : %(unknown)s. Corrigez la ligne, ou créez d’abord la fiche.")
                % {"unknown": ", ".join(unknown[:10])}
            )
        self.people = [found[key] for key in wanted]
        return typed


class AwardForm(PeopleForm):
    examined = forms.BooleanField(
        label=_("La preuve a été examinée, critère par critère"),
        error_messages={"required": _("Examinez la preuve avant d’attribuer, puis cochez cette case.")},
        help_text=_("Votre nom est gardé dans le journal comme celui de la personne qui a décidé."),
    )


class RevokeForm(PeopleForm):
    reason = forms.ChoiceField(
        label=_("Motif"),
        choices=[(one.value, one.label) for one in REVOKING],
        help_text=_("Public, en ces mots : il ne dit rien de la personne."),
    )


class ReissueForm(forms.Form):
    reason = forms.ChoiceField(label=_("Motif"), choices=[(one.value, one.label) for one in REPLACING])

    @property
    def chosen(self) -> Reason:
        return Reason(self.cleaned_data["reason"])
