"""A learner's half-days in words: which one to sign now, what became of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.services import OwnHalf, own_halves
from lms_onboarding.sessions.enums import Half

NOUNS = {Half.MORNING: "ce matin", Half.AFTERNOON: "cet après-midi"}


@dataclass(frozen=True)
class Shown:
    """One half-day of the list: its hours, its place, what became of it, in which tone and with which icon."""

    hours: str
    place: str
    state: str
    tone: str
    icon: str
    is_now: bool


@dataclass(frozen=True)
class Day:
    on: date
    halves: Sequence[Shown]


@dataclass(frozen=True)
class Signing:
    """The page: `current` is the half-day that may be signed now, `heading` and `lead` say where things stand."""

    enrolment: Enrolment
    heading: str
    lead: str
    current: OwnHalf | None
    days: Sequence[Day]
    summary: str
    contacts: Sequence[Person]
    notice: str


def signing_page(enrolment: Enrolment, *, now: datetime) -> Signing:
    halves = own_halves(enrolment)
    current = next((half for half in halves if half.may_sign(now)), None)
    heading, lead = _heading(enrolment, halves, current, now)
    return Signing(
        enrolment=enrolment,
        heading=heading,
        lead=lead,
        current=current,
        days=[
            Day(day, [_shown(half, half is current, now) for half in some])
            for day, some in groupby(halves, key=lambda half: half.slot.day)
        ],
        summary=_summary(halves, now),
        contacts=_contacts(enrolment),
        notice=_notice(enrolment, current, now) if current else "",
    )


def _heading(
    enrolment: Enrolment, halves: Sequence[OwnHalf], current: OwnHalf | None, now: datetime
) -> tuple[str, str]:
    who = enrolment.person.first_name or enrolment.person.full_name
    if current is not None:
        return f"{who}, signez pour {NOUNS[Half(current.slot.half)]}", _when(current)
    signed = next((half for half in halves if half.signature and half.window.is_open(now)), None)
    if signed is not None and signed.signature is not None:
        at = french.hour(french.local(signed.signature.signed_at, signed.window.starts.tzinfo or french.PARIS).time())
        return f"{who}, votre présence est signée", f"À {at}, avec votre nom et l’heure. Rien d’autre à faire."
    ahead = next((half for half in halves if half.window.is_before(now)), None)
    if ahead is not None:
        opens = f"{french.day(ahead.slot.day, year=False)} à {french.hour(ahead.window.opens.time())}"
        return f"{who}, rien à signer pour l’instant", f"La prochaine signature ouvre le {opens}."
    return f"{who}, il n’y a plus rien à signer", "Toutes vos demi-journées sont passées."


def _when(half: OwnHalf) -> str:
    day = french.day(half.slot.day)
    hours = french.hours_between(half.slot.start, half.slot.end)
    return f"{day[:1].upper()}{day[1:]}, de {hours}, {_place(half)}."


def _place(half: OwnHalf) -> str:
    return "à distance" if half.slot.remote else "sur place"


def _notice(enrolment: Enrolment, half: OwnHalf, now: datetime) -> str:
    closes = french.hour(half.window.closes.time())
    people = _contacts(enrolment)
    who = people[0].first_name if people else "votre formateur"
    at = french.hour(french.local(now, half.window.starts.tzinfo or french.PARIS).time())
    return f"Il est {at}. Après {closes}, demandez à {who} de noter l’heure et la raison."


def _shown(half: OwnHalf, is_now: bool, now: datetime) -> Shown:
    state, tone, icon = _state(half, is_now, now)
    return Shown(french.hours_between(half.slot.start, half.slot.end), _place(half), state, tone, icon, is_now)


def _state(half: OwnHalf, is_now: bool, now: datetime) -> tuple[str, str, str]:
    zone = half.window.starts.tzinfo or french.PARIS
    mark = half.mark
    if mark is not None and mark.presence in (Presence.ABSENT, Presence.EXCUSED):
        excused = mark.presence == Presence.EXCUSED
        return (_("Absence excusée"), "is-warn", "doc") if excused else (_("Absence notée"), "is-danger", "close")
    if half.signature is not None:
        at = french.hour(french.local(half.signature.signed_at, zone).time())
        return f"Signée à {at}", "is-ok", "check"
    if mark is not None:
        return _("Présence notée par l’équipe"), "is-ok", "check"
    if is_now:
        return _("À signer maintenant"), "is-info", "pen"
    if half.window.is_before(now):
        return f"Ouvre à {french.hour(half.window.opens.time())}", "", "clock"
    return _("Fermée, sans signature"), "is-warn", "alert"


def _summary(halves: Sequence[OwnHalf], now: datetime) -> str:
    signed = sum(half.signature is not None for half in halves)
    ahead = sum(half.window.is_before(now) for half in halves)
    said = [french.counted(signed, "signée", feminine=True)] if signed else []
    said += [f"{french.in_words(ahead)} à venir"] if ahead else []
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}"


def _contacts(enrolment: Enrolment) -> list[Person]:
    session = enrolment.session
    people = [one.person for one in session.trainers.select_related("person")]
    if session.referent is not None:
        people.append(session.referent)
    return list({person.pk: person for person in people}.values())
