"""Files between their upload and their import: kept for their owner, corrected on the screen, forgotten in time."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

from django.utils.translation import gettext as _

from lms_onboarding.common.tabular import Cell, check_size, read_sheet, write_csv
from lms_onboarding.enrolments.enums import ImportWork, Role
from lms_onboarding.enrolments.importing.columns import ALIASES, find_columns, label
from lms_onboarding.enrolments.importing.report import Outcome, RowResult
from lms_onboarding.enrolments.models import ImportDraft
from lms_onboarding.enrolments.models.import_draft import KEPT

CORRECTION_WIDTH: Final = 300
ROW: Final = ("line", "outcome", "name", "session", "course", "first_day", "role", "company", "new_person")


def keep_draft(content: bytes, filename: str, *, owner_id: int, now: datetime) -> ImportDraft:
    """Set a file aside for its owner. Raises TableRefused when it cannot be read: nothing is kept then.

    A large file is read by the worker: what can be refused at once is its size.
    """
    draft = ImportDraft(
        owner_id=owner_id,
        filename=PurePath(filename.replace("\\", "/")).name[:200],
        content=content,
        created_at=now,
        expires_at=now + KEPT,
    )
    if draft.is_small:
        find_columns(read_sheet(content, filename))
    else:
        check_size(content, filename)
        draft.work = ImportWork.CHECK
    draft.save(force_insert=True)
    return draft


def correct_draft(
    draft: ImportDraft, corrections: Mapping[int, Mapping[str, str]], *, create_sessions: bool
) -> ImportDraft:
    """Type texts over the file, {line: {field: text}}; those typed before stay. Unknown fields are left out.

    A large file goes back to the worker, to be checked again.
    """
    kept = {int(line): dict(texts) for line, texts in draft.corrections.items()}
    for line, texts in corrections.items():
        known = {name: text.strip()[:CORRECTION_WIDTH] for name, text in texts.items() if name in ALIASES}
        kept[line] = {**kept.get(line, {}), **known}
    draft.corrections = {str(line): texts for line, texts in kept.items()}
    draft.create_sessions = create_sessions
    if not draft.is_small:
        draft.work, draft.rows_done, draft.preview = ImportWork.CHECK, 0, {}
    draft.save(update_fields=["corrections", "create_sessions", "work", "rows_done", "preview"])
    return draft


def rows_of(report: Mapping[str, Any]) -> list[RowResult]:
    """The rows kept with the report of a draft."""
    return [RowResult(**dict(zip(ROW, row, strict=True))) for row in report.get("rows", ())]


def drop_draft(draft: ImportDraft) -> None:
    """Forget a file: whoever abandons an import leaves nothing behind."""
    draft.delete()


def purge_drafts(*, now: datetime) -> int:
    """Forget the files whose time has passed; how many there were."""
    expired = ImportDraft.objects.expired(now)
    count = expired.count()
    if count:
        expired.delete()
    return count


def rejected_csv(draft: ImportDraft, report: Mapping[str, Any]) -> bytes:
    """The rows left aside, as typed and corrected so far, each with what to do: a file ready to be mended and given
    again, since the two columns added are ones that the import does not know."""
    sheet = read_sheet(bytes(draft.content), draft.filename)
    fields = {index: name for name, index in find_columns(sheet).matched.columns.items()}
    remedies: dict[int, list[str]] = {}
    for error in report["errors"]:
        remedies.setdefault(error["line"], []).append(
            f"{error['column']} : {error['remedy']}" if error["column"] else error["remedy"]
        )
    rows: list[list[Cell]] = [
        [
            row.line,
            " ".join(remedies[row.line]),
            *_corrected(row.cells, draft.corrections.get(str(row.line), {}), fields),
        ]
        for row in sheet.rows
        if row.line in remedies
    ]
    return write_csv([_("Ligne d’origine"), _("Ce qu’il faut faire"), *sheet.headers], rows)


def report_csv(report: Mapping[str, Any]) -> bytes:
    """What became of each row."""
    told: dict[int, list[str]] = {}
    for problem in [*report["errors"], *report["warnings"]]:
        told.setdefault(problem["line"], []).append(problem["remedy"])
    words = {
        Outcome.CREATED: _("inscription créée"),
        Outcome.UPDATED: _("inscription complétée"),
        Outcome.UNCHANGED: _("déjà inscrite"),
        Outcome.REJECTED: _("à corriger"),
    }
    headers = [_("Ligne"), _("Personne"), _("Session"), _("Profil"), _("Entreprise"), _("Résultat"), _("Remarques")]
    return write_csv(
        headers,
        (
            [
                row.line,
                row.name,
                row.session,
                str(Role(row.role).label) if row.role else "",
                row.company,
                words[Outcome(row.outcome)],
                " ".join(told.get(row.line, [])),
            ]
            for row in rows_of(report)
        ),
    )


def model_csv() -> bytes:
    """An empty table with the columns that the import knows, and how to fill them in the headers themselves."""
    hints = {
        "civility": _("Mme ou M."),
        "session": _("code"),
        "course": _("titre, si le code manque"),
        "start": _("jj/mm/aaaa"),
        "end": _("jj/mm/aaaa"),
        "role": _("Admin, Créateur ou Manager"),
    }
    headers = [f"{label(name)} ({hints[name]})" if name in hints else label(name) for name in ALIASES]
    return write_csv(headers, [])


def _corrected(cells: tuple[str, ...], corrections: Mapping[str, str], fields: Mapping[int, str]) -> list[str]:
    return [corrections.get(fields.get(index, ""), cell) for index, cell in enumerate(cells)]
