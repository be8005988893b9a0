"""Sessions moved or cancelled: who had heard of the old schedule hears at once; the others hear nothing."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db.models import F
from django.utils.translation import gettext as _

from lms_onboarding.enrolments.models import EnrolmentQuerySet
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.services import queue_many, suppress
from lms_onboarding.sessions.models import ScheduleChange, Session
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.rules import change_window

from .batches import in_batches
from .drafting import ADDRESSEE_FIELDS, Addressee, Subject, draft
from .outlook import House, Outlook, look
from .selections import uninformed, untold


def sweep_superseded(*, now: datetime) -> int:
    """Close the kits of an earlier schedule: those that wait are held back for good, those that left are replaced.

    A kit in the hands of a sender is left alone until what became of it is known.
    """
    stale = WelcomeKit.objects.filter(
        superseded_at__isnull=True, schedule_no__lt=F("enrolment__session__schedule_no")
    ).exclude(mail__state=MailState.SENDING)
    for kit in stale.filter(mail__state=MailState.QUEUED).select_related("mail"):
        suppress(kit.mail, reason=_("la session a été déplacée avant cet envoi"), now=now)
    settled = list(stale.exclude(mail__state=MailState.QUEUED).values_list("pk", flat=True))
    return WelcomeKit.objects.filter(pk__in=settled).update(superseded_at=now)


def sweep_moved(house: House, *, now: datetime) -> int:
    """Queue `sessions.moved` for who had been told another schedule. Returns how many."""
    moved = Session.objects.standing().not_ended(now).filter(schedule_no__gt=1).order_by("pk")
    total = 0
    for pk, schedule_no in moved.values_list("pk", "schedule_no"):
        pending = partial(untold, pk, schedule_no)
        if pending().exists():
            outlook = look(Session.objects.filter(pk=pk), house)[pk]
            write = partial(_write_moved, outlook=outlook, starts=_starts(outlook.session), house=house, now=now)
            total += in_batches(pending, _read, write)
    return total


def sweep_cancelled(house: House, *, now: datetime) -> int:
    """Queue `sessions.cancelled` for who had received anything about the session. Returns how many."""
    cancelled = Session.objects.filter(cancelled_at__isnull=False, ends_at__gt=now).order_by("pk")
    total = 0
    for pk in cancelled.values_list("pk", flat=True):
        pending = partial(uninformed, pk)
        if pending().exists():
            outlook = look(Session.objects.filter(pk=pk), house)[pk]
            total += in_batches(pending, _read, partial(_write_cancelled, outlook=outlook, house=house, now=now))
    return total


def _read(enrolments: EnrolmentQuerySet) -> list[Addressee]:
    return [Addressee(*row) for row in enrolments.values_list(*ADDRESSEE_FIELDS)]


def _starts(session: Session) -> list[datetime | None]:
    """Every start that was announced: somebody may be about to leave home for one of them."""
    befores = ScheduleChange.objects.filter(session=session).values_list("before", flat=True)
    former = [datetime.fromisoformat(before["starts_at"]) for before in befores if before.get("starts_at")]
    return [session.starts_at, *former]


def _write_moved(
    learners: list[Addressee], *, outlook: Outlook, starts: Iterable[datetime | None], house: House, now: datetime
) -> int:
    # A date already behind us makes nothing urgent.
    window = change_window(now, [start for start in starts if start and start > now], house.rhythm)
    schedule_no = outlook.session.schedule_no
    drafts = [
        draft(
            one.recipient,
            one.enrolment,
            Subject(keys.moved(one.enrolment, schedule_no), "sessions.moved", window),
            outlook.content,
            now=now,
        )
        for one in learners
    ]
    return len(queue_many(drafts, now=now))


def _write_cancelled(learners: list[Addressee], *, outlook: Outlook, house: House, now: datetime) -> int:
    window = change_window(now, [outlook.session.starts_at], house.rhythm)
    drafts = [
        draft(
            one.recipient,
            one.enrolment,
            Subject(keys.cancelled(one.enrolment), "sessions.cancelled", window),
            outlook.content,
            now=now,
        )
        for one in learners
    ]
    return len(queue_many(drafts, now=now))
