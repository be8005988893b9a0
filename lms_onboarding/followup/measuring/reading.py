"""Two files of past sessions, plain or gzipped: who was enrolled and who fell silent, and their days of activity."""

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from django.utils.translation import gettext as _

ENROLMENT_COLUMNS: Final = ("session", "learner", "silent_days_8_35")
ACTIVITY_COLUMNS: Final = ("session", "learner", "day", "clicks", "content_clicks")
GZIP: Final = b"\x1f\x8b"


class FileRefused(ValueError):
    """A file that cannot be replayed; the message says, in French, which line and how to mend it."""


@dataclass(frozen=True, slots=True)
class PastEnrolment:
    """`silent` is None when nobody can say: no label."""

    session: str
    learner: str
    silent: bool | None


@dataclass(frozen=True, slots=True)
class PastDay:
    session: str
    learner: str
    day: int
    clicks: int
    content_clicks: int


def read_enrolments(path: Path) -> list[PastEnrolment]:
    """Raises FileRefused."""
    seen: set[tuple[str, str]] = set()
    rows = []
    for line, row in _rows(path, ENROLMENT_COLUMNS):
        key = (row["session"], row["learner"])
        if key in seen:
            raise FileRefused(
                _("%(file)s, ligne %(line)s : l’apprenant %(learner)s est déjà inscrit à la session %(session)s.")
                % {"file": path.name, "line": line, "learner": key[1], "session": key[0]}
            )
        seen.add(key)
        rows.append(PastEnrolment(*key, _label(path, line, row["silent_days_8_35"])))
    return rows


def read_activity(path: Path) -> Iterator[PastDay]:
    """Streamed: the days may be many. Raises FileRefused."""
    for line, row in _rows(path, ACTIVITY_COLUMNS):
        numbers = [_number(path, line, name, row[name]) for name in ACTIVITY_COLUMNS[2:]]
        yield PastDay(row["session"], row["learner"], *numbers)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    with _opened(path) as file:
        reader = csv.DictReader(file)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise FileRefused(
                _("%(file)s n’a pas les colonnes attendues : il manque %(columns)s. La première ligne les nomme.")
                % {"file": path.name, "columns": ", ".join(missing)}
            )
        for row in reader:
            if any(row[name] is None for name in columns):
                raise FileRefused(
                    _("%(file)s, ligne %(line)s : la ligne est incomplète.")
                    % {"file": path.name, "line": reader.line_num}
                )
            yield reader.line_num, row


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """By its first bytes, not by its name: a gzipped file may be called anything."""
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == GZIP
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if zipped
            else path.open(encoding="utf-8-sig", newline="") as file
        ):
            yield file
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise FileRefused(
            _("%(file)s ne se lit pas. Donnez un fichier CSV en UTF-8, tel quel ou compressé par gzip.")
            % {"file": path.name}
        ) from error


def _label(path: Path, line: int, text: str) -> bool | None:
    if text.strip() not in {"", "0", "1"}:
        raise FileRefused(
            _("%(file)s, ligne %(line)s : « %(text)s » n’est ni 0, ni 1, ni vide dans silent_days_8_35.")
            % {"file": path.name, "line": line, "text": text}
        )
    return {"0": False, "1": True}.get(text.strip())


def _number(path: Path, line: int, column: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise FileRefused(
            _("%(file)s, ligne %(line)s : « %(text)s » n’est pas un nombre entier dans la colonne %(column)s.")
            % {"file": path.name, "line": line, "text": text, "column": column}
        ) from error
