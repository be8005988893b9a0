"""Who is told: the referent of a case that nobody took up, and each trainer once a day, at the hour they chose."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time
from typing import Final

from django.db import transaction

from lms_onboarding.common.calendar import BusinessCalendar, local_date, wall_clock
from lms_onboarding.followup import keys
from lms_onboarding.followup.enums import ActionKind
from lms_onboarding.followup.models import Action, Alert, DigestChoice
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue, queue_many
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.sessions.models import SessionTrainer

EIGHT: Final = time(8)
BATCH: Final = 500


def tell_referents(organisation: ProviderSettings, *, now: datetime) -> int:
    """Hand to the referent what is due and untouched, be it for the first time or back after an exchange. Where no
    other person can be found, the owner keeps it."""
    late = Alert.objects.waiting().filter(proposal="", due_at__lt=now, escalated_at__isnull=True)
    told = 0
    with transaction.atomic():
        cases = late.select_for_update(of=("self",), skip_locked=True).select_related("enrolment__session__referent")
        for alert in cases.order_by("pk")[:BATCH]:
            referent = referent_of(alert, organisation)
            alert.escalated_at = now
            if referent is not None and referent.pk != alert.owner_id:
                trainer, alert.owner, alert.version = alert.owner_id, referent, alert.version + 1
                before = alert.actions.filter(kind=ActionKind.ESCALATED).count()
                Action.objects.create(
                    alert=alert, kind=ActionKind.ESCALATED, at=now, codes={"from": trainer, "to": referent.pk}
                )
                queue(_escalation(alert, before + 1, referent, organisation, now), now=now)
                told += 1
            alert.save(update_fields=["escalated_at", "owner", "version"])
    return told


def referent_of(alert: Alert, organisation: ProviderSettings) -> Person | None:
    """The session's own, else the provider's, else its administrative contact; never the learner."""
    named = (
        alert.enrolment.session.referent,
        organisation.pedagogical_referent,
        organisation.administrative_referent,
    )
    return next((one for one in named if one is not None and one.pk != alert.enrolment.person_id), None)


def _escalation(alert: Alert, number: int, referent: Person, organisation: ProviderSettings, now: datetime) -> Draft:
    return Draft(
        key=keys.escalation(alert.pk, number),
        message="followup.escalation_to_referent",
        recipient=Recipient(referent.email, referent.full_name, referent.key),
        about=f"enrolment/{alert.enrolment_id}",
        due_at=now,
        window=organisation.window,
        from_name=organisation.name,
    )


def tell_trainers(organisation: ProviderSettings, *, now: datetime) -> int:
    """Queue the digests of the day whose hour has come; nothing for whom nothing waits."""
    zone, calendar = organisation.zone, BusinessCalendar(organisation.holiday_region or None)
    today = local_date(now, zone)
    if not calendar.is_business_day(today):
        return 0
    hours = dict(DigestChoice.objects.values_list("person_id", "hour"))
    due = []
    for person, oldest in _waiting_for(now).items():
        hour = wall_clock(today, hours.get(person, EIGHT), zone)
        if oldest <= hour <= now:
            due.append(person)
    told = set(
        OutgoingMail.objects.filter(key__in=[keys.digest(pk, today) for pk in due]).values_list("key", flat=True)
    )
    people = Person.objects.filter(pk__in=[pk for pk in due if keys.digest(pk, today) not in told]).order_by("pk")
    with transaction.atomic():
        mails = queue_many(
            [
                Draft(
                    key=keys.digest(person.pk, today),
                    message="followup.trainer_digest",
                    recipient=Recipient(person.email, person.full_name, person.key),
                    about=person.key,
                    due_at=now,
                    window=organisation.window,
                    from_name=organisation.name,
                )
                for person in people
            ],
            now=now,
        )
    return len(mails)


def _waiting_for(now: datetime) -> Mapping[int, datetime]:
    """Since when the oldest case of each trainer or referent waits."""
    cases = list(Alert.objects.waiting().values_list("pk", "enrolment__session_id", "owner_id", "opened_at"))
    sessions = {session for _pk, session, _owner, _at in cases}
    trainers = defaultdict(set)
    for session, person in SessionTrainer.objects.filter(session__in=sessions).values_list("session_id", "person_id"):
        trainers[session].add(person)
    oldest: dict[int, datetime] = {}
    for _pk, session, owner, at in cases:
        for person in trainers[session] | ({owner} if owner else set()):
            oldest[person] = min(at, oldest.get(person, at))
    return oldest
