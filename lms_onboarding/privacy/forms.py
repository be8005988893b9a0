"""The forms of the team: whose data somebody asked for, what is held back and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common.tabular import email_key
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session


class PersonForm(forms.Form):
    """A person of ours, by the address of their record."""

    email = forms.EmailField(
        label=_("Adresse de la personne"),
        help_text=_("Celle de sa fiche."),
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Donnez l’adresse de la personne, par exemple prenom.nom@entreprise.fr.")
        ),
    )
    use_required_attribute = False

    def person(self) -> Person | None:
        """Whose address it is; an error of the form when it is nobody's."""
        found = Person.objects.filter(email_key=email_key(self.cleaned_data["email"])).first()
        if found is None:
            self.add_error("email", _("Personne n’est connu à cette adresse. Vérifiez-la dans « Personnes »."))
        return found


class RequestForm(PersonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("Celle de sa fiche. Le message part à cette adresse, et à aucune autre.")


class HoldForm(forms.Form):
    """A person by their address, or a session by its code; `clean` turns them into rows."""

    target = forms.CharField(
        label=_("Adresse de la personne, ou code de la session"),
        max_length=254,
        error_messages={"required": _("Donnez l’adresse d’une personne, ou le code d’une session.")},
    )
    reason = forms.CharField(
        label=_("Pourquoi"),
        help_text=_("Un litige, un contrôle, un audit en cours. La personne pourra le lire : restez factuel."),
        max_length=300,
        error_messages={"required": _("Dites pourquoi : un litige, un contrôle, un audit en cours.")},
    )
    until = forms.DateField(
        label=_("Jusqu’au"),
        help_text=_("Ce jour compris. Une conservation a toujours une fin."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Choisissez un jour à venir.")),
    )
    use_required_attribute = False

    def clean(self) -> dict[str, Any] | None:
        found = super().clean() or self.cleaned_data
        said = str(found.get("target", "")).strip()
        found["person"] = found["session"] = None
        if "@" in said:
            found["person"] = Person.objects.filter(email_key=email_key(said)).first()
        elif said:
            found["session"] = Session.objects.filter(code__iexact=said).first()
        if said and not (found["person"] or found["session"]):
            self.add_error(
                "target", _("Ni personne ni session sous ce nom. Vérifiez dans « Personnes » ou « Sessions ».")
            )
        return found
