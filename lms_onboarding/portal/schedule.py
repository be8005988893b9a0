"""Moving and cancelling a session: the forms, and who will be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import Place, SlotPlan, place_of, plans_of

MOST_SLOTS: Final = 120
BATCH: Final = 500  # names in one query, below every database's limit


@dataclass(frozen=True)
class Audience:
    """Confirmed learners of a session: those a mail has reached will be told, the others have nothing to unlearn."""

    told: tuple[Enrolment, ...]
    untold: tuple[Enrolment, ...]


def audience_of(session: Session) -> Audience:
    """Three queries at most for each 500 learners."""
    learners = list(Enrolment.objects.confirmed().filter(session=session).select_related("person"))
    keys = [learner.key for learner in learners]
    batches: Iterable[QuerySet[OutgoingMail, str]] = (
        OutgoingMail.objects.left().filter(about__in=keys[start : start + BATCH]).values_list("about", flat=True)
        for start in range(0, len(keys), BATCH)
    )
    reached = {about for batch in batches for about in batch}
    return Audience(
        tuple(learner for learner in learners if learner.key in reached),
        tuple(learner for learner in learners if learner.key not in reached),
    )


def _date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SlotForm(forms.Form):
    day = forms.DateField(label=_("Jour"), widget=_date_input())
    start = forms.TimeField(label=_("Début"), widget=_time_input())
    end = forms.TimeField(label=_("Fin"), widget=_time_input())
    subject = forms.CharField(label=_("Sujet (facultatif)"), required=False, max_length=200)
    remote = forms.BooleanField(label=_("À distance"), required=False)

    def plan(self) -> SlotPlan:
        typed = self.cleaned_data
        return SlotPlan(typed["day"], typed["start"], typed["end"], typed["remote"], typed["subject"])


class SlotRows(BaseFormSet[SlotForm]):
    """Half-days; a row left empty is none."""

    def plans(self) -> list[SlotPlan]:
        return [form.plan() for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]

    def add_fields(self, form: SlotForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Retirer cette demi-journée")


# The stubs forget that the factory returns a subclass of `formset`.
SlotFormSet: Any = forms.formset_factory(SlotForm, formset=SlotRows, extra=0, can_delete=True, max_num=MOST_SLOTS)


class MoveForm(forms.Form):
    """The place and the reason of a move. Period and half-days are read apart."""

    modality = forms.ChoiceField(label=_("Modalité"), choices=Modality.choices)
    venue = forms.CharField(label=_("Lieu"), required=False, max_length=250, help_text=_("Adresse complète."))
    room = forms.CharField(label=_("Salle"), required=False, max_length=120)
    join_url = forms.URLField(
        label=_("Lien de la classe virtuelle"), required=False, max_length=500, assume_scheme="https"
    )
    reason = forms.CharField(
        label=_("Raison du changement"),
        max_length=300,
        help_text=_("Une phrase, écrite telle quelle aux apprenants : « La salle n’est plus disponible. »"),
        error_messages={"required": _("Donnez la raison en une phrase : elle est écrite aux apprenants.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def place(self) -> Place:
        typed = self.cleaned_data
        return Place(typed["modality"], typed["venue"], typed["room"], typed["join_url"])


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Raison de l’annulation"),
        max_length=300,
        help_text=_("Une phrase, écrite telle quelle aux apprenants."),
        error_messages={"required": _("Donnez la raison en une phrase : elle est écrite aux apprenants.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    options = forms.CharField(
        label=_("Suites possibles"),
        max_length=500,
        help_text=_("« Vous pouvez choisir une autre date, ou renoncer sans frais. »"),
        error_messages={"required": _("Dites ce que chacun peut choisir : une autre date, un remboursement…")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def place_typed_before(session: Session) -> dict[str, Any]:
    place = place_of(session)
    return {"modality": place.modality, "venue": place.venue, "room": place.room, "join_url": place.join_url}


def slots_typed_before(session: Session) -> list[dict[str, Any]]:
    return [
        {"day": slot.day, "start": slot.start, "end": slot.end, "subject": slot.subject, "remote": slot.remote}
        for slot in plans_of(session)
    ]


def replies_title(waiting: int) -> str:
    """« Deux personnes attendent une réponse de vous »: the state, before the name of the page."""
    if not waiting:
        return str(_("Personne n’attend de réponse de vous"))
    said = french.counted(waiting, "personne attend", "personnes attendent", feminine=True)
    return _("%(people)s une réponse de vous") % {"people": f"{said[:1].upper()}{said[1:]}"}
