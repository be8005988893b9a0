"""What a person did with their pack, and what can be proved of it. Reading the page writes nothing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import confirm
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing.enums import LEFT
from lms_onboarding.welcome.enums import InformationProof
from lms_onboarding.welcome.models import InformationPack


class PackOutdated(Refused):
    """The dates changed since: what was read is no longer what would be confirmed."""

    def __init__(self) -> None:
        super().__init__(
            _("Les dates de cette session ont changé : lisez le nouveau dossier, qui arrive, avant de confirmer.")
        )


class RegistrationClosed(Refused):
    """The session has started or is cancelled."""

    def __init__(self) -> None:
        super().__init__(
            _("Cette session ne prend plus d’inscription : écrivez-nous, nous cherchons une autre date avec vous.")
        )


def note_pack_opened(pack: InformationPack, *, piece: str, by: str, now: datetime) -> bool:
    """A document was downloaded or the button pressed; the first time is the fact. True when this is it."""
    with transaction.atomic():
        if not InformationPack.objects.filter(pk=pack.pk, opened_at__isnull=True).update(opened_at=now):
            return False
        _record(pack, "information.opened", by=by, now=now, piece=piece)
    return True


def confirm_informed(pack: InformationPack, *, by: str, now: datetime) -> bool:
    """« J’en ai pris connaissance et je confirme mon inscription ». True the first time.

    Both facts or none. Raises PackOutdated, RegistrationClosed, and what `enrolments.services.confirm` refuses.
    """
    with transaction.atomic():
        enrolment = Enrolment.objects.select_related("session", "person").get(pk=pack.enrolment_id)
        session = enrolment.session
        if session.schedule_no != pack.schedule_no:
            raise PackOutdated
        if session.cancelled_at or session.starts_at is None or session.starts_at <= now:
            raise RegistrationClosed
        if enrolment.state != EnrolmentState.CONFIRMED:
            enrolment = confirm(enrolment, by=by, now=now)
        if not InformationPack.objects.filter(pk=pack.pk, acknowledged_at__isnull=True).update(acknowledged_at=now):
            return False
        note_pack_opened(pack, piece="button", by=by, now=now)
        _record(pack, "information.acknowledged", by=by, now=now)
    return True


def information_proofs(enrolments: Iterable[Enrolment]) -> dict[int, InformationProof]:
    """What can be proved for each enrolment, in one query. An absent proof stays absent, for ever."""
    rows = {one.pk: one for one in enrolments}
    packs: dict[int, list[InformationPack]] = {}
    for pack in InformationPack.objects.filter(enrolment_id__in=rows).select_related("mail").order_by("pk"):
        packs.setdefault(pack.enrolment_id, []).append(pack)
    return {pk: _proof(one, packs.get(pk, [])) for pk, one in rows.items()}


def _proof(enrolment: Enrolment, packs: list[InformationPack]) -> InformationProof:
    if any(pack.acknowledged_at for pack in packs):
        return InformationProof.ACKNOWLEDGED
    left = [pack.mail.sent_at for pack in packs if pack.mail.state in LEFT and pack.mail.sent_at]
    if enrolment.confirmed_at is None:
        return InformationProof.AVAILABLE if left else InformationProof.AWAITED
    if not left:
        return InformationProof.NOT_HELD
    return InformationProof.AVAILABLE if min(left) <= enrolment.confirmed_at else InformationProof.LATE


def _record(pack: InformationPack, verb: str, *, by: str, now: datetime, **codes: str) -> None:
    about = f"enrolment/{pack.enrolment_id}"
    record(Fact(verb, about, occurred_at=now, actor=by, codes={"pack": pack.pk, **codes}), now=now)
