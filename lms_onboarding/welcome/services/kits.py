"""Kits that are due: frozen, queued, written, a thousand learners at a time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Count

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.enrolments.enums import Role
from lms_onboarding.enrolments.models import EnrolmentQuerySet
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue_many
from lms_onboarding.people.enums import Civility
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.completeness import lacks_name
from lms_onboarding.welcome.content import Personal
from lms_onboarding.welcome.enums import Holdable, LateReason
from lms_onboarding.welcome.models import KitEdition, WelcomeKit
from lms_onboarding.welcome.rules import Past, is_due, kit_window, late_reason

from .batches import groups, in_batches
from .drafting import Subject, draft
from .editions import editions_for
from .outlook import House, Outlook, look
from .selections import without_kit

MESSAGES: Mapping[str, str] = {
    Modality.ONSITE: "welcome.kit_onsite",
    Modality.REMOTE: "welcome.kit_remote",
    Modality.BLENDED: "welcome.kit_blended",
}
LATE_MESSAGE = "welcome.kit_late"
GUARDIAN_MESSAGE = "welcome.kit_guardian"


@dataclass(frozen=True, slots=True)
class Learner:
    """One row of the selection: what a kit takes from an enrolment and its person."""

    enrolment: int
    session: int
    confirmed_at: datetime
    role: str
    company: str | None
    person: int
    civility: str
    first_name: str
    last_name: str
    email: str
    guardian: int | None
    guardian_first_name: str | None
    guardian_last_name: str | None
    guardian_email: str | None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def guardian_name(self) -> str:
        return f"{self.guardian_first_name or ''} {self.guardian_last_name or ''}".strip()

    @property
    def personal(self) -> Personal:
        return Personal(
            first_name=self.first_name.strip(),
            full_name=self.full_name,
            civility=str(Civility(self.civility).label) if self.civility else "",
            role=str(Role(self.role).label) if self.role else "",
            company=self.company or "",
            guardian=self.guardian_name,
        )


LEARNER_FIELDS = (
    "pk", "session_id", "confirmed_at", "role", "company__name",
    "person_id", "person__civility", "person__first_name", "person__last_name", "person__email",
    "person__guardian_id", "person__guardian__first_name", "person__guardian__last_name", "person__guardian__email",
)  # fmt: skip


def sweep_kits(house: House, *, now: datetime) -> int:
    """Freeze and queue every kit that is due at `now`. Returns how many."""
    return sum(
        _prepare(ready, schedule_no, house, now=now)
        for schedule_no, sessions in _due_by_schedule(house, now).items()
        for group in groups(_waiting(sessions, schedule_no))
        if (ready := _ready(group, house))
    )


def kits_may_start_by(house: House, now: datetime) -> datetime:
    """No session that starts later has a kit due at `now`: one day more than the rule, to be safe across zones."""
    return now + timedelta(days=house.rhythm.kit_days + 2)


def _due_by_schedule(house: House, now: datetime) -> dict[int, list[int]]:
    """Sessions in the days of their kit, by schedule number: few rows, and a constant in the search for kits."""
    standing = Session.objects.standing().not_ended(now).starting_by(kits_may_start_by(house, now))
    due: dict[int, list[int]] = {}
    for pk, schedule_no, starts_at, ends_at in standing.order_by("starts_at", "pk").values_list(
        "pk", "schedule_no", "starts_at", "ends_at"
    ):
        if starts_at and ends_at and is_due(now, house.dates(starts_at), ends_at):
            due.setdefault(schedule_no, []).append(pk)
    return due


def _waiting(sessions: list[int], schedule_no: int) -> list[tuple[int, int]]:
    counts = without_kit(sessions, schedule_no).order_by("session_id").values_list("session_id")
    return list(counts.annotate(learners=Count("pk")))


def _ready(sessions: list[int], house: House) -> dict[int, Outlook]:
    """Those whose kits nothing holds back: nothing essential is missing, nobody suspended them."""
    return {
        pk: outlook
        for pk, outlook in look(Session.objects.filter(pk__in=sessions), house).items()
        if not outlook.holding and not outlook.holds.whole_session(Holdable.KIT)
    }


def _prepare(outlooks: Mapping[int, Outlook], schedule_no: int, house: House, *, now: datetime) -> int:
    editions = editions_for(outlooks, now=now)
    write = partial(_write, outlooks=outlooks, editions=editions, house=house, now=now)
    return in_batches(lambda: without_kit(outlooks, schedule_no), _read, write)


def _read(enrolments: EnrolmentQuerySet) -> list[Learner]:
    return [Learner(*row) for row in enrolments.values_list(*LEARNER_FIELDS)]


def _write(
    learners: list[Learner],
    *,
    outlooks: Mapping[int, Outlook],
    editions: Mapping[int, KitEdition],
    house: House,
    now: datetime,
) -> int:
    """Mails and kits of a batch, in one query each; the caller holds the lock."""
    wanted = [one for one in learners if may_receive(one, outlooks[one.session])]
    reasons = [reason_for(one, outlooks[one.session], now) for one in wanted]
    pairs = list(zip(wanted, reasons, strict=True))
    mails = queue_many([kit_draft(one, outlooks[one.session], reason, house, now) for one, reason in pairs], now=now)
    WelcomeKit.objects.bulk_create(
        [
            WelcomeKit(
                enrolment_id=one.enrolment,
                schedule_no=outlooks[one.session].session.schedule_no,
                edition=editions[one.session],
                mail=mail,
                personal=asdict(one.personal),
                missing=editions[one.session].missing,
                late_reason=reason or "",
                deadline=_deadline(outlooks[one.session]),
                queued_at=now,
            )
            for (one, reason), mail in zip(pairs, mails, strict=True)
        ],
        batch_size=1000,
    )
    minors = [one for one in wanted if one.guardian]
    if minors:
        queue_many(_guardian_drafts(minors, outlooks, house, now), now=now)
    return len(mails)


def may_receive(one: Learner, outlook: Outlook) -> bool:
    """Whether this learner is neither nameless nor set aside by somebody of the team."""
    return not lacks_name(one.full_name) and outlook.holds.learner(Holdable.KIT, one.enrolment) is None


def reason_for(one: Learner, outlook: Outlook, now: datetime) -> LateReason | None:
    """Why this learner's kit is late at `now`, if it is."""
    if outlook.dates is None:
        return None
    past = Past(
        confirmed_at=one.confirmed_at,
        moved_at=outlook.moved_at,
        resumed_at=outlook.holds.resumed_at(Holdable.KIT, one.enrolment),
        was_incomplete=outlook.was_incomplete,
    )
    return late_reason(now, outlook.dates.kit_deadline, past)


def kit_draft(one: Learner, outlook: Outlook, reason: LateReason | None, house: House, now: datetime) -> Draft:
    """The mail of a kit. Its words and files are drawn later, by the sender, from what is frozen."""
    content = outlook.content
    subject = Subject(
        key=keys.kit(one.enrolment, content.schedule_no),
        message=LATE_MESSAGE if reason else MESSAGES[content.modality],
        window=_window(outlook, house, now),
    )
    return draft(Recipient(one.email, one.full_name, f"person/{one.person}"), one.enrolment, subject, content, now=now)


def _guardian_drafts(
    minors: list[Learner], outlooks: Mapping[int, Outlook], house: House, now: datetime
) -> list[Draft]:
    """A minor's legal guardian receives the convocation too: a mail of their own, never a visible copy.

    A kit prepared afresh finds the guardian's mail of the first one: it is not queued twice.
    """
    drafts = [_guardian_draft(one, outlooks[one.session], house, now) for one in minors]
    known = set(OutgoingMail.objects.filter(key__in=[one.key for one in drafts]).values_list("key", flat=True))
    return [one for one in drafts if one.key not in known]


def _guardian_draft(one: Learner, outlook: Outlook, house: House, now: datetime) -> Draft:
    subject = Subject(
        key=keys.guardian(one.enrolment, outlook.content.schedule_no),
        message=GUARDIAN_MESSAGE,
        window=_window(outlook, house, now),
    )
    to = Recipient(one.guardian_email or "", one.guardian_name, f"person/{one.guardian}")
    return draft(to, one.enrolment, subject, outlook.content, now=now)


def _window(outlook: Outlook, house: House, now: datetime) -> SendWindow | None:
    window = house.rhythm.window
    return kit_window(now, outlook.dates.kit_deadline, window) if outlook.dates else window


def _deadline(outlook: Outlook) -> datetime:
    """A session without dates has no kit due: the selection is by date."""
    if outlook.dates is None:
        raise ValueError(f"session {outlook.session.code} has no date")
    return outlook.dates.kit_deadline
