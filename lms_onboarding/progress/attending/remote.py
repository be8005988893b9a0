"""What shows that somebody followed at a distance: work done, assessments, help from a person; no connection time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import HelpChannel, Outcome
from lms_onboarding.progress.models import ActionDone, CheckAttempt, HumanHelp, LessonProgress, StuckReport

from .refusals import AttendanceRefused, NotTheirSession
from .roster import leads


@dataclass(frozen=True, slots=True)
class Work:
    """A lesson followed or a real action done, with its date and what came of it."""

    at: datetime
    title: str
    result: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """A question answered: how many tries, and whether the best answer was found."""

    at: datetime
    title: str
    tries: int
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Help:
    """An exchange with a person: when, by whom, about what, what was answered and when."""

    at: datetime
    author: str
    subject: str
    channel: str
    answered_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class RemoteRecord:
    works: Sequence[Work]
    assessments: Sequence[Assessed]
    helps: Sequence[Help]

    @property
    def is_empty(self) -> bool:
        return not (self.works or self.assessments or self.helps)


def remote_record(enrolment: Enrolment, *, as_of: datetime) -> RemoteRecord:
    """What is known of one enrolment at that instant: five queries."""
    return RemoteRecord(_works(enrolment, as_of), _assessments(enrolment, as_of), _helps(enrolment, as_of))


@dataclass(frozen=True, kw_only=True, slots=True)
class HelpGiven:
    channel: HelpChannel
    subject: str
    at: datetime
    answer: str = ""


def note_help(*, enrolment: int, given: HelpGiven, author: Person, now: datetime) -> HumanHelp:
    """Keep an exchange that took place; the same one noted twice is one. Raises NotTheirSession, AttendanceRefused."""
    row = Enrolment.objects.select_related("session").get(pk=enrolment)
    if not leads(author, row.session):
        raise NotTheirSession
    subject = given.subject.strip()[:200]
    if not subject:
        raise AttendanceRefused(
            _("Dites en quelques mots l’objet de l’échange, sans donnée de santé."), field="subject"
        )
    if given.at > now:
        raise AttendanceRefused(_("Cet échange n’a pas encore eu lieu : notez-le après."), field="at")
    with transaction.atomic():
        help_, made = HumanHelp.objects.get_or_create(
            enrolment=row,
            at=given.at,
            by=author,
            subject=subject,
            defaults={"channel": given.channel, "answer": given.answer.strip()[:500], "recorded_at": now},
        )
        if made:
            codes: dict[str, str | int] = {"help": help_.pk, "channel": str(given.channel)}
            record(
                Fact("attendance.help_noted", row.key, occurred_at=given.at, actor=author.key, codes=codes), now=now
            )
    return help_


def _works(enrolment: Enrolment, as_of: datetime) -> list[Work]:
    lessons = LessonProgress.objects.filter(enrolment=enrolment, opened_at__lte=as_of)
    works = [
        Work(one.completed_at, one.title, _("leçon terminée, par %(how)s") % {"how": one.get_completed_by_display()})
        if one.completed_at and one.completed_at <= as_of
        else Work(one.opened_at, one.title, _("leçon ouverte"))
        for one in lessons
    ]
    actions = ActionDone.objects.filter(enrolment=enrolment, done_at__lte=as_of)
    works += [Work(one.done_at, one.title, _("fait dans son LMS")) for one in actions]
    return sorted(works, key=lambda work: work.at)


def _assessments(enrolment: Enrolment, as_of: datetime) -> list[Assessed]:
    """One line per question: its last try, how many there were."""
    titles = dict(LessonProgress.objects.filter(enrolment=enrolment).values_list("page", "title"))
    found: dict[tuple[int, str], Assessed] = {}
    for one in CheckAttempt.objects.filter(enrolment=enrolment, at__lte=as_of).order_by("at", "pk"):
        before = found.get((one.page_id, one.block))
        found[one.page_id, one.block] = Assessed(
            one.at,
            titles.get(one.page_id, ""),
            before.tries + 1 if before else 1,
            one.outcome == Outcome.BEST or bool(before and before.succeeded),
        )
    return sorted(found.values(), key=lambda assessed: assessed.at)


def _helps(enrolment: Enrolment, as_of: datetime) -> list[Help]:
    """Requests of the learner that a person answered, and what the team noted. The learner's own words stay out."""
    asked = StuckReport.objects.filter(enrolment=enrolment, reported_at__lte=as_of, answered_at__lte=as_of)
    helps = [
        Help(
            one.reported_at,
            one.answered_by.full_name if one.answered_by else "",
            _("« Je suis bloqué », %(title)s") % {"title": one.title},
            str(HelpChannel.MESSAGE.label),
            one.answered_at,
            one.answer,
        )
        for one in asked.select_related("answered_by")
    ]
    noted = HumanHelp.objects.filter(enrolment=enrolment, at__lte=as_of).select_related("by")
    helps += [
        Help(one.at, one.by.full_name, one.subject, one.get_channel_display(), one.at, one.answer) for one in noted
    ]
    return sorted(helps, key=lambda help_: help_.at)
