"""The trainer's findings. None is made by default, none is overwritten, and two trainers never undo each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.journal.services import Fact, record_many
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.progress.enums import ExcuseKind, Presence
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet, AttendanceSignature
from lms_onboarding.sessions.models import Slot

from .refusals import FindingUnusable, HalfDayLocked, NotTheirSession
from .roster import expected, leads
from .windows import Window, window_of

AWAY = (Presence.ABSENT, Presence.EXCUSED)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found of one enrolment. `seen` is the key of the mark that the trainer had before their eyes, if any."""

    enrolment: int
    presence: Presence
    excuse: ExcuseKind | str = ""
    arrived_at: time | None = None
    note: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else found otherwise meanwhile: their finding stands, and its author is told."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Marked:
    kept: int
    conflicts: Sequence[Conflict]


def mark_attendance(
    *, slot: int, findings: Sequence[Finding], author: Person, now: datetime, reason: str = ""
) -> Marked:
    """Keep what changed. After the lock, `reason` is required and the sheet will be issued again.

    Raises NotTheirSession, FindingUnusable (nothing is kept then), HalfDayLocked.
    """
    with transaction.atomic():
        row = Slot.objects.select_for_update(of=("self",)).select_related("session").get(pk=slot)
        if not leads(author, row.session):
            raise NotTheirSession
        window = window_of(row, provider().zone)
        people = {one.pk: one.person.full_name for one in expected(row, window)}
        standing = {one.enrolment_id: one for one in _standing(row)}
        signed = set(AttendanceSignature.objects.filter(slot=row).values_list("enrolment", flat=True))
        changed = [one for one in findings if not _same(one, standing.get(one.enrolment))]
        for one in changed:
            _refuse_unusable(one, people, window, signed=one.enrolment in signed, now=now)
        clashes = {one.enrolment: clash for one in changed if (clash := _conflict(one, standing, people))}
        fresh = [one for one in changed if one.enrolment not in clashes]
        sheet = AttendanceSheet.objects.select_related("trainer").filter(slot=row).first()
        reason = reason.strip()[:300]
        if fresh and sheet is not None and not reason:
            raise HalfDayLocked(sheet.trainer.full_name, sheet.countersigned_at)
        act = _Act(row, author, reason, sheet is not None, now)
        made = [_keep(one, standing.get(one.enrolment), act) for one in fresh]
        if made and sheet is not None:
            sheet.revision += 1
            sheet.save(update_fields=["revision"])
        record_many([_fact(one, now) for one in made], now=now)
    return Marked(len(made), list(clashes.values()))


def _standing(slot: Slot) -> list[AttendanceMark]:
    rows = AttendanceMark.objects.select_for_update(of=("self",)).current().filter(slot=slot)
    return list(rows.select_related("marked_by").order_by("pk"))


def _same(one: Finding, mark: AttendanceMark | None) -> bool:
    return mark is not None and (mark.presence, mark.excuse, mark.arrived_at, mark.note) == (
        str(one.presence),
        str(one.excuse),
        one.arrived_at,
        one.note.strip()[:200],
    )


def _refuse_unusable(one: Finding, people: Mapping[int, str], window: Window, *, signed: bool, now: datetime) -> None:
    name = people.get(one.enrolment)
    field = f"presence_{one.enrolment}"
    if name is None:
        raise FindingUnusable(_("Une personne de cette feuille n’y a plus sa place : rechargez la page."), field=field)
    if one.presence == Presence.EXCUSED and not one.excuse:
        sentence = _("Choisissez la nature du motif pour excuser %(name)s, sans détail de santé.")
        raise FindingUnusable(sentence % {"name": name}, field=field)
    if one.presence != Presence.EXCUSED and window.is_before(now):
        sentence = _(
            "La demi-journée n’est pas commencée : notez la présence de %(name)s à partir de %(hour)s. "
            "Une absence annoncée peut être excusée dès maintenant."
        )
        hour = french.hour(window.opens.time())
        raise FindingUnusable(sentence % {"name": name, "hour": hour}, field=field)
    if signed and one.presence in AWAY and not one.note.strip():
        sentence = _("%(name)s a signé cette demi-journée. Pour noter une absence, dites pourquoi dans la précision.")
        raise FindingUnusable(sentence % {"name": name}, field=field)


def _conflict(one: Finding, standing: Mapping[int, AttendanceMark], people: Mapping[int, str]) -> Conflict | None:
    mark = standing.get(one.enrolment)
    if mark is None or mark.pk == one.seen:
        return None
    sentence = _(
        "%(author)s a noté « %(presence)s » pour %(name)s à %(hour)s, pendant que vous remplissiez la feuille."
    )
    said = {
        "author": mark.marked_by.full_name,
        "presence": mark.get_presence_display(),
        "name": people[one.enrolment],
        "hour": french.hour(french.local(mark.marked_at).time()),
    }
    return Conflict(people[one.enrolment], sentence % said)


@dataclass(frozen=True, slots=True)
class _Act:
    """One gesture of the trainer on a sheet: what is the same for all its findings."""

    slot: Slot
    author: Person
    reason: str
    locked: bool
    now: datetime


def _keep(one: Finding, before: AttendanceMark | None, act: _Act) -> AttendanceMark:
    if before is not None:
        AttendanceMark.objects.filter(pk=before.pk).update(superseded_at=act.now)
    return AttendanceMark.objects.create(
        slot=act.slot,
        enrolment_id=one.enrolment,
        presence=one.presence,
        excuse=one.excuse if one.presence == Presence.EXCUSED else "",
        arrived_at=one.arrived_at,
        note=one.note.strip()[:200],
        marked_at=act.now,
        marked_by=act.author,
        correction_reason=act.reason if before is not None or act.locked else "",
        after_lock=act.locked,
        supersedes=before,
    )


def _fact(mark: AttendanceMark, now: datetime) -> Fact:
    return Fact(
        "attendance.corrected" if mark.after_lock else "attendance.marked",
        f"enrolment/{mark.enrolment_id}",
        occurred_at=now,
        actor=mark.marked_by.key,
        codes={"slot": mark.slot_id, "presence": str(mark.presence), "excuse": str(mark.excuse)},
    )
