"""From the receipt of a fact to its end: who handles it, its cause, the answer, the suite."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.improvement.models import ActionSource
from qualiopi.registers import mails
from qualiopi.registers.models import Complaint


def entrust(entry: Complaint, handler: Person, *, by: Reviewer, now: datetime) -> None:
    """Hand a fact over. Raises Refused for the person it concerns, who does not read it."""
    if handler.pk == entry.set_aside_id:
        raise Refused(
            _("Cette réclamation met en cause %(name)s : confiez-la à quelqu’un d’autre.")
            % {"name": handler.full_name},
            field="handler",
        )
    with transaction.atomic():
        if not Complaint.objects.filter(pk=entry.pk).exclude(handler=handler).update(handler=handler):
            return
        record(Fact("complaint.entrusted", entry.key, now, by.key, {"handler": handler.key}), now=now)
    entry.refresh_from_db()


def keep_draft(entry: Complaint, *, cause: str, answer: str) -> None:
    """Save what is being written; nobody receives it. Nothing once answered: what was said stays said."""
    Complaint.objects.filter(pk=entry.pk, answered_at__isnull=True).update(cause=cause.strip(), answer=answer.strip())
    entry.refresh_from_db()


def answer(entry: Complaint, *, cause: str, answer: str, by: Reviewer, now: datetime) -> bool:
    """Answer: by mail when there is an address, in the register alone otherwise. Twice is once.

    Raises Refused without a cause or an answer.
    """
    if not cause.strip():
        raise Refused(_("Dites la cause en une phrase : sans elle, le même fait reviendra."), field="cause")
    if not answer.strip():
        raise Refused(_("Écrivez la réponse : c’est elle qui clôt le fait, même courte."), field="answer")
    with transaction.atomic():
        waiting = Complaint.objects.select_for_update(of=("self",)).filter(pk=entry.pk, answered_at__isnull=True)
        found = waiting.select_related("handler").first()
        if found is None:
            entry.refresh_from_db()
            return False
        found.cause, found.answer, found.answered_at = cause.strip(), answer.strip(), now
        found.answer_mail = mails.answer_complaint(found, provider(), now=now)
        found.save(update_fields=["cause", "answer", "answered_at", "answer_mail"])
        codes: dict[str, str | int | bool | None] = {"by_mail": found.answer_mail is not None}
        record(Fact("complaint.answered", entry.key, now, by.key, codes), now=now)
    entry.refresh_from_db()
    return True


def close(entry: Complaint, *, no_action_because: str = "", by: Reviewer, now: datetime) -> bool:
    """End it: an action cites it, or a sentence says why none is needed. Twice is once. Raises Refused."""
    if entry.answered_at is None:
        raise Refused(_("Répondez d’abord : un fait se clôt une fois que sa réponse est écrite."))
    if not no_action_because.strip() and not cited(entry):
        raise Refused(
            _("Reliez ce fait à une action, ou dites en une phrase pourquoi la réponse suffit."),
            field="no_action_because",
        )
    with transaction.atomic():
        closing = Complaint.objects.filter(pk=entry.pk, closed_at__isnull=True)
        if not closing.update(closed_at=now, closed_by=by.name, no_action_because=no_action_because.strip()[:300]):
            return False
        record(Fact("complaint.closed", entry.key, now, by.key, {"action": not no_action_because.strip()}), now=now)
    entry.refresh_from_db()
    return True


def cited(entry: Complaint) -> bool:
    """Whether an action rests on this fact."""
    return ActionSource.objects.filter(source=entry.key).exists()
