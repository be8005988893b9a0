"""The thread of one enrolment, and what comes next. Pure: facts in, words out. What is not built is not promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.enums import EnrolmentState

CALL: Final = "#appel"  # where the home shows the calls that can be booked


class Phase(StrEnum):
    """Where the enrolment stands at a moment."""

    WAITING = "waiting"  # not confirmed yet
    BEFORE = "before"
    RUNNING = "running"
    AFTER = "after"
    STOPPED = "stopped"  # abandoned, cancelled, or its session was


@dataclass(frozen=True, slots=True)
class Asked:
    """A questionnaire for this learner. `is_open`: it can be answered, or its answers changed, now."""

    pk: int
    is_open: bool
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Opening:
    """An individual call that can be booked now, with the first name of who calls."""

    pk: int
    starts_at: datetime
    minutes: int
    caller: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a learner was asked, offered or has tested: None for what never was, so that nothing is promised.

    `call_at` is the hour of the call that is booked, or was held; `call_offered`: a call can be booked now, `openings`
    are those of them that are individual. `restated` is what the team understood of the need, as given back.
    """

    needs: Asked | None = None
    positioning: Asked | None = None
    call_at: datetime | None = None
    call_offered: bool = False
    openings: tuple[Opening, ...] = ()
    restated: str = ""
    checked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one enrolment. Moments are aware; None for what did not happen, or has no date."""

    state: str
    confirmed_at: datetime | None
    cancelled: bool
    starts_at: datetime | None
    ends_at: datetime | None
    kit_day: date | None
    kit_sent_at: datetime | None
    kit_opened_at: datetime | None
    needs_connection: bool
    lesson_started_at: datetime | None
    has_lessons: bool
    preparation: Preparation = Preparation()


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the thread. `when` is said under its name, and leads to `url` when there is something to do;
    `is_now` marks the one being lived."""

    name: str
    when: str
    is_done: bool = False
    is_now: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something the learner does before the first day. `minutes` announces the effort; `url` is where it is done,
    empty while it cannot be yet. `outcome` is said once it is done."""

    name: str
    text: str
    action: str = ""
    url: str = ""
    minutes: int = 0
    done_on: date | None = None
    is_next: bool = False
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Doors:
    """Where each task is done; "" for what does not exist for this learner."""

    needs: str = ""
    positioning: str = ""
    documents: str = "#documents"
    check: str = ""
    call: str = ""
    lessons: str = "#micro"


def phase_of(facts: Facts, now: datetime) -> Phase:
    if facts.cancelled or facts.state in (EnrolmentState.CANCELLED, EnrolmentState.ABANDONED):
        return Phase.STOPPED
    if facts.state == EnrolmentState.INVITED:
        return Phase.WAITING
    if facts.state == EnrolmentState.COMPLETED or (facts.ends_at and now >= facts.ends_at):
        return Phase.AFTER
    return Phase.RUNNING if facts.starts_at and now >= facts.starts_at else Phase.BEFORE


def route(facts: Facts, *, now: datetime, zone: tzinfo) -> list[Step]:
    """The great steps, from the enrolment to the last day; the first that is not done is the present one."""
    prepared = facts.preparation
    steps = [Step(_("Inscription"), _enrolled(facts, zone), is_done=facts.confirmed_at is not None)]
    if prepared.needs is not None and (prepared.needs.is_open or prepared.needs.answered_on):
        done = prepared.needs.answered_on
        steps.append(Step(_("Vos attentes"), french.day_short(done) if done else _("à préciser"), is_done=bool(done)))
    steps.append(Step(_("Kit de bienvenue"), _kit(facts, zone, now), is_done=facts.kit_opened_at is not None))
    if prepared.call_at is not None or prepared.call_offered:
        when = _moment(prepared.call_at, zone) if prepared.call_at else _("à réserver")
        url = "" if prepared.call_at else CALL
        steps.append(Step(_("Appel de bienvenue"), when, is_done=_past(prepared.call_at, now), url=url))
    steps += [
        Step(_("Premier jour"), _moment(facts.starts_at, zone), is_done=_past(facts.starts_at, now)),
        Step(_("Dernier jour"), _day(facts.ends_at, zone), is_done=_past(facts.ends_at, now)),
    ]
    last_done = max((rank for rank, step in enumerate(steps) if step.is_done), default=-1)
    if _past(facts.starts_at, now):  # what was skipped before the first day is behind, not the present step
        return [replace(step, is_now=rank == last_done + 1) for rank, step in enumerate(steps)]
    present = next((rank for rank, step in enumerate(steps) if not step.is_done), None)
    return [replace(step, is_now=rank == present) for rank, step in enumerate(steps)]


def tasks(facts: Facts, doors: Doors, *, zone: tzinfo) -> list[Task]:
    """What there is to do before the first day: what is done by date, then the rest in order; the first that can be
    done is the next one."""
    found = [*_questions(facts, doors), _kit_task(facts, doors, zone), *_gestures(facts, doors, zone)]
    found.sort(key=lambda task: task.done_on or date.max)
    following = next((rank for rank, task in enumerate(found) if task.url and task.done_on is None), None)
    return [replace(task, is_next=rank == following) for rank, task in enumerate(found)]


def _questions(facts: Facts, doors: Doors) -> Iterator[Task]:
    """Questionnaires that can still be answered, or were."""
    told = (
        (
            facts.preparation.needs,
            Task(
                _("Préciser vos attentes"),
                _("Quelques questions, pour que la formation parte de votre situation."),
                action=_("Préciser mes attentes"),
                url=doors.needs,
                minutes=5,
                outcome=facts.preparation.restated,
            ),
        ),
        (
            facts.preparation.positioning,
            Task(
                _("Vous situer"),
                _("Une réponse par objectif, sans note. Elle sert à mesurer vos progrès à la fin."),
                action=_("Me situer"),
                url=doors.positioning,
                minutes=5,
            ),
        ),
    )
    for asked, task in told:
        if asked is not None and (asked.is_open or asked.answered_on):
            yield replace(task, done_on=asked.answered_on)


def _gestures(facts: Facts, doors: Doors, zone: tzinfo) -> Iterator[Task]:
    prepared = facts.preparation
    if facts.needs_connection:
        yield Task(
            _("Tester votre connexion"),
            _("Son, micro, accès à la classe virtuelle : on vérifie tout, pour être tranquille ce jour-là."),
            action=_("Tester ma connexion"),
            url=doors.check,
            minutes=3,
            done_on=_on(prepared.checked_at, zone),
        )
    if prepared.call_at is not None:
        name = _("Appel de bienvenue, %(when)s") % {"when": _moment(prepared.call_at, zone)}
        yield Task(name, "", url=doors.call, done_on=_on(prepared.call_at, zone))
    elif prepared.call_offered:
        text = _("%(offer)s, pour poser vos questions avant le premier jour. C’est facultatif.")
        text %= {"offer": call_offer(prepared.openings)}
        yield Task(_("Réserver votre appel de bienvenue"), text, _("Choisir un créneau"), CALL, minutes=1)
    if facts.has_lessons:
        yield Task(
            _("Ouvrir une première leçon"),
            _("Quelques minutes de lecture, une question, puis un geste dans votre LMS."),
            action=_("Choisir une leçon"),
            url=doors.lessons,
            minutes=4,
            done_on=_on(facts.lesson_started_at, zone),
        )


def call_offer(openings: Sequence[Opening]) -> str:
    """« Dix minutes avec Karim »; nobody is named when several people call."""
    if not openings:
        return _("Un échange avec le groupe et votre formateur")
    callers, lengths = {one.caller for one in openings}, {one.minutes for one in openings}
    name = callers.pop() if len(callers) == 1 else _("votre formateur")
    length = french.counted(min(lengths), "minute", feminine=True)
    return _("%(length)s avec %(name)s") % {"length": f"{length[:1].upper()}{length[1:]}", "name": name}


def left(found: Sequence[Task]) -> list[Task]:
    return [task for task in found if task.done_on is None]


def count_sentence(found: Sequence[Task]) -> str:
    """« Une étape est faite, il en reste deux. »"""
    todo = len(left(found))
    done = len(found) - todo
    if not todo:
        return _("Tout est prêt de votre côté.")
    rest = _("il en reste %(count)s") % {"count": french.in_words(todo, feminine=True)}
    if not done:
        steps = french.counted(todo, "étape", feminine=True)
        return _("%(steps)s avant le premier jour.") % {"steps": f"{steps[:1].upper()}{steps[1:]}"}
    steps = french.counted(done, "étape", feminine=True)
    verb = _("est faite") if done == 1 else _("sont faites")
    return f"{steps[:1].upper()}{steps[1:]} {verb}, {rest}."


def _kit_task(facts: Facts, doors: Doors, zone: tzinfo) -> Task:
    if facts.kit_sent_at is None:
        when = french.day(facts.kit_day, year=False) if facts.kit_day else ""
        text = _("Il arrive par e-mail le %(day)s.") % {"day": when} if when else _("Il arrive avant le premier jour.")
        return Task(_("Ouvrir votre kit de bienvenue"), text)
    return Task(
        _("Ouvrir votre kit de bienvenue"),
        _("Vos dates, vos accès, vos documents : tout est sur une page."),
        action=_("Lire mes documents"),
        url=doors.documents,
        minutes=5,
        done_on=_on(facts.kit_opened_at, zone),
    )


def _enrolled(facts: Facts, zone: tzinfo) -> str:
    if facts.confirmed_at is None:
        return _("à confirmer")
    return _("%(day)s, confirmée") % {"day": french.day_short(french.local(facts.confirmed_at, zone).date())}


def _kit(facts: Facts, zone: tzinfo, now: datetime) -> str:
    if facts.kit_sent_at is not None:
        sent = french.local(facts.kit_sent_at, zone).date()
        if sent == french.local(now, zone).date():
            return _("aujourd’hui")
        return _("envoyé le %(day)s") % {"day": french.day_short(sent)}
    return french.day(facts.kit_day, year=False) if facts.kit_day else _("avant le premier jour")


def _moment(moment: datetime | None, zone: tzinfo) -> str:
    if moment is None:
        return _("date à venir")
    local = french.local(moment, zone)
    return f"{french.day(local.date(), year=False)}, {french.hour(local.time())}"


def _day(moment: datetime | None, zone: tzinfo) -> str:
    return french.day(french.local(moment, zone).date(), year=False) if moment else _("date à venir")


def _past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now >= moment


def _on(moment: datetime | None, zone: tzinfo) -> date | None:
    return french.local(moment, zone).date() if moment is not None else None
