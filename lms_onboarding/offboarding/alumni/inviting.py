"""The one invitation: ten days after the end, to who neither joined nor said no; never twice."""

from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused, Draft, Recipient, queue_many, register
from lms_onboarding.offboarding.campaigns.rules import LATEST
from lms_onboarding.offboarding.campaigns.selections import SLICE, written
from lms_onboarding.offboarding.campaigns.setting import Campaigns
from lms_onboarding.offboarding.models import AlumniMember
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import mail_identity

from .reading import next_event

MESSAGE: Final = "offboarding.alumni_invitation"
AFTER: Final = 10
TEN: Final = time(10)


def sweep_alumni(*, now: datetime) -> int:
    """Invite whoever ended ten days ago, on a business day. Returns how many mails were queued."""
    campaigns, count = Campaigns.read(now=now), 0
    invited = [one for one, _at in due_alumni(campaigns, now=now)]
    for first in range(0, len(invited), SLICE):
        count += _queue(invited[first : first + SLICE], campaigns, now=now)
    return count


def due_alumni(
    campaigns: Campaigns, *, now: datetime, until: datetime | None = None
) -> list[tuple[Enrolment, datetime]]:
    """Whom to invite at `now`, or by `until`, each once for their first session; and when that is. One query."""
    house = campaigns.house
    answered = AlumniMember.objects.filter(person=OuterRef("person_id"))
    told = OutgoingMail.objects.filter(key=written("alumni/", "person_id"))
    ended = (
        Enrolment.objects.placed()
        .filter(
            session__ends_at__lte=(until or now) - timedelta(days=AFTER - 1),
            session__ends_at__gt=now - timedelta(days=AFTER) - LATEST,
        )
        .in_standing_sessions()
    )
    rows = ended.filter(~Exists(answered), ~Exists(told)).select_related("person", "session__course").order_by("pk")
    people: dict[int, tuple[Enrolment, datetime]] = {}
    for one in rows:
        if one.session.ends_at is None:
            continue
        day = house.business.on_or_after(local_date(one.session.ends_at, house.zone) + timedelta(days=AFTER))
        if (at := wall_clock(day, TEN, house.zone)) <= (until or now):
            people.setdefault(one.person_id, (one, at))
    return list(people.values())


def _queue(due: list[Enrolment], campaigns: Campaigns, *, now: datetime) -> int:
    with transaction.atomic():
        # the lock on the people is what makes the keys new
        list(
            Person.objects.select_for_update(of=("self",)).filter(pk__in=[one.person_id for one in due]).order_by("pk")
        )
        keys = {f"alumni/{one.person_id}": one for one in due}
        known = set(OutgoingMail.objects.filter(key__in=keys).values_list("key", flat=True))
        drafts = [
            Draft(
                key=key,
                message=MESSAGE,
                recipient=Recipient(one.person.email, one.person.full_name, one.person.key),
                about=one.key,
                due_at=now,
                window=campaigns.house.window,
                from_name=campaigns.provider.name,
                reply_to=campaigns.reply_to,
            )
            for key, one in keys.items()
            if key not in known
        ]
        return len(queue_many(drafts, now=now)) if drafts else 0


def compose(mail: OutgoingMail, *, now: datetime) -> Composition:
    one = _enrolment(mail)
    if one is None:
        raise CompositionRefused(_("l’inscription a disparu"))
    campaigns = Campaigns.read(now=now)
    coming = next_event(now=now)
    said = ""
    if coming and coming.event_at:
        said = f"{coming.title} : {french.day_and_hour(coming.event_at.astimezone(campaigns.house.zone), year=False)}."
    return Composition(
        variables={
            **mail_identity(campaigns.provider),
            "learner_first_name": one.person.first_name or one.person.full_name,
            "course_title": str(one.session.programme.get("title") or one.session.course.title),
            "alumni_url": settings.LMSO_BASE_URL + reverse("lmso_portal:alumni"),
            "alumni_next_event_sentence": said,
        }
    )


def needed(mail: OutgoingMail, *, now: datetime) -> str:
    one = _enrolment(mail)
    if one is None or not one.is_placed:
        return _("cette personne n’a pas suivi la formation jusqu’au bout")
    answered = AlumniMember.objects.filter(person=one.person_id).exists()
    return _("cette personne a déjà répondu") if answered else ""


def _enrolment(mail: OutgoingMail) -> Enrolment | None:
    pk = mail.about.partition("/")[2]
    return Enrolment.objects.select_related("person", "session__course").filter(pk=pk).first()


def register_alumni() -> None:
    register(MESSAGE, compose=compose, needed=needed)
