"""Decisions in plain Python: what completes a lesson, where to resume, when an answer is due, what may be declared."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from courses.enums import Proof
from lms_onboarding.common.calendar import BusinessCalendar, SendWindow, local_date, wall_clock

from .enums import CompletedBy, Outcome
from .refusals import ProofRefused

VISIT_GAP: Final = timedelta(minutes=30)  # a return after that is another visit
QUIET: Final = timedelta(minutes=10)  # pages read in a row are one sign of life: the next write waits


def completed_by(checks: Collection[str], succeeded: Collection[str], *, action_done: bool) -> CompletedBy | None:
    """What completes a lesson whose questions are `checks`, `succeeded` being those that were answered best once.

    MC-2: a lesson ends in a check or in a real action. Doing it in one's own LMS is enough, whatever was answered;
    without the action, every question must have been answered best once, after as many tries as wanted. Whether the
    action was done stays a fact of its own: it is what is measured.
    """
    if action_done:
        return CompletedBy.ACTION
    if checks and set(checks) <= set(succeeded):
        return CompletedBy.CHECK
    return None


def outcome_of(*, best: bool, feedback: str) -> Outcome:
    """« Presque » is a word of the author: the feedback that begins with it belongs to a defensible answer."""
    if best:
        return Outcome.BEST
    return Outcome.ALMOST if feedback.lstrip().casefold().startswith("presque") else Outcome.OTHER


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of a lesson for the resume point."""

    last_opened_at: datetime
    completed: bool


def resume_point(order: Sequence[int], traces: Mapping[int, Trace]) -> int | None:
    """The lesson to open next in `order`: the one last opened when it is not completed, else the first not completed
    after it, else the first not completed at all. None when everything is completed, or there is nothing."""
    opened = [page for page in order if page in traces]
    if opened:
        left_at = max(opened, key=lambda page: traces[page].last_opened_at)
        rank = order.index(left_at)
        order = [*order[rank:], *order[:rank]]
    return next((page for page in order if page not in traces or not traces[page].completed), None)


def answer_due(reported_at: datetime, window: SendWindow, calendar: BusinessCalendar) -> datetime:
    """One business day after the call: the same hour of the next business day.

    A call made while nobody works counts from the next opening: Friday 21 h is received on Monday at 8 h, and due on
    Tuesday at 8 h.
    """
    received = reported_at
    while not (window.is_open(received) and calendar.is_business_day(local_date(received, window.tz))):
        received = _next_opening(received, window, calendar)
    local = received.astimezone(window.tz)
    return wall_clock(calendar.add_business_days(local.date(), 1), local.time(), window.tz)


def _next_opening(moment: datetime, window: SendWindow, calendar: BusinessCalendar) -> datetime:
    day = local_date(moment, window.tz)
    opening = wall_clock(day, window.opens, window.tz)
    if moment < opening and calendar.is_business_day(day):
        return opening
    return wall_clock(calendar.add_business_days(day, 1), window.opens, window.tz)


_NUMBER: Final = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?")
_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_TELEPHONE: Final = re.compile(r"(?:\+\d{2}|0)(?:[\s.\-\u00a0\u202f]?\d){9}")
LONGEST: Final = {Proof.LINK: 300, Proof.SHORT_TEXT: 200, Proof.SCREENSHOT: 200}


def declared(proof: Proof, text: str) -> str:
    """The value to keep for an action of this kind of proof. Raises ProofRefused.

    « Oui » keeps nothing. A screenshot stays with the learner, who may say in a few words what it shows. An address or
    a telephone number is somebody: it is refused before being stored.
    """
    said = " ".join(text.split())
    if proof == Proof.YES_NO:
        return ""
    if proof == Proof.NUMBER:
        return _number(said)
    if len(said) > LONGEST[proof]:
        raise ProofRefused(
            _("Gardez l’essentiel : %(limit)s caractères au plus, vous en avez écrit %(count)s.")
            % {"limit": LONGEST[proof], "count": len(said)}
        )
    if proof == Proof.LINK:
        return _link(said)
    if proof == Proof.SHORT_TEXT and not said:
        raise ProofRefused(_("Dites en quelques mots ce que vous avez fait."))
    if _ADDRESS.search(said) or _TELEPHONE.search(said):
        raise ProofRefused(
            _(
                "Retirez l’adresse e-mail ou le numéro de téléphone : dites ce que vous avez fait, "
                "sans nommer personne."
            )
        )
    return said


def _number(said: str) -> str:
    digits = said.replace(" ", "")
    if not _NUMBER.fullmatch(digits):
        raise ProofRefused(_("Indiquez un nombre, par exemple 12."))
    return digits.replace(".", ",")


def _link(said: str) -> str:
    try:
        parts = urlsplit(said)
        usable = parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        usable = False
    if not usable or " " in said:
        raise ProofRefused(
            _("Collez l’adresse complète, telle que votre navigateur l’affiche : elle commence par https://.")
        )
    return said


@dataclass(frozen=True, slots=True)
class Standing:
    """An open enrolment, as far as choosing one goes. Dates are None while the session has none."""

    pk: int
    role: str
    starts_at: datetime | None
    ends_at: datetime | None


def concerned(standings: Sequence[Standing], *, audience: str, now: datetime) -> Standing | None:
    """The enrolment in which something was done: of the module's role first, then the session that runs, then the next
    one, then the last one that ended."""
    return min(standings, key=lambda one: (one.role != audience, *_distance(one, now), one.pk), default=None)


def _distance(one: Standing, now: datetime) -> tuple[int, float]:
    if one.starts_at is None or one.ends_at is None:
        return 3, 0.0
    if one.starts_at > now:
        return 1, (one.starts_at - now).total_seconds()
    if one.ends_at > now:
        return 0, 0.0
    return 2, (now - one.ends_at).total_seconds()
