"""The forms of the team: a fact to note, an answer, a period without any, a period to read."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common.tabular import CellRefused, parse_email
from lms_onboarding.offboarding.services import Period
from lms_onboarding.people.models import Person, PersonQuerySet, ProviderSettings
from qualiopi.evidence.choosing import session_named
from qualiopi.evidence.forms import day_field

from .enums import Channel, ComplaintKind, ComplaintTopic, Severity, Stakeholder
from .forms import ADDRESS, CHOOSE, PublicForm, Words
from .services import FactText

BY_HAND = (Channel.MAIL, Channel.PHONE, Channel.POST, Channel.SPOKEN, Channel.SHEET)
UNKNOWN = _("Aucune session ne porte ce code. Vérifiez-le dans la liste des sessions, ou laissez vide.")


def staff(organisation: ProviderSettings) -> PersonQuerySet:
    """Who may be handed something: those who run sessions, the referents, those who belong to a team."""
    referents = (organisation.administrative_referent_id, organisation.pedagogical_referent_id)
    people = Q(trainings__isnull=False) | Q(account__groups__isnull=False) | Q(pk__in=[pk for pk in referents if pk])
    found: PersonQuerySet = Person.objects.filter(people).distinct().order_by("last_name", "first_name")
    return found


def chosen(label: Any, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE), **kwargs
    )


def somebody(label: Any, **kwargs: Any) -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(
        label=label,
        queryset=Person.objects.none(),
        empty_label=_("Choisissez…"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choisissez une personne de l’équipe.")),
        **kwargs,
    )


class NoteForm(PublicForm):
    """What happened or was said, in the words of who notes it."""

    kind = chosen(_("Nature"), ComplaintKind.choices, widget=forms.RadioSelect)
    title = Words(
        label=_("En quelques mots"),
        max_length=120,
        error_messages={"required": _("Donnez un titre : « Salle trop petite, deux personnes debout ».")},
    )
    facts = Words(
        label=_("Ce qui s’est passé"),
        help_text=_("Les faits, les dates. Aucune information de santé."),
        max_length=3000,
        rows=5,
        error_messages={"required": _("Dites en quelques mots ce qui s’est passé : sans les faits, personne n’agit.")},
    )
    channel = chosen(_("Reçu par"), [(one.value, one.label) for one in BY_HAND])
    stakeholder = chosen(_("De la part de"), Stakeholder.choices)
    topic = chosen(_("Objet"), ComplaintTopic.choices)
    severity = chosen(_("Gravité"), [("", _("Pas encore jugée")), *Severity.choices], required=False)
    session = Words(label=_("Session"), max_length=60, required=False, help_text=_("Son code, s’il y en a une."))
    received_on = day_field(_("Su le"))
    happened_on = day_field(_("Survenu le"), required=False)
    name = Words(label=_("Qui l’a dit"), max_length=200, required=False)
    email = Words(
        label=_("À quelle adresse répondre"),
        max_length=254,
        required=False,
        help_text=_("Vide : la réponse est inscrite au registre, sans être envoyée."),
    )
    handler = somebody(_("Qui traite"))

    def __init__(self, *args: Any, organisation: ProviderSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        handler: Any = self.fields["handler"]
        handler.queryset = staff(organisation)
        handler.label_from_instance = _full_name

    def clean_email(self) -> str:
        given = str(self.cleaned_data["email"])
        try:
            return parse_email(given) if given else ""
        except CellRefused as refusal:
            raise forms.ValidationError(ADDRESS) from refusal

    def clean_session(self) -> int | None:
        given = str(self.cleaned_data["session"])
        found = session_named(given) if given else None
        if given and found is None:
            raise forms.ValidationError(UNKNOWN)
        return found.pk if found else None

    def text(self) -> FactText:
        given = dict(self.cleaned_data)
        handler = given.pop("handler")
        return FactText(**given, handler=handler.pk if handler else None)


class AnswerForm(forms.Form):
    """Cause, answer, and what follows."""

    cause = Words(label=_("La cause, en une phrase"), max_length=1000, rows=2, required=False)
    answer = Words(
        label=_("La réponse"),
        help_text=_("Reconnaître, expliquer, dire ce qui change. Elle entre au registre telle quelle."),
        max_length=4000,
        rows=6,
        required=False,
    )


class CloseForm(forms.Form):
    """An action that answers it, or why none is needed."""

    follow = forms.ChoiceField(label=_("Quelle suite ?"), widget=forms.RadioSelect, required=False)
    no_action_because = Words(label=_("Sans suite, car"), max_length=300, required=False)

    def __init__(self, *args: Any, actions: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        follow: Any = self.fields["follow"]
        follow.choices = [
            *((str(one.pk), _("Relier à l’action %(action)s") % {"action": one}) for one in actions),
            ("new", _("Décider une nouvelle action")),
            ("none", _("Aucune, la réponse suffit")),
        ]


class HandlerForm(forms.Form):
    handler = somebody(_("Confier à"))

    def __init__(self, *args: Any, organisation: ProviderSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        handler: Any = self.fields["handler"]
        handler.queryset = staff(organisation)
        handler.label_from_instance = _full_name


class EmptyForm(forms.Form):
    """A period in which nothing was received, for the house or for one session."""

    first = day_field(_("Du"))
    last = day_field(_("Au"))
    session = Words(
        label=_("Session"), max_length=60, required=False, help_text=_("Son code ; vide : tout l’organisme.")
    )

    def clean_session(self) -> Any:
        given = str(self.cleaned_data["session"])
        found = session_named(given) if given else None
        if given and found is None:
            raise forms.ValidationError(UNKNOWN)
        return found


class PeriodForm(forms.Form):
    """`du` and `au` in the address; nothing, and it is the present quarter."""

    du = day_field(_("Du"))
    au = day_field(_("Au"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("du"), given.get("au")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("au", _("La période finit avant de commencer : échangez les deux jours."))
        return given

    def period(self, fallback: Period) -> Period:
        if not self.is_bound or not self.is_valid():
            return fallback
        return Period(self.cleaned_data["du"], self.cleaned_data["au"], fallback.zone)


def _full_name(person: Person) -> str:
    return person.full_name
