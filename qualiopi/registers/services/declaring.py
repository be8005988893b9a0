"""A period in which nothing was said: declared, dated, signed; refused when the register knows better."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.registers.models import Complaint, Emptiness


def declare_empty(
    first: date, last: date, *, session: Session | None = None, by: Reviewer, now: datetime
) -> Emptiness:
    """« Rien reçu du… au… ». Twice is once. Raises Refused: a period to come, upside down, or not empty."""
    zone = provider().zone
    if last < first:
        raise Refused(_("La période finit avant de commencer : échangez les deux jours."), field="last")
    if last >= local_date(now, zone):
        raise Refused(_("Cette période n’est pas finie : déclarez-la le lendemain de son dernier jour."), field="last")
    start, end = wall_clock(first, time.min, zone), wall_clock(last + timedelta(days=1), time.min, zone)
    received = Complaint.objects.filter(received_at__gte=start, received_at__lt=end)
    if session is not None:
        received = Complaint.objects.filter(session=session)
    if count := received.count():
        raise Refused(
            ngettext(
                "Le registre compte un fait sur cette période : elle n’est pas vide.",
                "Le registre compte %(count)d faits sur cette période : elle n’est pas vide.",
                count,
            )
            % {"count": count},
            field="first",
        )
    with transaction.atomic():
        made, fresh = Emptiness.objects.get_or_create(
            session=session, first=first, last=last, defaults={"declared_by": by.name, "declared_at": now}
        )
        if fresh:
            codes: dict[str, str | int | bool | None] = {"first": first.isoformat(), "last": last.isoformat()}
            subject = f"session/{session.pk}" if session else "register"
            record(Fact("register.declared_empty", subject, now, by.key, codes), now=now)
    return made
