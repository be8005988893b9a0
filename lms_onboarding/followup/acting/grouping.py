"""One message to the learners of a session: each gets their own, from the person who wrote it, and answers them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min
from django.utils.translation import gettext as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup import keys
from lms_onboarding.followup.refusals import FollowupRefused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, Rendered, queue_many, render
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.sessions.models import Session

from .exchanging import REGRET, lines_of, written

MESSAGE = "followup.group"


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """What somebody wrote to a group; « Bonjour Inès, » and their first name are put around it for each."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class GroupLetter:
    """The message of one learner, as it will be read."""

    person: Person
    letter: Rendered


@dataclass(frozen=True, slots=True)
class Written:
    """A message that a group was sent: to how many."""

    subject: str
    by: str
    at: datetime
    count: int


def letters_to_group(session: Session, *, by: Person, message: GroupMessage) -> tuple[GroupLetter, Sequence[Person]]:
    """The letter of the first learner, footer included, and everybody who will get theirs. Raises FollowupRefused."""
    subject, text = written(message.subject, message.text)
    people = [one.person for one in _group(session, by)]
    values = mail_identity(provider()) | _values(people[0], by, subject, text)
    return GroupLetter(people[0], render(MESSAGE, values)), people


def write_to_group(session: Session, *, by: Person, message: GroupMessage, now: datetime) -> list[Person]:
    """The messages leave in a minute. The same words sent twice leave once: returns those who had not got them.

    Raises FollowupRefused.
    """
    subject, text = written(message.subject, message.text)
    fingerprint = hashlib.sha256(f"{by.key}\n{subject}\n{text}".encode()).hexdigest()[:16]
    with transaction.atomic():
        Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
        group = {keys.group(session.pk, fingerprint, one.pk): one for one in _group(session, by)}
        known = set(OutgoingMail.objects.filter(key__in=group).values_list("key", flat=True))
        fresh = {key: one for key, one in group.items() if key not in known}
        reply_to = by.email or provider().email
        drafts = [
            Draft(
                key=key,
                message=MESSAGE,
                recipient=Recipient(one.person.email, one.person.full_name, one.person.key),
                about=one.key,
                due_at=now + REGRET,
                variables=_values(one.person, by, subject, text),
                from_name=by.full_name,
                reply_to=reply_to,
            )
            for key, one in fresh.items()
        ]
        if drafts:
            queue_many(drafts, now=now)
            codes: dict[str, str | int | bool | None] = {"fingerprint": fingerprint, "count": len(drafts)}
            record(Fact("session.group_written", f"session/{session.pk}", now, by.key, codes), now=now)
    return [one.person for one in fresh.values()]


def group_messages(session: Session) -> list[Written]:
    """What this group was sent, newest first. One query."""
    rows = (
        OutgoingMail.objects.filter(message=MESSAGE, key__startswith=f"group/{session.pk}/")
        .values_list("variables__message_subject", "from_name")
        .annotate(at=Min("queued_at"), count=Count("pk"))
        .order_by("-at")
    )
    return [Written(str(subject), by, at, count) for subject, by, at, count in rows]


def _group(session: Session, by: Person) -> list[Enrolment]:
    """Learners who have a place, by name. Raises FollowupRefused when there is nobody."""
    rows = Enrolment.objects.confirmed().filter(session=session).exclude(person=by).select_related("person")
    found = list(rows.order_by("person__first_name", "person__last_name", "pk"))
    if not found:
        raise FollowupRefused(_("Personne n’a de place confirmée dans cette session : attendez une confirmation."))
    return found


def _values(person: Person, by: Person, subject: str, text: str) -> dict[str, str]:
    return {
        "learner_first_name": person.first_name or person.full_name,
        "trainer_first_name": by.first_name or by.full_name,
        "message_subject": subject,
        "message_lines": lines_of(text),
    }
