"""The kit's page in words: what the template shows, decided here so that a missing rubric simply vanishes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.sessions.enums import Half
from lms_onboarding.surveys.services import Following, waiting

from .content import Appointment, Content, Who
from .documents import help_line
from .rules import days_left
from .services.reading import OpenedKit, Piece


@dataclass(frozen=True)
class HalfDay:
    """A morning or an afternoon: with hours, or free."""

    hours: str = ""
    remote: bool = False
    subject: str = ""


@dataclass(frozen=True)
class Day:
    day: date
    morning: HalfDay
    afternoon: HalfDay


@dataclass(frozen=True)
class Countdown:
    """« J-7 » for the eye, « Jour J moins 7 » for the ear; nothing once the first day is past."""

    short: str
    spoken: str
    today: date


@dataclass(frozen=True)
class Contact:
    who: Who
    role: str
    sun: bool = False


@dataclass(frozen=True)
class Dates:
    """What the page of the dates and the page of the kit share."""

    content: Content
    start: datetime
    days: tuple[Day, ...]
    count: str
    countdown: Countdown | None
    expires_on: date
    cancelled: bool


@dataclass(frozen=True)
class KitPage:
    opened: OpenedKit
    dates: Dates
    first_name: str
    summary: str
    contacts: tuple[Contact, ...]
    help: str
    remote_days: str
    site_days: str
    pieces: tuple[Piece, ...]
    new_kit_on: date | None
    waiting: tuple[Following, ...] = ()

    @property
    def content(self) -> Content:
        return self.opened.content


def kit_page(opened: OpenedKit, link: PersonalLink, *, now: datetime) -> KitPage:
    content = opened.content
    return KitPage(
        opened=opened,
        dates=dates_page(content, link, cancelled=opened.cancelled, now=now),
        first_name=opened.personal.greeting,
        summary=summary(content),
        contacts=contacts(content),
        help=help_line(content),
        remote_days=_days_said(one for one in content.appointments if content.is_remote(one)),
        site_days=_days_said(one for one in content.appointments if not content.is_remote(one)),
        pieces=opened.pieces,
        new_kit_on=_new_kit_on(opened, now),
        waiting=() if opened.cancelled else _waiting(opened, link, now),
    )


def _waiting(opened: OpenedKit, link: PersonalLink, now: datetime) -> tuple[Following, ...]:
    """What its holder was asked and has not answered yet; a legal guardian is not asked anything."""
    return tuple(waiting(about=f"enrolment/{opened.kit.enrolment_id}", respondent=link.holder_key, now=now))


@dataclass(frozen=True)
class AgendaPage:
    first_name: str
    dates: Dates


def agenda_page(enrolment: Enrolment, content: Content, link: PersonalLink, *, now: datetime) -> AgendaPage:
    person = enrolment.person
    cancelled = enrolment.session.cancelled_at is not None
    return AgendaPage(person.first_name or person.full_name, dates_page(content, link, cancelled=cancelled, now=now))


def dates_page(content: Content, link: PersonalLink, *, cancelled: bool, now: datetime) -> Dates:
    return Dates(
        content=content,
        start=content.start,
        days=ledger(content),
        count=french.counted(len(content.appointments), "demi-journée", feminine=True),
        countdown=None if cancelled else countdown(content, now),
        expires_on=link.expires_at.astimezone(content.tz).date(),
        cancelled=cancelled,
    )


def countdown(content: Content, now: datetime) -> Countdown | None:
    left = days_left(now, content.start, content.tz)
    if left < 0:
        return None
    today = now.astimezone(content.tz).date()
    if left == 0:
        return Countdown("J", f"C’est aujourd’hui à {french.hour(content.start.time())}", today)
    return Countdown(f"J-{left}", f"Jour J moins {left}", today)


def ledger(content: Content) -> tuple[Day, ...]:
    """A line per day, its two halves side by side."""
    days = []
    for day, group in groupby(content.appointments, key=lambda one: one.day):
        halves = {one.half: _half(content, one) for one in group}
        days.append(Day(day, halves.get(Half.MORNING, HalfDay()), halves.get(Half.AFTERNOON, HalfDay())))
    return tuple(days)


def summary(content: Content) -> str:
    """« 21 heures, quatre demi-journées à distance et deux sur place. »"""
    remote = sum(content.is_remote(one) for one in content.appointments)
    on_site = len(content.appointments) - remote
    if remote and on_site:
        far = french.counted(remote, "demi-journée", feminine=True)
        shape = f"{far} à distance et {french.in_words(on_site, feminine=True)} sur place"
    else:
        where = "à distance" if remote else "sur place"
        shape = f"{french.counted(remote or on_site, 'demi-journée', feminine=True)} {where}"
    return ", ".join(part for part in (content.hours, shape) if part)


def contacts(content: Content) -> tuple[Contact, ...]:
    """Who answers for what, each once; the trainer in the sun."""
    found = [
        Contact(one, _said(one.title or "formateur", "le contenu, le rythme, vos exercices"), sun=True)
        for one in content.trainers
    ]
    known = {one.key for one in content.trainers}
    for who, fallback, what in (
        (content.referent, "référent pédagogique", "organisation, absence, difficulté"),
        (content.disability, "référent handicap", "aménagements, en toute confidentialité"),
        (content.administrative, "contact administratif", "dossier, convention, attestation"),
    ):
        if who and who.key not in known:
            known.add(who.key)
            found.append(Contact(who, _said(_bare(who.title) or fallback, what)))
    return tuple(found)


def _half(content: Content, one: Appointment) -> HalfDay:
    return HalfDay(french.hours_between(one.start, one.end), content.is_remote(one), one.subject)


def _days_said(appointments: Iterable[Appointment]) -> str:
    """« les 7, 8 et 10 décembre » stays short: a period beyond three days."""
    days = sorted({one.day for one in appointments})
    if not days:
        return ""
    if len(days) == 1:
        return f"le {french.day(days[0], weekday=False, year=False)}"
    return french.period(days[0], days[-1])


def _said(title: str, what: str) -> str:
    return f"{title[:1].upper()}{title[1:]} : {what}"


def _bare(title: str) -> str:
    """« référent handicap, en confidentialité » → « référent handicap »: what follows is said by the page."""
    return title.partition(",")[0].strip()


def _new_kit_on(opened: OpenedKit, now: datetime) -> date | None:
    """When the kit of the new dates comes, if it has not left."""
    if not opened.moved or opened.cancelled or opened.dates is None or now >= opened.dates.kit_from:
        return None
    return opened.dates.kit_deadline.date()
