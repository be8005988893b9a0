"""What a learner sees when they open their kit, or their dates."""

from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.documents.models import Blob
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.composing.pieces import content_of
from lms_onboarding.welcome.content import Content, Personal
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.rules import Dates

from .outlook import House, look


@dataclass(frozen=True)
class Piece:
    """A file to download. `slug` is its name in the address."""

    slug: str
    title: str
    hint: str
    blob: Blob
    filename: str
    content_type: str


@dataclass(frozen=True)
class OpenedKit:
    """The kit in force behind a link. `replaces`: the link was an earlier kit's. `moved`: dates changed since it."""

    kit: WelcomeKit
    content: Content
    personal: Personal
    pieces: tuple[Piece, ...]
    replaces: bool
    moved: bool
    cancelled: bool
    dates: Dates | None


def open_kit(pk: int, *, now: datetime) -> OpenedKit | None:
    """The kit to show for the link of kit `pk`: the latest of the same enrolment. None when there is none.

    After a move and until the new kit leaves, dates and place are today's; documents of the old date are not shown.
    """
    asked = WelcomeKit.objects.filter(pk=pk).values_list("enrolment_id", flat=True).first()
    if asked is None:
        return None
    kits = WelcomeKit.objects.select_related(
        "enrolment__session", "mail", "edition__programme__blob", "edition__agenda", "convocation__blob"
    )
    kit = kits.filter(enrolment_id=asked, convocation__isnull=False).order_by("-schedule_no").first()
    kit = kit or kits.filter(pk=pk).get()
    session = kit.enrolment.session
    moved = session.schedule_no != kit.schedule_no
    house = House.at(now)
    content = (
        look(Session.objects.filter(pk=session.pk), house)[session.pk].content if moved else content_of(kit.edition)
    )
    return OpenedKit(
        kit=kit,
        content=content,
        personal=Personal(**kit.personal),
        pieces=() if moved or session.cancelled_at else pieces_of(kit, content),
        replaces=kit.pk != pk,
        moved=moved,
        cancelled=session.cancelled_at is not None,
        dates=house.dates(session.starts_at) if session.starts_at else None,
    )


def pieces_of(kit: WelcomeKit, content: Content) -> tuple[Piece, ...]:
    """The files of a kit, as they left: what was not drawn yet is not offered."""
    found: list[Piece] = []
    for slug, title, hint, document in (
        ("programme", "Programme et objectifs", "", kit.edition.programme),
        ("convocation", "Convocation et guide pratique", "À montrer à votre employeur si besoin.", kit.convocation),
    ):
        if document is not None:
            found.append(Piece(slug, title, hint, document.blob, document.filename, document.content_type))
    found += [
        Piece(one.rank, one.title, "", Blob(sha256=one.sha256, size=one.size), one.filename, one.content_type)
        for one in content.joined
    ]
    return tuple(found)


def open_dates(enrolment: int, *, now: datetime) -> tuple[Enrolment, Content] | None:
    """The dates of an enrolment as they stand, for who has no kit yet."""
    found = Enrolment.objects.select_related("person", "session").filter(pk=enrolment).first()
    if found is None:
        return None
    return found, look(Session.objects.filter(pk=found.session_id), House.at(now))[found.session_id].content
