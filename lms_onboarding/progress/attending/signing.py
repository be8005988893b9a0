"""The learner signs, for themselves, while the half-day lasts."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider
from lms_onboarding.progress.enums import Door, SignatureKind
from lms_onboarding.progress.models import AttendanceSheet, AttendanceSignature
from lms_onboarding.sessions.models import Slot

from .refusals import NotExpected, OutsideWindow, SignatureUnusable, SigningClosed
from .roster import is_expected, trainer_name
from .signatures import Signature
from .windows import window_of


def sign_attendance(
    *, slot: int, enrolment: int, signature: Signature, door: Door, device: str = "", now: datetime
) -> AttendanceSignature:
    """Sign a half-day; signing twice gives the first signature back. The caller has proved who signs.

    Raises NotExpected, OutsideWindow, SigningClosed, SignatureUnusable (the code of a room comes by its own door).
    """
    if signature.kind == SignatureKind.SCANNED and door != Door.WALL:
        raise SignatureUnusable("")
    with transaction.atomic():
        # The half-day is held: a signature and the trainer's lock take turns.
        row = Slot.objects.select_for_update(of=("self",)).select_related("session__referent").get(pk=slot)
        who = Enrolment.objects.select_related("person").filter(pk=enrolment).first()
        window = window_of(row, provider().zone)
        if who is None or row.session.cancelled_at is not None or not is_expected(who, row, window):
            raise NotExpected
        known = AttendanceSignature.objects.filter(slot=row, enrolment=who).first()
        if known is not None:
            return known
        if not window.is_open(now):
            raise OutsideWindow(window, now=now, contact=trainer_name(row.session))
        sheet = AttendanceSheet.objects.select_related("trainer").filter(slot=row).first()
        if sheet is not None:
            raise SigningClosed(sheet.trainer.full_name, sheet.countersigned_at)
        signed = AttendanceSignature.objects.create(
            slot=row,
            enrolment=who,
            kind=signature.kind,
            drawing=signature.drawing,
            written_name=signature.name,
            door=door,
            device=device[:20],
            signed_at=now,
        )
        fact = Fact(
            "attendance.signed",
            who.key,
            occurred_at=now,
            actor=who.person.key,
            codes={"slot": row.pk, "kind": str(signature.kind), "door": str(door)},
        )
        record(fact, now=now)
    return signed
