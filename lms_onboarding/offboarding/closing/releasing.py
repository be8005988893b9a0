"""Release: one short transaction freezes what each will receive. Nothing leaves before it, and it happens once."""

from datetime import datetime
from typing import Final

from django.db import transaction

from lms_onboarding.enrolments.services import complete_all
from lms_onboarding.journal.services import Fact, record, record_many
from lms_onboarding.offboarding.models import Bilan, Closing, Handover, Paper, PaperKind
from lms_onboarding.offboarding.refusals import AlreadyReleased, BilansToValidate, SessionStillRunning
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import mark_released

from .freezing import Shared, bilan_of, verify_base
from .gathering import gather
from .preparing import Signer, prepare
from .stamping import stamp_of

BATCH: Final = 500
SIGNED: Final = ("signatory", "quality", "delegation", "place", "released_at", "released_by")


def release(session: Session, signatory: Signer, *, by: str, now: datetime) -> Closing:
    """Freeze data, signatory, quality and delegation; complete the enrolments; the sweep will issue.

    Raises SessionStillRunning, AlreadyReleased, AttendanceToFind, BilansToValidate, IdentityMissing.
    """
    verify_base()  # addresses are read before anybody waits: the first one of a process loads every page of the site
    seen = Session.objects.select_related("course").get(pk=session.pk)
    ready = prepare(seen, _to_release(seen, now), signatory, by=by, now=now)
    with transaction.atomic():
        held = Session.objects.select_for_update().select_related("course").get(pk=session.pk)
        closing = _to_release(held, now)
        if ready.stamp != stamp_of(held):
            ready = prepare(held, closing, signatory, by=by, now=now)
        ready.closing.save(update_fields=SIGNED)
        Paper.objects.bulk_create(ready.papers, batch_size=BATCH)
        Handover.objects.bulk_create(ready.handovers, batch_size=BATCH)
        record_many(ready.facts, now=now)
        complete_all(held, ready.stayed, by=by, now=now)
        mark_released(held, by=by, now=now)
    session.released_at = held.released_at
    return ready.closing


def _to_release(session: Session, now: datetime) -> Closing:
    """Raises AlreadyReleased, SessionStillRunning."""
    closing = Closing.objects.filter(session=session).first()
    if session.released_at:
        raise AlreadyReleased
    if closing is None or session.cancelled_at or session.ends_at is None or session.ends_at > now:
        raise SessionStillRunning
    return closing


def release_correction(bilan: Bilan, *, by: str, now: datetime) -> Paper:
    """Freeze a corrected bilan of a released session: its document will replace the one before, and its holder is
    told. Twice is once. Raises SessionStillRunning, BilansToValidate."""
    with transaction.atomic():
        enrolment = bilan.enrolment
        session = Session.objects.select_for_update().select_related("course").get(pk=enrolment.session_id)
        closing = Closing.objects.filter(session=session, released_at__isnull=False).first()
        if closing is None:
            raise SessionStillRunning
        row = Bilan.objects.current().select_related("validator").get(enrolment=enrolment)
        if not row.is_validated:
            raise BilansToValidate([enrolment.person.full_name])
        known = Paper.objects.filter(enrolment=enrolment, kind=PaperKind.BILAN, version=row.version).first()
        if known is not None:
            return known
        group = gather(session, only=[enrolment.pk])
        data = bilan_of(Shared(group, closing, now), group.by_enrolment[enrolment.pk], row)
        paper = Paper.objects.create(
            closing=closing, enrolment=enrolment, kind=PaperKind.BILAN, version=row.version, data=data, frozen_at=now
        )
        Handover.objects.create(enrolment=enrolment, version=row.version)
        codes: dict[str, str | int | bool | None] = {"version": row.version}
        record(Fact("bilan.corrected", enrolment.key, occurred_at=now, actor=by, codes=codes), now=now)
    return paper
