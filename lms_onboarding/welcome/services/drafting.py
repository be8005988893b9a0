"""A mail to a learner about their session: who writes, who answers, under which key."""

from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.mailing.services import Draft, Recipient
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.content import Content


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where a learner's mail goes today."""

    enrolment: int
    person: int
    first_name: str
    last_name: str
    email: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.email, self.full_name, f"person/{self.person}")


ADDRESSEE_FIELDS = ("pk", "person_id", "person__first_name", "person__last_name", "person__email")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a mail says and under which key: twice is once."""

    key: str
    message: str
    window: SendWindow | None


def draft(to: Recipient, enrolment: int, subject: Subject, content: Content, *, now: datetime) -> Draft:
    """The organisation writes, the session's referent answers."""
    return Draft(
        key=subject.key,
        message=subject.message,
        recipient=to,
        about=keys.about(enrolment),
        due_at=now,
        window=subject.window,
        from_name=content.provider.name,
        reply_to=content.referent.email if content.referent else content.provider.email,
    )
