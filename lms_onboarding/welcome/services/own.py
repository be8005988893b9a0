"""What a learner finds again in their own space, signed in: the kit that left, its files, the dates for an agenda."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, QuerySet

from lms_onboarding.common.prepared import Given, Prepared
from lms_onboarding.documents.models import Blob, IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.welcome.agenda import agenda_of
from lms_onboarding.welcome.composing.pieces import content_of
from lms_onboarding.welcome.models import KitEdition, WelcomeKit

from .outlook import House
from .reading import Piece, open_dates, pieces_of


@dataclass(frozen=True)
class OwnKit:
    """A kit that has left. Its files are those of its schedule: none while a new kit is awaited after a move."""

    kit: WelcomeKit
    sent_at: datetime | None
    pieces: Sequence[Piece]
    moved: bool


def kits_visible_to(user: AbstractBaseUser | AnonymousUser) -> QuerySet[WelcomeKit]:
    """The kits of this account's own enrolments, and nobody else's."""
    if not user.is_authenticated:
        return WelcomeKit.objects.none()
    return WelcomeKit.objects.filter(enrolment__person__account=user.pk)


def own_kit(user: AbstractBaseUser | AnonymousUser, enrolment: Enrolment) -> OwnKit | None:
    """The last kit that left for this enrolment, whose session came along. One query."""
    row = _OWN.first(account=user.pk, enrolment=enrolment.pk) if user.is_authenticated else None
    if row is None:
        return None
    kit, sent_at = _kit(row)
    moved = enrolment.session.schedule_no != kit.schedule_no
    return OwnKit(kit, sent_at, () if moved else _pieces(kit), moved)


def own_piece(user: AbstractBaseUser | AnonymousUser, kit: int, slug: str) -> tuple[WelcomeKit, Piece] | None:
    """One file of one's own kit; None when there is no such kit for this account, or no such file in it."""
    row = _latest(kits_visible_to(user).filter(pk=kit)).first()
    if row is None:
        return None
    found, _sent_at = _kit(row)
    piece = next((one for one in _pieces(found) if one.slug == slug), None)
    return (found, piece) if piece else None


def kit_day(starts_at: datetime, organisation: ProviderSettings, *, now: datetime) -> date:
    """The day by which the kit of such a session arrives, on the provider's wall clock."""
    return House(organisation, now=now).dates(starts_at).kit_deadline.astimezone(organisation.zone).date()


def own_agenda(enrolment: int, *, now: datetime) -> bytes | None:
    """The calendar file of an enrolment whose session stands and has dates. The caller has checked whose it is."""
    found = open_dates(enrolment, now=now)
    if found is None or not found[1].appointments or found[0].session.cancelled_at:
        return None
    return agenda_of(found[1], stamped=now)


DRAWN: Final = ("filename", "content_type", "blob_id", "blob__size")
READ: Final = (
    *("pk", "enrolment_id", "schedule_no", "opened_at", "acknowledged_at", "mail__sent_at"),
    *("edition_id", "edition__fingerprint"),
    *(f"edition__programme__{name}" for name in DRAWN),
    *(f"convocation__{name}" for name in DRAWN),
)


def _latest(kits: QuerySet[WelcomeKit]) -> Any:
    """The last of these kits that left. Only what is shown is read: a kit, its edition and its documents also hold
    everything they say."""
    return kits.filter(convocation__isnull=False).order_by("-schedule_no").values_list(*READ)[:1]


def _own() -> Any:
    account, enrolment = Given("account", BigIntegerField()), Given("enrolment", BigIntegerField())
    return _latest(WelcomeKit.objects.filter(enrolment__person__account=account, enrolment=enrolment))


_OWN: Final = Prepared(_own)


def _kit(row: tuple[Any, ...]) -> tuple[WelcomeKit, datetime | None]:
    """A kit with the documents drawn for it, and when it was sent."""
    pk, enrolment, schedule_no, opened_at, acknowledged_at, sent_at, edition_pk, fingerprint = row[:8]
    programme, convocation = row[8:12], row[12:]
    edition = KitEdition.from_db(
        None, ["id", "fingerprint"], [edition_pk, fingerprint]
    )  # the content, when it is read
    edition.programme = _document(*programme) if programme[0] else None
    kit = WelcomeKit(
        pk=pk,
        enrolment_id=enrolment,
        schedule_no=schedule_no,
        edition=edition,
        convocation=_document(*convocation),
        opened_at=opened_at,
        acknowledged_at=acknowledged_at,
    )
    return kit, sent_at


def _document(filename: str, content_type: str, sha256: str, size: int) -> IssuedDocument:
    return IssuedDocument(filename=filename, content_type=content_type, blob=Blob(sha256=sha256, size=size))


def _pieces(kit: WelcomeKit) -> tuple[Piece, ...]:
    return pieces_of(kit, content_of(kit.edition))
