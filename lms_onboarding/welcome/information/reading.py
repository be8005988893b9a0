"""What a person sees of their pack: everything in HTML, from what was frozen, and the documents as they were drawn."""

from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.documents.models import Blob
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.welcome.composing.pieces import content_of
from lms_onboarding.welcome.content import Content
from lms_onboarding.welcome.documents import trainers_line
from lms_onboarding.welcome.models import InformationPack
from lms_onboarding.welcome.pages import Day, ledger
from lms_onboarding.welcome.services.reading import Piece

from .terms import Terms, contact_of, programme_version, rules_of, timetable


@dataclass(frozen=True)
class OpenedPack:
    """The pack in force behind a link. `outdated`: the dates changed since. `open`: the person may still confirm."""

    pack: InformationPack
    content: Content
    terms: Terms
    pieces: tuple[Piece, ...]
    days: tuple[Day, ...]
    outdated: bool
    closed: bool
    over: bool
    confirmed: bool
    hold_is_past: bool
    timetable: str
    trainers: str
    programme_version: str
    contact_line: str

    @property
    def open(self) -> bool:
        return not (self.outdated or self.closed or self.over or self.confirmed)


def open_pack(pk: int, *, now: datetime) -> OpenedPack | None:
    """The pack to show for the link of pack `pk`: the latest of the same enrolment that left. None without any."""
    asked = InformationPack.objects.filter(pk=pk).values_list("enrolment_id", flat=True).first()
    if asked is None:
        return None
    packs = InformationPack.objects.select_related("enrolment__session", "edition__programme__blob")
    pack = packs.filter(enrolment_id=asked, edition__programme__isnull=False).order_by("-schedule_no").first()
    pack = pack or packs.get(pk=pk)
    content, enrolment = content_of(pack.edition), pack.enrolment
    session = enrolment.session
    return OpenedPack(
        pack=pack,
        content=content,
        terms=Terms(**pack.personal),
        pieces=_pieces(pack, content),
        days=ledger(content),
        outdated=session.schedule_no != pack.schedule_no,
        closed=bool(session.cancelled_at) or session.starts_at is None or session.starts_at <= now,
        over=enrolment.state not in (EnrolmentState.INVITED, EnrolmentState.CONFIRMED),
        confirmed=enrolment.state == EnrolmentState.CONFIRMED,
        hold_is_past=pack.hold_until < local_date(now, content.tz),
        timetable=timetable(content),
        trainers=trainers_line(content),
        programme_version=programme_version(content),
        contact_line=_contact_line(content),
    )


def _contact_line(content: Content) -> str:
    who = contact_of(content)
    return ", ".join(part for part in (who.name, who.title, who.reach) if part) if who else content.provider.email


def _pieces(pack: InformationPack, content: Content) -> tuple[Piece, ...]:
    """The programme that was drawn for this edition, and the house rules: the very bytes of that day."""
    found: list[Piece] = []
    programme, rules = pack.edition.programme, rules_of(content)
    if programme is not None:
        found.append(
            Piece("programme", "Programme", "", programme.blob, programme.filename, programme.content_type),
        )
    if rules is not None:
        dated = f"Version du {french.day(rules.version, weekday=False)}." if rules.version else ""
        blob = Blob(sha256=rules.sha256, size=rules.size)
        found.append(Piece("reglement", rules.title, dated, blob, rules.filename, rules.content_type))
    return tuple(found)
