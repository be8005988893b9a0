"""From the rows of a session to the frozen content of its kits, and its fingerprint."""

import hashlib
import json
import logging
import mimetypes
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from courses.services import programme_of
from lms_onboarding.documents.printing.frozen import freeze, thaw
from lms_onboarding.documents.services import store
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import Session, SessionQuerySet

from .content import Appointment, Chapter, Content, Course, Goal, Identity, Joined, Practical, Who

log = logging.getLogger(__name__)


def with_everything(sessions: SessionQuerySet) -> SessionQuerySet:
    """The sessions with all that `content_of` reads, in three queries."""
    return sessions.select_related("course", "referent").prefetch_related("slots", "trainers__person")


def content_of(
    session: Session,
    provider: ProviderSettings,
    joined: Iterable[Joined],
    *,
    programme: Mapping[str, Any] | None = None,
    logo: str = "",
) -> Content:
    """What the kits of `session` say as things stand; `programme` when several sessions of one course share it."""
    return Content(
        session=session.pk,
        code=session.code,
        schedule_no=session.schedule_no,
        modality=Modality(session.modality),
        zone=provider.zone_name,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        course=course_of(programme or session.programme or programme_of(session.course)),
        practical=_practical(session, provider),
        provider=_identity(provider, logo),
        appointments=tuple(
            Appointment(slot.pk, slot.day, str(slot.half), slot.start, slot.end, slot.remote, slot.subject)
            for slot in sorted(session.slots.all(), key=lambda slot: (slot.day, slot.start))
        ),
        trainers=tuple(_trainer(one) for one in session.trainers.all()),
        trainer_word=session.trainer_word,
        referent=_referent(session, provider),
        disability=_who(provider.disability_referent, provider.disability_title),
        administrative=_who(provider.administrative_referent, provider.administrative_title),
        joined=tuple(joined),
    )


def contents_of(
    sessions: Iterable[Session], provider: ProviderSettings, joined: Iterable[Joined], logo: str = ""
) -> dict[int, Content]:
    """`content_of` for each; a course whose sessions are not open yet is read once."""
    files, programmes = tuple(joined), dict[int, Mapping[str, Any]]()
    contents = {}
    for session in sessions:
        programme = session.programme or programmes.get(session.course_id)
        if not programme:
            programme = programmes[session.course_id] = programme_of(session.course)
        contents[session.pk] = content_of(session, provider, files, programme=programme, logo=logo)
    return contents


def as_json(content: Content) -> dict[str, Any]:
    frozen: dict[str, Any] = freeze(content)
    return frozen


def from_json(frozen: Mapping[str, Any]) -> Content:
    """Raises FrozenMismatch when the JSON is not that of a content."""
    return thaw(Content, frozen)


def fingerprint(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of the content, in hexadecimal: the same words are the same edition."""
    return hashlib.sha256(json.dumps(frozen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def joined_files(provider: ProviderSettings, *, now: datetime) -> tuple[Joined, ...]:
    """The welcome booklet and the house rules that are set, their bytes stored: what is sent is what was read today.

    A file that is no longer on the disk counts as missing, and the kit leaves without it, recorded as incomplete.
    """
    wanted = (
        ("livret", "Livret d’accueil", provider.welcome_booklet, provider.welcome_booklet_date),
        ("reglement", "Règlement intérieur", provider.house_rules, provider.house_rules_date),
    )
    kept = (_joined(rank, title, document, version, now) for rank, title, document, version in wanted if document)
    return tuple(one for one in kept if one is not None)


def _joined(rank: str, title: str, document: Any, version: date | None, now: datetime) -> Joined | None:
    try:
        with document.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        log.warning("The file of « %s » is not on the disk: kits leave without it.", title)
        return None
    suffix = PurePath(document.file.name).suffix.lower() or ".pdf"
    blob = store(content, now=now)
    return Joined(
        rank=rank,
        title=title,
        filename=f"{rank}{suffix}" if rank == "reglement" else f"livret-d-accueil{suffix}",
        content_type=mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream",
        sha256=blob.sha256,
        size=blob.size,
        version=version,
    )


def course_of(programme: Mapping[str, Any]) -> Course:
    """The frozen programme (shape: `courses.services.programme_of`) as typed values; what it lacks is empty."""
    plain: dict[str, Any] = {
        name: str(programme.get(name) or "")
        for name in Course.__dataclass_fields__
        if name not in ("objectives", "sequences", "version_date")
    }
    day = programme.get("version_date")
    return Course(
        **plain,
        version_date=date.fromisoformat(day) if day else None,
        objectives=tuple(Goal(one["text"], one.get("use_at_work", "")) for one in programme.get("objectives", ())),
        sequences=tuple(
            Chapter(one["title"], one.get("content", ""), one.get("method", ""), one.get("hours", ""))
            for one in programme.get("sequences", ())
        ),
    )


def _practical(session: Session, provider: ProviderSettings) -> Practical:
    return Practical(
        venue=session.venue,
        room=session.room,
        access=session.access,
        doors_open=session.doors_open,
        lunch=session.lunch,
        join_url=session.join_url,
        technical=session.technical,
        equipment=tuple(line.strip(" -•\t") for line in session.equipment.splitlines() if line.strip(" -•\t")),
        weekly_remote_time=session.weekly_remote_time,
        support_channel=session.support_channel or provider.support_channel,
        support_delay=session.support_delay or provider.support_delay,
        absence=provider.absence_instructions,
    )


def _identity(provider: ProviderSettings, logo: str) -> Identity:
    return Identity(
        name=provider.name,
        address=provider.address,
        siret=provider.siret,
        declaration=provider.declaration,
        region=provider.declaration_region,
        email=provider.email,
        phone=provider.phone,
        legal_line=provider.legal_line,
        logo=logo,
    )


def _trainer(one: Any) -> Who:
    person = one.person
    return Who(person.full_name, one.title, person.phone, person.email, person.key, one.quality)


def _referent(session: Session, provider: ProviderSettings) -> Who | None:
    own = _who(session.referent, session.referent_title or "référent pédagogique")
    return own or _who(provider.pedagogical_referent, provider.pedagogical_title)


def _who(person: Person | None, title: str) -> Who | None:
    return Who(person.full_name, title, person.phone, person.email, person.key) if person else None
