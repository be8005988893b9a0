"""« Je suis bloqué », from the call to the answer that is read. The words stay in the tool; mails only say to come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import BusinessCalendar
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.progress import keys
from lms_onboarding.progress.enums import StuckMotive
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.progress.refusals import AlreadyAnswered, CallRefused, NotTheirs
from lms_onboarding.progress.rules import answer_due
from lms_onboarding.progress.team import team_of

from .admission import admit

LONGEST: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Call:
    """`motive` is a value of StuckMotive, `text` what the learner adds, if anything."""

    motive: str
    text: str = ""


def report_stuck(*, person: Person, page: int, call: Call, now: datetime) -> StuckReport:
    """Keep the call, acknowledge it at once, and tell the trainers and the referent. Raises UnknownLesson,
    LessonClosed, CallRefused.

    One call is open per person and lesson: calling again adds words to it and moves no promise. When the lesson itself
    was withdrawn meanwhile, the person is heard all the same.
    """
    _refuse_unusable(call)
    entry = admit(person=person, page=page, now=now, even_unpublished=True)
    organisation = provider()
    due = answer_due(now, organisation.window, BusinessCalendar(organisation.holiday_region))
    with transaction.atomic():
        # Two presses of the button make one row; the other words, if any, are added to it.
        report, made = StuckReport.objects.open().get_or_create(
            person=person,
            page_id=entry.lesson.pk,
            defaults={
                "enrolment_id": entry.enrolment,
                "title": entry.lesson.title,
                "motive": call.motive,
                "text": call.text.strip(),
                "reported_at": now,
                "answer_due_at": due,
            },
        )
        if made:
            codes = {"page": entry.lesson.pk, "motive": report.motive}
            record(Fact("stuck.reported", report.key, occurred_at=now, actor=person.key, codes=codes), now=now)
            _tell(report, organisation, now=now)
            return report
        return _with_more_words(report, call)


def answer_stuck(*, report: int, text: str, author: Person, now: datetime) -> StuckReport:
    """Publish the answer, and tell the learner that it waits. Raises NotTheirs, CallRefused, AlreadyAnswered.

    The caller has checked that `author` may answer (`StuckReport.objects.answerable_by`). A call that the learner
    settled meanwhile may still be answered.
    """
    words = text.strip()
    if not words:
        raise CallRefused(_("Écrivez votre réponse : l’apprenant la lira dans sa leçon."), field="answer")
    _refuse_long(words, field="answer")
    with transaction.atomic():
        row = _locked(report)
        if row.answered_at is not None:
            raise AlreadyAnswered(_name_of(row.answered_by), row.answered_at)
        row.answer, row.answered_at, row.answered_by = words, now, author
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        record(Fact("stuck.answered", row.key, occurred_at=now, actor=author.key), now=now)
        queue(_answered_draft(row, author, now), now=now)
    return row


def mark_answer_read(*, report: int, reader: Person, now: datetime) -> bool:
    """Note that the learner read the answer; the first time counts. Returns whether it did. Raises NotTheirs."""
    with transaction.atomic():
        row = _own(report, reader)
        if row.answered_at is None or row.read_at is not None:
            return False
        row.read_at = now
        row.save(update_fields=["read_at"])
        record(Fact("stuck.read", row.key, occurred_at=now, actor=reader.key), now=now)
    return True


def settle_stuck(*, report: int, learner: Person, now: datetime) -> bool:
    """« J’ai trouvé »: the learner needs no answer any more, and nobody is waited for. Raises NotTheirs."""
    with transaction.atomic():
        row = _own(report, learner)
        if row.settled_at is not None:
            return False
        row.settled_at = now
        row.save(update_fields=["settled_at"])
        record(Fact("stuck.settled", row.key, occurred_at=now, actor=learner.key), now=now)
    return True


def _refuse_unusable(call: Call) -> None:
    if call.motive not in StuckMotive.values:
        raise CallRefused(_("Dites ce qui vous bloque : choisissez la phrase la plus proche."), field="motive")
    _refuse_long(call.text.strip(), field="text")


def _refuse_long(words: str, *, field: str) -> None:
    if len(words) > LONGEST:
        raise CallRefused(
            _("Votre texte a %(count)s caractères ; gardez-en %(limit)s au plus. Il est resté dans le formulaire.")
            % {"count": len(words), "limit": LONGEST},
            field=field,
        )


def _with_more_words(report: StuckReport, call: Call) -> StuckReport:
    row = StuckReport.objects.select_for_update().get(pk=report.pk)
    words = call.text.strip()
    if words and words not in row.text:
        row.text = f"{row.text}\n\n{words}".strip()
    row.motive = call.motive
    row.save(update_fields=["text", "motive"])
    return row


def _tell(report: StuckReport, organisation: ProviderSettings, *, now: datetime) -> None:
    """Acknowledge at once, at any hour; the team is told within the hours of sending."""
    enrolment = _enrolment(report)
    team = team_of(enrolment, organisation)
    person = report.person
    queue(
        Draft(
            key=keys.acknowledged(report.pk),
            message="progress.stuck_acknowledged",
            recipient=Recipient(person.email, person.full_name, person.key),
            about=_about(report),
            due_at=now,
            from_name=organisation.name,
            reply_to=team[0].email if team else organisation.email,
        ),
        now=now,
    )
    recipients = [Recipient(one.email, one.full_name, one.key) for one in team]
    if not team and organisation.email:
        recipients = [Recipient(organisation.email, organisation.name, keys.PROVIDER)]
    for recipient in recipients:
        queue(
            Draft(
                key=keys.to_team(report.pk, recipient.key),
                message="progress.stuck_to_trainer",
                recipient=recipient,
                about=_about(report),
                due_at=now,
                window=organisation.window,
                from_name=organisation.name,
            ),
            now=now,
        )


def _answered_draft(report: StuckReport, author: Person, now: datetime) -> Draft:
    person = report.person
    return Draft(
        key=keys.answered(report.pk),
        message="progress.stuck_answered",
        recipient=Recipient(person.email, person.full_name, person.key),
        about=_about(report),
        due_at=now,
        from_name=author.full_name,
        reply_to=author.email,
    )


def _locked(report: int) -> StuckReport:
    rows = StuckReport.objects.select_for_update(of=("self",)).select_related("person", "answered_by")
    row = rows.filter(pk=report).first()
    if row is None:
        raise NotTheirs
    return row


def _own(report: int, learner: Person) -> StuckReport:
    row = _locked(report)
    if row.person_id != learner.pk:
        raise NotTheirs
    return row


def _enrolment(report: StuckReport) -> Enrolment | None:
    if report.enrolment_id is None:
        return None
    return Enrolment.objects.select_related("session__referent").get(pk=report.enrolment_id)


def _about(report: StuckReport) -> str:
    return f"enrolment/{report.enrolment_id}" if report.enrolment_id else report.person.key


def _name_of(author: Person | None) -> str:
    return author.full_name if author else _("Une personne de l’équipe")
