"""An activity log from end to end: read, match, count, report."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.folding import fold_code
from lms_onboarding.common.tabular import Row, Sheet, TableRefused, read_sheet
from lms_onboarding.enrolments.services import Problem
from lms_onboarding.people.services import provider
from lms_onboarding.progress.models import ActivityImport
from lms_onboarding.sessions.models import Session

from .columns import NEVER_READ_HERE, find_columns, missing_columns
from .lines import Line, LineRefused, read_line
from .report import ActivityReport, Leftover
from .roster import Homonyms, Roster, Seat, Unmatched, load_roster
from .writing import BATCH, Day, Gesture, numbered, preview, write


@dataclass(frozen=True, slots=True)
class ActivityOptions:
    """`session` is the code of the session that the whole log is about, when its contexts do not say it."""

    dry_run: bool = False
    session: str = ""


def import_activity(
    content: bytes, filename: str, *, options: ActivityOptions = ActivityOptions(), by: str, now: datetime
) -> ActivityReport:
    """Count the lines whose learner is known into days of activity, and report on every line. Raises TableRefused when
    the file cannot be read at all, or `options.session` is unknown.

    The same file again, or a longer one that contains it, adds only what is new. Each thousand lines are written whole
    or not at all, so that running it again finishes what an interruption left. A dry run writes nothing.
    """
    sheet = read_sheet(content, filename, never_read=NEVER_READ_HERE)
    matched = find_columns(sheet)
    report = ActivityReport(
        read=len(sheet.rows), errors=missing_columns(sheet, matched), ignored_columns=matched.ignored
    )
    if report.errors:
        report.rejected = report.read
        return report
    _refuse_unknown(options.session)
    lines = _read(sheet, matched.columns, report)
    gestures = _gestures(lines, load_roster(lines, session=options.session), report)
    report.warnings += _from_the_future(lines, today=local_date(now, provider().zone))
    _count(gestures, report, options, now=now)
    if not options.dry_run:
        _keep_trace(content, filename, report, by=by, now=now)
    return report


def _refuse_unknown(code: str) -> None:
    if code and fold_code(code) not in {fold_code(known) for known in Session.objects.values_list("code", flat=True)}:
        raise TableRefused(
            _("Aucune session n’a le code « %(code)s ». Vérifiez-le dans la liste des sessions.") % {"code": code}
        )


def _read(sheet: Sheet, columns: dict[str, int], report: ActivityReport) -> list[Line]:
    lines = []
    for row in sheet.rows:
        line = _line(row, columns, sheet.headers, report)
        if line is not None:
            lines.append(line)
    return lines


def _line(row: Row, columns: dict[str, int], headers: Sequence[str], report: ActivityReport) -> Line | None:
    try:
        return read_line(row, columns, headers)
    except LineRefused as refusal:
        report.errors.append(refusal.problem)
        report.rejected += 1
        return None


def _gestures(lines: Iterable[Line], roster: Roster, report: ActivityReport) -> list[Gesture]:
    found = match(lines, roster, report)
    ranks = numbered((seat.enrolment, line.text) for line, seat in found)
    gestures = [
        Gesture(seat, line.day, line.kind, _fingerprint(*rank))
        for (line, seat), rank in zip(found, ranks, strict=True)
    ]
    return in_order(gestures)


def match(lines: Iterable[Line], roster: Roster, report: ActivityReport) -> list[tuple[Line, Seat]]:
    """The learner of each line; those of nobody, and of several people, go into the report."""
    found: list[tuple[Line, Seat]] = []
    unmatched: dict[tuple[str, str], Leftover] = {}
    homonyms: dict[tuple[str, str], Leftover] = {}
    for line in lines:
        try:
            found.append((line, roster.find(line)))
        except Unmatched as nobody:
            kept = homonyms if isinstance(nobody, Homonyms) else unmatched
            kept.setdefault((_called(line), nobody.remedy), Leftover(_called(line), nobody.remedy)).lines.append(
                line.number
            )
    report.matched = len(found)
    report.unmatched, report.homonyms = list(unmatched.values()), list(homonyms.values())
    return found


def _called(line: Line) -> str:
    return line.name or line.email


def in_order(gestures: Iterable[Gesture]) -> list[Gesture]:
    """Few sessions and few days in each batch: few rows to hold, and two imports hold them in one order."""
    return sorted(gestures, key=lambda gesture: (gesture.seat.session, gesture.seat.enrolment, gesture.day))


def _fingerprint(enrolment: int, text: str, rank: int) -> str:
    return hashlib.blake2b(f"{enrolment}\x1f{rank}\x1f{text}".encode(), digest_size=16).hexdigest()


def _count(gestures: Sequence[Gesture], report: ActivityReport, options: ActivityOptions, *, now: datetime) -> None:
    days: set[Day] = set()
    for start in range(0, len(gestures), BATCH):
        batch = gestures[start : start + BATCH]
        written = preview(batch) if options.dry_run else write(batch, now=now)
        report.unchanged += written.unchanged
        days |= written.days
    report.days = len(days)


def _from_the_future(lines: Iterable[Line], *, today: date) -> list[Problem]:
    """A day still to come is kept, and said: it usually means that days and months were exchanged."""
    ahead = [line for line in lines if line.day > today]
    if not ahead:
        return []
    first = min(ahead, key=lambda line: line.day)
    return [
        Problem(
            first.number,
            "",
            french.day_digits(first.day),
            _(
                "%(lines)s après aujourd’hui, la première ici. Vérifiez que Moodle exporte le jour avant le mois ; "
                "un jour à venir ne compte pas avant d’être arrivé."
            )
            % {"lines": _dated(len(ahead))},
        )
    ]


def _dated(count: int) -> str:
    return _("Une ligne est datée") if count == 1 else _("%(count)s lignes sont datées") % {"count": count}


def _keep_trace(content: bytes, filename: str, report: ActivityReport, *, by: str, now: datetime) -> None:
    """One row per file that brought something, or that was never seen: the same file again leaves nothing."""
    digest = hashlib.sha256(content).hexdigest()
    if report.fresh or not ActivityImport.objects.filter(sha256=digest).exists():
        ActivityImport.objects.create(
            filename=PurePath(filename).name[:200],
            sha256=digest,
            imported_at=now,
            imported_by=by,
            read=report.read,
            fresh=report.fresh,
            unmatched=report.nobody,
        )
