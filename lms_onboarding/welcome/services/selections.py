"""Who is concerned by what: the selections that the sender and the preview share. Each follows an index.

A mail already queued is found by its natural key, which is unique. `states` are those of the kits' mails: the preview
also looks at the ones still waiting.
"""

from collections.abc import Collection, Iterable

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from lms_onboarding.enrolments.models import Enrolment, EnrolmentQuerySet
from lms_onboarding.mailing.enums import LEFT, MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.models import ScheduleChange
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.models import WelcomeKit

from .announced import GONE

Kits = QuerySet[WelcomeKit]


def without_kit(sessions: Iterable[int]) -> EnrolmentQuerySet:
    """Confirmed learners of these sessions for whom no kit of the current schedule was prepared."""
    kits = WelcomeKit.objects.filter(enrolment=OuterRef("pk"), schedule_no=OuterRef("session__schedule_no"))
    return Enrolment.objects.confirmed().filter(session_id__in=list(sessions)).filter(~Exists(kits))


def unopened_kits(sessions: Iterable[int], states: Collection[str] = LEFT) -> Kits:
    """Kits that left, did not come back, were neither opened nor acknowledged, and that no reminder followed."""
    kits = _current(sessions).filter(opened_at__isnull=True, acknowledged_at__isnull=True, mail__state__in=states)
    return kits.filter(~_queued(keys.KIT, "/reminder"))


def kits_before_first_day(sessions: Iterable[int], states: Collection[str] = LEFT) -> Kits:
    """Kits that reached somebody, or whose address was corrected since, without a message for tomorrow."""
    corrected = Q(mail__state=MailState.BOUNCED) & ~Q(mail__to_email=F("enrolment__person__email"))
    kits = _current(sessions).filter(Q(mail__state__in=states) | corrected)
    return kits.filter(~_queued(keys.DAY_BEFORE, ""))


def returned_kits(sessions: Iterable[int]) -> Kits:
    """Kits that came back from an address that is still the learner's, and that nobody was told of."""
    kits = _current(sessions).filter(mail__state=MailState.BOUNCED, mail__to_email=F("enrolment__person__email"))
    return kits.filter(~Exists(OutgoingMail.objects.filter(key=Concat(OuterRef("mail__key"), Value("/bounced")))))


def untold(session: int, schedule_no: int) -> EnrolmentQuerySet:
    """Confirmed learners who were told an earlier schedule, by a kit or a confirmation, and not this one."""
    changed_at = ScheduleChange.objects.filter(session_id=session, schedule_no=schedule_no).values("changed_at")[:1]
    kits = WelcomeKit.objects.filter(enrolment=OuterRef("pk"), schedule_no__lt=schedule_no, mail__state__in=GONE)
    confirmation = OutgoingMail.objects.filter(
        pk=OuterRef("confirmation_mail_id"), state__in=LEFT, sent_at__lte=changed_at
    )
    told = Enrolment.objects.confirmed().filter(session_id=session).filter(Exists(kits) | Exists(confirmation))
    return told.filter(~queued(written(f"{keys.MOVED}/", "pk", f"/{schedule_no}")))


def uninformed(session: int) -> EnrolmentQuerySet:
    """Confirmed learners of a cancelled session to whom some mail about it had left; the team's do not count."""
    received = OutgoingMail.objects.filter(
        about=written("enrolment/", "pk", ""), recipient_key=written("person/", "person_id", ""), state__in=LEFT
    )
    told = Enrolment.objects.confirmed().filter(session_id=session).filter(Exists(received))
    return told.filter(~queued(written(f"{keys.CANCELLED}/", "pk", "")))


def _current(sessions: Iterable[int]) -> Kits:
    """Kits in force, of confirmed learners."""
    learners = Enrolment.objects.confirmed().filter(session_id__in=list(sessions))
    return WelcomeKit.objects.filter(
        enrolment__in=learners, superseded_at__isnull=True, schedule_no=F("enrolment__session__schedule_no")
    )


def _queued(room: str, rest: str) -> Exists:
    """Whether the mail `<room>/<enrolment>/<schedule_no><rest>` of a kit's learner is queued."""
    return queued(Concat(written(f"{room}/", "enrolment_id", "/"), written("", "schedule_no", rest)))


def queued(key: Concat) -> Exists:
    """Whether the mail of this natural key exists, whatever became of it."""
    return Exists(OutgoingMail.objects.filter(key=key))


def written(before: str, number: str, after: str) -> Concat:
    """A key as the database writes it: `number` is a field of the outer query."""
    return Concat(Value(before), Cast(OuterRef(number), CharField()), Value(after))
