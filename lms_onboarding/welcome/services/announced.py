"""What a learner had been told of their session's schedule, and which change they have not heard of."""

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import LEFT, MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.models import ScheduleChange
from lms_onboarding.welcome import keys

# A kit that came back announced nothing to anybody, but what follows it still speaks of the dates it held.
GONE = (*LEFT, MailState.BOUNCED)


def announced_before(enrolment: Enrolment) -> ScheduleChange | None:
    """The earliest change that this learner has not heard of: its `before` is the schedule they believe in.

    Two changes between two sweeps are told as one. Kits and moves carry the number of the schedule they announce; the
    confirmation announces the one of its day. None when nothing changed since.
    """
    changes = ScheduleChange.objects.filter(session_id=enrolment.session_id).order_by("schedule_no")
    mails = OutgoingMail.objects.filter(about=keys.about(enrolment.pk), state__in=GONE)
    told = [keys.target_of(key).schedule_no for key in mails.values_list("key", flat=True) if _announces(key)]
    if told:
        return changes.filter(schedule_no__gt=max(told)).first()
    confirmation = enrolment.confirmation_mail
    if confirmation is not None and confirmation.sent_at is not None:
        return changes.filter(changed_at__gte=confirmation.sent_at).first()
    return None


def _announces(key: str) -> bool:
    room, *rest = key.split("/")
    return room == keys.MOVED or (room == keys.KIT and rest[2:3] in ([], ["resend"]))
