"""Kits that came back: the session's referent is told, once per return, while the address is still the wrong one."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from lms_onboarding.mailing.services import Draft, Recipient, queue_many
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.content import Content, Who

from .batches import in_batches
from .kits import kits_may_start_by
from .outlook import House, Outlook, look
from .selections import Kits, returned_kits

MESSAGE = "welcome.kit_bounced_notice"


@dataclass(frozen=True, slots=True)
class Return:
    enrolment: int
    session: int
    mail_key: str


def sweep_returns(house: House, *, now: datetime) -> int:
    """Queue a notice for each kit refused by its recipient's server, until the session starts. Returns how many."""
    coming = Session.objects.standing().filter(starts_at__gt=now).starting_by(kits_may_start_by(house, now))
    returned = returned_kits(coming.values_list("pk", flat=True))
    concerned = sorted(set(returned.values_list("enrolment__session_id", flat=True)))
    if not concerned:
        return 0
    outlooks = look(Session.objects.filter(pk__in=concerned), house)
    write = partial(_write, outlooks=outlooks, house=house, now=now)
    return in_batches(lambda: returned_kits(concerned), _read, write)


def who_is_told(content: Content) -> Who | None:
    """The referent, else the administrative contact, else the organisation's own mailbox."""
    desk = Who(content.provider.name, email=content.provider.email, key="provider")
    return next((who for who in (content.referent, content.administrative, desk) if who and who.email), None)


def _read(kits: Kits) -> list[Return]:
    return [Return(*row) for row in kits.values_list("enrolment_id", "enrolment__session_id", "mail__key")]


def _write(returns: list[Return], *, outlooks: dict[int, Outlook], house: House, now: datetime) -> int:
    drafts = []
    for one in returns:
        content = outlooks[one.session].content
        who = who_is_told(content)
        if who is not None:
            drafts.append(
                Draft(
                    key=keys.bounced(one.mail_key),
                    message=MESSAGE,
                    recipient=Recipient(who.email, who.name, who.key),
                    about=keys.about(one.enrolment),
                    due_at=now,
                    window=house.rhythm.window,
                    from_name=content.provider.name,
                )
            )
    return len(queue_many(drafts, now=now))
