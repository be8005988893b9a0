"""Kits that are due: frozen, queued, written, a thousand learners at a time."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue_many
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.enums import Holdable, LateReason
from lms_onboarding.welcome.models import KitEdition, WelcomeKit
from lms_onboarding.welcome.rules import is_due, kit_window

from .batches import groups, in_batches
from .drafting import Subject, draft
from .editions import editions_for
from .learners import Learner, may_receive, read, reason_for
from .outlook import House, Outlook, look
from .selections import without_kit

MESSAGES: Final[Mapping[str, str]] = {
    Modality.ONSITE: "welcome.kit_onsite",
    Modality.REMOTE: "welcome.kit_remote",
    Modality.BLENDED: "welcome.kit_blended",
}
LATE_MESSAGE: Final = "welcome.kit_late"
GUARDIAN_MESSAGE: Final = "welcome.kit_guardian"


def sweep_kits(house: House, *, now: datetime) -> int:
    """Freeze and queue every kit that is due at `now`. Returns how many."""
    return sum(
        _prepare(ready, house, now=now)
        for group in groups(_waiting(due_sessions(house, now)))
        if (ready := _ready(group, house))
    )


def kits_may_start_by(house: House, now: datetime) -> datetime:
    """No session that starts later has a kit due at `now`: one day more than the rule, to be safe across zones."""
    return now + timedelta(days=house.rhythm.kit_days + 2)


def due_sessions(house: House, now: datetime) -> list[int]:
    """Sessions in the days of their kit: few rows, found first, so that the search for learners stays small."""
    near = Session.objects.standing().not_ended(now).starting_by(kits_may_start_by(house, now))
    rows = near.order_by("starts_at", "pk").values_list("pk", "starts_at", "ends_at")
    return [
        pk for pk, starts_at, ends_at in rows if starts_at and ends_at and is_due(now, house.dates(starts_at), ends_at)
    ]


def prepare_now(outlook: Outlook, enrolments: Collection[int], house: House, *, now: datetime) -> int:
    """Queue these learners' kits whatever the date and the hour, because somebody decided so. Returns how many."""
    outlooks = {outlook.session.pk: outlook}
    press = Press(outlooks, editions_for(outlooks, now=now), house, now, at_once=True)
    return in_batches(lambda: without_kit(outlooks).filter(pk__in=enrolments), read, press.write)


@dataclass(frozen=True)
class Press:
    """Writes the kits of a batch from what is frozen for their sessions. `at_once`: no window to wait for."""

    outlooks: Mapping[int, Outlook]
    editions: Mapping[int, KitEdition]
    house: House
    now: datetime
    at_once: bool = False

    def write(self, learners: list[Learner]) -> int:
        """Mails and kits, in one query each per thousand; the caller holds the lock."""
        wanted = [one for one in learners if may_receive(one, self.outlooks[one.session])]
        reasons = [reason_for(one, self.outlooks[one.session], self.now) for one in wanted]
        mails = queue_many(map(self._draft, wanted, reasons), now=self.now)
        kits = map(self._kit, wanted, reasons, mails)
        WelcomeKit.objects.bulk_create(kits, batch_size=1000)
        self._write_to_guardians([one for one in wanted if one.guardian])
        return len(mails)

    def _kit(self, one: Learner, reason: LateReason | None, mail: OutgoingMail) -> WelcomeKit:
        outlook, edition = self.outlooks[one.session], self.editions[one.session]
        if outlook.dates is None:
            raise ValueError(f"session {outlook.session.code} has no date")  # the selection is by date
        return WelcomeKit(
            enrolment_id=one.enrolment,
            schedule_no=outlook.session.schedule_no,
            edition=edition,
            mail=mail,
            personal=asdict(one.personal),
            missing=edition.missing,
            late_reason=reason or "",
            deadline=outlook.dates.kit_deadline,
            queued_at=self.now,
        )

    def _draft(self, one: Learner, reason: LateReason | None) -> Draft:
        """The words and files are drawn later, by the sender."""
        content = self.outlooks[one.session].content
        message = LATE_MESSAGE if reason else MESSAGES[content.modality]
        subject = Subject(keys.kit(one.enrolment, content.schedule_no), message, self._window(one.session))
        return draft(one.recipient, one.enrolment, subject, content, now=self.now)

    def _write_to_guardians(self, minors: list[Learner]) -> None:
        """A minor's legal guardian receives the convocation too: a mail of their own, never a visible copy.

        A kit prepared afresh finds the guardian's mail of the first one: it is not queued twice.
        """
        drafts = [self._guardian_draft(one) for one in minors]
        if drafts:
            known = OutgoingMail.objects.filter(key__in=[one.key for one in drafts]).values_list("key", flat=True)
            queue_many([one for one in drafts if one.key not in set(known)], now=self.now)

    def _guardian_draft(self, one: Learner) -> Draft:
        content = self.outlooks[one.session].content
        key = keys.guardian(one.enrolment, content.schedule_no)
        to = Recipient(one.guardian_email or "", one.guardian_name, f"person/{one.guardian}")
        subject = Subject(key, GUARDIAN_MESSAGE, self._window(one.session))
        return draft(to, one.enrolment, subject, content, now=self.now)

    def _window(self, session: int) -> SendWindow | None:
        dates = self.outlooks[session].dates
        if self.at_once or dates is None:
            return None
        return kit_window(self.now, dates.kit_deadline, self.house.rhythm.window)


def _waiting(sessions: list[int]) -> list[tuple[int, int]]:
    counts = without_kit(sessions).order_by("session_id").values_list("session_id")
    return list(counts.annotate(learners=Count("pk")))


def _ready(sessions: list[int], house: House) -> dict[int, Outlook]:
    """Those whose kits nothing holds back: nothing essential is missing, nobody suspended them."""
    return {
        pk: outlook
        for pk, outlook in look(Session.objects.filter(pk__in=sessions), house).items()
        if not outlook.holding and not outlook.holds.whole_session(Holdable.KIT)
    }


def _prepare(outlooks: Mapping[int, Outlook], house: House, *, now: datetime) -> int:
    press = Press(outlooks, editions_for(outlooks, now=now), house, now)
    return in_batches(lambda: without_kit(outlooks), read, press.write)
