"""A sign given: a call, a video call, a meeting, an attempt, a message that somebody read over before sending it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.followup import keys
from lms_onboarding.followup.enums import NOTABLE, ActionKind, CaseState
from lms_onboarding.followup.models import Action, Alert
from lms_onboarding.followup.refusals import FollowupRefused
from lms_onboarding.mailing.services import Draft, Recipient, as_markdown, queue
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider

from .hands import Hand, note, snapshot, taken, worded

REGRET: Final = timedelta(minutes=1)  # a message sent by hand waits that long: time to take it back
LONGEST_SUBJECT: Final = 120


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote, from a suggestion or not. `target` and `url`: what its button opens, if it has one."""

    subject: str
    text: str
    suggestion: str = ""
    target: str = ""
    url: str = ""


def note_contact(hand: Hand, *, kind: ActionKind, words: str = "", now: datetime) -> Action:
    """An exchange was had, or tried; the case is no longer to do. Raises FollowupRefused."""
    if kind not in NOTABLE:
        raise FollowupRefused(
            _("Dites comment vous avez joint la personne : choisissez une des réponses."), field="kind"
        )
    text = worded(words)
    with taken(hand) as alert:
        before = snapshot(alert)
        _handled(alert, hand.by, now)
        return note(alert, kind, hand, now=now, before=before, note=text)


def send_message(hand: Hand, *, message: Message, now: datetime) -> Action:
    """The message leaves in a minute, from the person who wrote it; the answer comes back to them."""
    subject, text = written(message.subject, message.text)
    with taken(hand) as alert:
        before = snapshot(alert)
        _handled(alert, hand.by, now)
        person, organisation = alert.enrolment.person, provider()
        number = alert.actions.filter(kind=ActionKind.MAILED).count() + 1
        mail = queue(
            Draft(
                key=keys.message(alert.pk, number),
                message="followup.personal",
                recipient=Recipient(person.email, person.full_name, person.key),
                about=alert.enrolment.key,
                due_at=now + REGRET,
                variables=_values(message, subject, text, hand.by),
                from_name=hand.by.full_name,
                reply_to=hand.by.email or organisation.email,
            ),
            now=now,
        )
        codes = {"suggestion": message.suggestion} if message.suggestion else {}
        return note(alert, ActionKind.MAILED, hand, now=now, before=before, note=text, codes=codes, mail=mail)


def written(subject: str, text: str) -> tuple[str, str]:
    """An object on one line and a text, both said. Raises FollowupRefused."""
    line, words = " ".join(subject.split()), worded(text, field="text")
    if not line or len(line) > LONGEST_SUBJECT:
        raise FollowupRefused(_("Donnez au message un objet, en 120 caractères au plus."), field="subject")
    if not words:
        raise FollowupRefused(_("Écrivez le message avant de l’envoyer."), field="text")
    return line, words


def lines_of(text: str) -> str:
    """What somebody typed, as paragraphs whose characters mean nothing else."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return "\n\n".join("  \n".join(as_markdown(line) for line in part.splitlines()) for part in paragraphs)


def _values(message: Message, subject: str, text: str, by: Person) -> dict[str, str]:
    title, _newline, rest = text.partition("\n")
    if not rest.strip():
        title, rest = subject, text
    return {
        "trainer_first_name": by.first_name or by.full_name,
        "message_subject": subject,
        "message_title": title.strip(),
        "message_lines": lines_of(rest),
        "message_target": message.target if message.url else "",
        "message_action_url": message.url,
    }


def _handled(alert: Alert, by: Person, now: datetime) -> None:
    alert.state, alert.deferred_until = CaseState.HANDLED, None
    alert.handled_at = now
    alert.contacted_at = alert.contacted_at or now
    alert.reply_unread_since = None
    alert.owner = alert.owner or by
