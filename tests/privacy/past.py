"""A session of March 2025 and what it left behind: what the purge looks at."""

from datetime import UTC, date, datetime
from typing import Any, Final

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import Order, issue
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import ActionKind
from lms_onboarding.followup.models import Action, Alert
from lms_onboarding.mailing.models import MailPart, OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.privacy.purging.running import preview
from lms_onboarding.progress.models import AttendanceSignature
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory

ENDED: Final = date(2025, 3, 10)
THEN: Final = datetime(2025, 3, 10, 10, tzinfo=UTC)


def at(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day, 3, tzinfo=UTC)


def enrolled(**fields: Any) -> Enrolment:
    """In a session of March 2025, with a signature, a paper and a closed case that has a note."""
    session = fields.pop("session", None) or SessionFactory(starts=ENDED, opened=True, **fields)
    enrolment: Enrolment = EnrolmentFactory(session=session, created_at=THEN, confirmed_at=THEN)
    AttendanceSignature.objects.create(
        slot=session.slots.first(), enrolment=enrolment, kind="written", written_name="Inès B.", door="link",
        device="phone", signed_at=THEN,
    )  # fmt: skip
    case = Alert.objects.create(
        enrolment=enrolment, rules_version=1, opened_at=THEN, due_at=THEN, state="handled", outcome="resumed",
        closed_at=THEN,
    )  # fmt: skip
    Action.objects.create(alert=case, kind=ActionKind.CALLED, at=THEN, note="Son fils est malade.")
    return enrolment


def paper(enrolment: Enrolment, kind: str = "certificat_realisation") -> IssuedDocument:
    order = Order(
        key=f"{kind}/{enrolment.pk}", kind=kind, prefix="Z", title="Certificat", about=enrolment.key,
        holder_key=enrolment.person.key, filename="berthier-{number}.pdf", data={"name": "Inès Berthier"},
    )  # fmt: skip
    return issue(order, lambda number: b"%PDF " + number.encode(), now=THEN)


def mail(enrolment: Enrolment, key: str = "m/1", joined: IssuedDocument | None = None) -> OutgoingMail:
    recipient = Recipient(enrolment.person.email, enrolment.person.full_name, enrolment.person.key)
    sent = queue(
        Draft(key=key, message="welcome.day_before", recipient=recipient, about=enrolment.key, due_at=THEN), now=THEN
    )
    OutgoingMail.objects.filter(pk=sent.pk).update(
        state="sent", sent_at=THEN, text="Bonjour Inès", html="<p>Bonjour", subject="Inès, demain", composed_at=THEN
    )
    if joined is not None:
        MailPart.objects.create(
            mail=sent, blob=joined.blob, filename="c.pdf", content_type="application/pdf", position=1
        )
    return sent


def counts(now: datetime) -> dict[str, int]:
    return {line.kind: line.count for line in preview(now=now) if line.count}
