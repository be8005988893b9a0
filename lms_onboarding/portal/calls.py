"""The appointments of a session for its team: the forms, and how they become acts of the welcome."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import BusinessCalendar, local_date, wall_clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.offboarding.models import Outcome
from lms_onboarding.offboarding.services import action_of
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import CallBlocker, CallNext, CallOutcome, CallPurpose, Channel, SlotKind
from lms_onboarding.welcome.models import Booking, CallSlot
from lms_onboarding.welcome.services import CallNote, CallOffer, HowHeld, SessionCalls

MINUTES: Final = (10, 15, 20, 30, 45, 60)
MOST_IN_A_ROW: Final = 12
NO_DAY: Final = dict.fromkeys(("required", "invalid"), _("Choisissez un jour, par exemple 02/12/2026."))
NO_HOUR: Final = dict.fromkeys(("required", "invalid"), _("Donnez une heure, par exemple 09:30."))
A_DAY, A_MONTH = timedelta(days=1), timedelta(days=30)
FOLLOW_UP_MINUTES: Final = 20
NOTED: Final = ("outcome", "expectation", "blockers", "agreed", "next_step")
NO_ANSWER: Final = {"required": _("Choisissez une réponse. Si vous hésitez, prenez la plus proche.")}


def callers(session: Session) -> list[Person]:
    """Who may call for this session: its trainers in their order, then its referent, each once."""
    people = [one.person for one in session.trainers.select_related("person")]
    referent = session.referent or provider().pedagogical_referent
    named = {person.pk: person for person in [*people, *([referent] if referent else [])]}
    return list(named.values())


def title_of(calls: SessionCalls) -> str:
    """« Trois rendez-vous réservés, une place libre »: the state, before the name of the page."""
    free = french.counted(calls.free, "place libre", "places libres", feminine=True)
    if calls.booked:
        said = french.counted(calls.booked, "rendez-vous réservé", "rendez-vous réservés")
        said = f"{said}, {free if calls.free else 'plus de place libre'}"
    else:
        said = f"{free}, aucun rendez-vous réservé" if calls.coming else "Aucun créneau à venir"
    return f"{said[:1].upper()}{said[1:]}"


def to_note_title(count: int) -> str:
    """« Deux rendez-vous à noter »."""
    said = french.counted(count, "rendez-vous à noter", "rendez-vous à noter")
    return f"{said[:1].upper()}{said[1:]}"


class _HowForm(forms.Form):
    channel = forms.ChoiceField(label=_("Par quel moyen"), choices=Channel.choices)
    where = forms.CharField(
        label=_("Numéro, lien de la visio ou lieu"),
        required=False,
        max_length=300,
        help_text=_("Par téléphone, facultatif : sans numéro ici, vous appelez la personne, ou elle vous appelle."),
    )
    note = forms.CharField(label=_("Précision pour l’apprenant (facultatif)"), required=False, max_length=300)

    def held(self) -> HowHeld:
        given = self.cleaned_data
        return HowHeld(channel=Channel(given["channel"]), where=given["where"], note=given["note"])

    def refuse(self, refusal: Refused) -> None:
        """Say it beside the field it is about; what was typed stays."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)


class OfferForm(_HowForm):
    field_order = (
        "purpose",
        "trainer",
        "kind",
        "day",
        "start",
        "count",
        "minutes",
        "capacity",
        "channel",
        "where",
        "note",
    )

    purpose = forms.ChoiceField(label=_("Pour"), choices=CallPurpose.choices)
    trainer = forms.ChoiceField(label=_("Qui appelle"))
    kind = forms.ChoiceField(label=_("Forme"), choices=SlotKind.choices)
    day = forms.DateField(
        label=_("Jour"), error_messages=NO_DAY, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    start = forms.TimeField(
        label=_("À partir de"), error_messages=NO_HOUR, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    count = forms.IntegerField(
        label=_("Nombre de créneaux à la suite"), min_value=1, max_value=MOST_IN_A_ROW, initial=4
    )
    minutes = forms.TypedChoiceField(
        label=_("Durée de chacun"), coerce=int, choices=[(one, f"{one}\u00a0min") for one in MINUTES], initial=15
    )
    capacity = forms.IntegerField(
        label=_("Places, pour un accueil du groupe"), required=False, min_value=2, max_value=200
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        named = [(pk, person.full_name) for pk, person in self.people.items()]
        self.fields["trainer"] = forms.ChoiceField(label=_("Qui appelle"), choices=named)

    def offer(self, zone: ZoneInfo) -> CallOffer:
        """A meeting of the group is one slot; individual ones follow each other on the wall clock of `zone`."""
        given = self.cleaned_data
        kind = SlotKind(given["kind"])
        group = kind == SlotKind.GROUP
        first = wall_clock(given["day"], given["start"], zone)
        count = 1 if group else given["count"]
        return CallOffer(
            trainer=self.people[given["trainer"]],
            starts=[first + timedelta(minutes=given["minutes"] * rank) for rank in range(count)],
            minutes=given["minutes"],
            purpose=CallPurpose(given["purpose"]),
            kind=kind,
            capacity=(given["capacity"] or 0) if group else 1,
            held=self.held(),
        )


class SlotForm(_HowForm):
    """Where and when a slot will be held instead, and what its learners will read."""

    field_order = ("day", "start", "channel", "where", "note", "reason")

    day = forms.DateField(
        label=_("Jour"), error_messages=NO_DAY, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    start = forms.TimeField(
        label=_("Heure"), error_messages=NO_HOUR, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reason = forms.CharField(
        label=_("Ce que liront les personnes inscrites (facultatif)"),
        required=False,
        max_length=200,
        help_text=_("« J’ai un empêchement et vous présente mes excuses. »"),
    )

    def starts_at(self, zone: ZoneInfo) -> datetime:
        day: date = self.cleaned_data["day"]
        start: time = self.cleaned_data["start"]
        return wall_clock(day, start, zone)


def typed_before(slot: CallSlot, zone: ZoneInfo) -> dict[str, Any]:
    """The slot as its form shows it first."""
    local = french.local(slot.starts_at, zone)
    return {
        "day": local.date(),
        "start": local.time(),
        "channel": slot.channel,
        "where": slot.where,
        "note": slot.note,
    }


class _EndForm(forms.Form):
    """How an appointment ended: facts, and what was agreed. The person may read it."""

    outcome = forms.ChoiceField(
        label=_("Comment l’échange s’est-il conclu ?"),
        choices=CallOutcome.choices,
        widget=forms.RadioSelect,
        error_messages=NO_ANSWER,
    )
    agreed = forms.CharField(
        label=_("Ce qui a été convenu (facultatif)"),
        required=False,
        max_length=400,
        help_text=_("Qui fait quoi, pour quand."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_step = forms.ChoiceField(
        label=_("Quelle suite donnez-vous ?"),
        choices=CallNext.choices,
        widget=forms.RadioSelect,
        error_messages=NO_ANSWER,
    )

    def call_note(self) -> CallNote:
        return CallNote(**{name: value for name, value in self.cleaned_data.items() if name in NOTED})

    def refuse(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)


class NoteForm(_EndForm):
    field_order = ("outcome", "expectation", "blockers", "agreed", "next_step")

    expectation = forms.CharField(
        label=_("Ce que la personne attend, dans ses mots (facultatif)"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    blockers = forms.MultipleChoiceField(
        label=_("Ce qui pourrait gêner la première semaine (facultatif)"),
        required=False,
        choices=CallBlocker.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class FollowUpNoteForm(_EndForm):
    """A month later, what matters is what became of the action; asked when there is one."""

    field_order = ("outcome", "action", "agreed", "next_step")

    action = forms.ChoiceField(
        label=_("Où en est son action ? (si vous en avez parlé)"),
        required=False,
        choices=[("", _("Nous n’en avons pas parlé")), *Outcome.choices],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].help_text = f"« {text} »"
        if not text:
            del self.fields["action"]


def note_form(booking: Booking, given: Any) -> NoteForm | FollowUpNoteForm:
    """What is noted depends on why they met."""
    initial = {name: getattr(booking, name) for name in NOTED}
    if booking.purpose != CallPurpose.FOLLOW_UP:
        return NoteForm(given, initial=initial)
    plan = getattr(booking.enrolment, "action_plan", None)
    initial["action"] = plan.outcome if plan else ""
    return FollowUpNoteForm(given, initial=initial, text=action_of(booking.enrolment))


def first_day(session: Session, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """What the form proposes once the session ended: a follow-up, thirty days after, on a business day."""
    if session.ends_at is None or session.ends_at > now:
        return {}
    wanted = max(local_date(session.ends_at, zone) + A_MONTH, local_date(now, zone) + A_DAY)
    day = BusinessCalendar(provider().holiday_region).on_or_after(wanted)
    return {"purpose": CallPurpose.FOLLOW_UP, "day": day, "minutes": FOLLOW_UP_MINUTES}
