"""Where a group is: a strip of days, half-days attended, the kit, lessons. In a constant number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _

from courses.services import micro_courses_for
from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import CaseState
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.progress.models import LessonProgress
from lms_onboarding.progress.services import AttendanceFacts, attendance_facts
from lms_onboarding.sessions.models import Session, Slot
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.services import LearnerNeeds, learners_needs

from .strip import Strip, days_of, events_of, strip_of

PRIORITIES: Final = "needs_priorities"
COMPARED_FROM: Final = 10  # below, a group is not compared with anybody
KITS: Final = Prefetch(
    "kits", queryset=WelcomeKit.objects.select_related("mail").order_by("-schedule_no"), to_attr="sent"
)


@dataclass(frozen=True)
class KitState:
    words: str
    tone: str
    icon: str
    day: date | None


@dataclass(frozen=True)
class Row:
    """One learner. `case`: their open case, if any; `lessons` of `of` that their role has."""

    enrolment: Any
    case: Any
    strip: Strip
    attended: str
    kit: KitState
    lessons: int
    of: int


@dataclass(frozen=True)
class Cohort:
    session: Session
    title: str
    lead: str
    position: str
    days_label: str
    rows: list[Row]
    notice: str
    today: list[tuple[str, str, str]]
    today_label: str
    answered: int
    hopes: list[tuple[str, int]]
    median: str


def cohort_of(session: Session, organisation: ProviderSettings, *, now: datetime) -> Cohort:
    zone = organisation.zone
    today = local_date(now, zone)
    first = local_date(session.starts_at, zone) if session.starts_at else today
    last = local_date(session.ends_at, zone) if session.ends_at else first
    enrolments = list(
        Enrolment.objects.placed()
        .filter(session=session)
        .select_related("person", "alert")
        .prefetch_related(KITS)
        .order_by("person__first_name", "person__last_name", "pk")
    )
    pks = [one.pk for one in enrolments]
    days = days_of(first, last)
    events, attendance = events_of(pks, days), attendance_facts(pks, as_of=now, zone=zone)
    done = _lessons_done(enrolments)
    outlines = {role: _lessons_of(role) for role in sorted({one.role for one in enrolments if one.role})}
    rows = [
        _row(one, strip_of(one.pk, days, events, today=today), attendance[one.pk], done, outlines)
        for one in enrolments
    ]
    needs = learners_needs(enrolments)
    return Cohort(
        session=session,
        title=str(session.programme.get("title") or session.course.title),
        lead=_lead(first, last, len(enrolments), session),
        position=_position(first, last, today),
        days_label=french.period(days[0], days[-1]),
        rows=rows,
        notice=_notice(rows),
        today=_of_today(session, today),
        today_label=french.day(today, year=False),
        answered=sum(1 for one in needs if one.facts.answered_on is not None),
        hopes=_hopes(needs),
        median=_median(enrolments, events, days, today),
    )


def _row(
    one: Enrolment,
    strip: Strip,
    attendance: AttendanceFacts,
    done: Mapping[tuple[int, int], bool],
    outlines: Mapping[str, list[int]],
) -> Row:
    case = getattr(one, "alert", None)
    pages = outlines.get(one.role, [])
    return Row(
        enrolment=one,
        case=case if case is not None and not case.is_closed else None,
        strip=strip,
        attended=_attended(attendance),
        kit=_kit(one),
        lessons=sum(1 for page in pages if (one.person_id, page) in done),
        of=len(pages),
    )


def _attended(facts: AttendanceFacts) -> str:
    """« 2 sur 3, 1 excusée »; nothing is said of a half-day that nobody marked."""
    marked = facts.planned - facts.unknown
    if not marked:
        return _("pas encore relevée") if facts.unknown else _("à venir")
    extra = []
    if facts.excused:
        extra.append(_("1 excusée") if facts.excused == 1 else _("%(n)s excusées") % {"n": facts.excused})
    if facts.late:
        extra.append(_("1 retard") if facts.late == 1 else _("%(n)s retards") % {"n": facts.late})
    return ", ".join([f"{facts.attended} sur {marked}", *extra])


def _kit(one: Enrolment) -> KitState:
    kit = next(iter(getattr(one, "sent", [])), None)
    if kit is None:
        return KitState(_("Non envoyé"), "warn", "missing", None)
    if kit.mail.state == MailState.BOUNCED:
        return KitState(_("Rejeté"), "warn", "alert", _day(kit.mail.bounced_at))
    if kit.opened_at:
        return KitState(_("Ouvert"), "ok", "check", _day(kit.opened_at))
    if kit.mail.has_left:
        return KitState(_("Envoyé, non ouvert"), "info", "mail", _day(kit.mail.sent_at))
    return KitState(_("En attente"), "", "clock", None)


def _day(moment: datetime | None) -> date | None:
    return french.local(moment).date() if moment else None


def _lessons_done(enrolments: list[Enrolment]) -> dict[tuple[int, int], bool]:
    people = [one.person_id for one in enrolments]
    rows = LessonProgress.objects.completed().filter(person__in=people)
    return dict.fromkeys(rows.values_list("person_id", "page_id"), True)


def _lessons_of(role: str) -> list[int]:
    return [step.pk for outline in micro_courses_for(role) for step in outline.steps]


def _lead(first: date, last: date, count: int, session: Session) -> str:
    period = french.period(first, last)
    learners = french.counted(count, "apprenant")
    return f"{period[:1].upper()}{period[1:]}. {learners[:1].upper()}{learners[1:]}, {session.get_modality_display()}."


def _position(first: date, last: date, today: date) -> str:
    if today < first:
        return _("avant le début")
    days = (last - first).days + 1
    if today > last:
        return _("la session est terminée")
    return _("jour %(day)s sur %(days)s") % {"day": (today - first).days + 1, "days": days}


def _notice(rows: list[Row]) -> str:
    """« Deux kits n’ont pas été lus. », with the names."""
    bounced = [row.enrolment.person.full_name for row in rows if row.kit.icon == "alert"]
    unread = [row.enrolment.person.full_name for row in rows if row.kit.icon == "mail"]
    missing = [row.enrolment.person.full_name for row in rows if row.kit.icon == "missing"]
    said = []
    if bounced:
        said.append(_("Rejeté par la messagerie : %(names)s.") % {"names": french.listing(bounced)})
    if missing:
        said.append(_("Jamais envoyé : %(names)s.") % {"names": french.listing(missing)})
    if unread:
        said.append(_("Envoyé, pas encore ouvert : %(names)s.") % {"names": french.listing(unread)})
    return " ".join(said)


def _of_today(session: Session, today: date) -> list[tuple[str, str, str]]:
    rows = Slot.objects.filter(session=session, day=today).order_by("start")
    return [
        (
            slot.subject or (_("Classe virtuelle") if slot.remote else _("Séance sur place")),
            french.hours_between(slot.start, slot.end),
            session.join_url if slot.remote else "",
        )
        for slot in rows
    ]


def _hopes(needs: Iterable[LearnerNeeds]) -> list[tuple[str, int]]:
    """The objectives that learners put first, with how many did: those of the session, never their own words."""
    said = (one.words.split(" ; ") for learner in needs for one in learner.answers if one.question == PRIORITIES)
    return Counter(word for words in said for word in words).most_common(3)


def _median(enrolments: list[Enrolment], events: Any, days: list[date], today: date) -> str:
    """Days of activity of half the group, for groups of ten and more."""
    if len(enrolments) < COMPARED_FROM:
        return ""
    counts = sorted(sum(1 for day in days if day <= today and events.get((one.pk, day))) for one in enrolments)
    middle = counts[len(counts) // 2]
    said = french.counted(middle, "jour d’activité", "jours d’activité")
    return _("La moitié du groupe a au moins %(days)s.") % {"days": said}


def open_cases(sessions: list[int]) -> dict[int, int]:
    """How many cases wait in each session."""
    rows = Enrolment.objects.filter(session__in=sessions, alert__state=CaseState.TODO).order_by()
    return dict(rows.values_list("session_id").annotate(count=Count("pk")))
