"""A ZIP written once, straight to disk: each file hashed as it goes, sorted by the caller, with one fixed date."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the oldest date a ZIP can say: the real dates are in the index
STORED: Final = frozenset(
    {"pdf", "png", "jpg", "zip", "docx", "xlsx", "pptx", "odt", "ods", "odp"}
)  # compressed already


class Paused(Exception):
    """The time given is over: what is written is kept, and the same call goes on from there."""


class Archive:
    """Files by path with their SHA-256, in the order they were added. Same files, same bytes.

    `told` holds one note a piece, in their order: what a continued archive must know of those it has.
    """

    def __init__(self, archive: zipfile.ZipFile, sums: dict[str, str], told: list[Sequence[Any]]) -> None:
        self._archive = archive
        self.sums = sums
        self.told = told

    def add(self, path: str, content: bytes, sha256: str = "") -> str:
        """Write one file; returns its SHA-256, which the caller gives when it has just read it. Raises ValueError
        when the path is taken."""
        with self._file(path) as file:
            file.write(content)
        self.sums[path] = sha256 or hashlib.sha256(content).hexdigest()
        return self.sums[path]

    def stream(self, path: str, parts: Iterable[bytes]) -> str:
        """Write one file part after part; returns its SHA-256. Raises ValueError when the path is taken."""
        digest = hashlib.sha256()
        with self._file(path) as file:
            for part in parts:
                file.write(part)
                digest.update(part)
        self.sums[path] = digest.hexdigest()
        return self.sums[path]

    def _file(self, path: str) -> IO[bytes]:
        if path in self.sums:
            raise ValueError(f"{path} est déjà dans l’archive")
        entry = zipfile.ZipInfo(path, EPOCH)
        entry.external_attr = 0o644 << 16
        entry.compress_type = zipfile.ZIP_STORED if path.rsplit(".", 1)[-1] in STORED else zipfile.ZIP_DEFLATED
        return self._archive.open(entry, "w")


@contextmanager
def archive_at(path: Path, *, of: str) -> Iterator[Archive]:
    """An archive that appears at `path` once it is whole; a crash leaves only a draft beside it.

    `Paused` raised inside keeps the draft, which the next call for the same content, named by `of`, continues to the
    same bytes. A draft that a crash left without its end is begun again.
    """
    draft, notes = path.with_name(f"{path.name}.partial"), path.with_name(f"{path.name}.notes")
    sums, told = _kept(draft, notes, of)
    with zipfile.ZipFile(draft, "a" if sums else "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        made = Archive(archive, sums, told)
        try:
            yield made
        except Paused:
            archive.close()
            notes.write_text(json.dumps({"of": of, "sums": made.sums, "told": made.told}), encoding="utf-8")
            raise
    notes.unlink(missing_ok=True)
    draft.replace(path)


def discard(path: Path) -> None:
    """Remove what a stopped writing left beside `path`."""
    for name in (f"{path.name}.partial", f"{path.name}.notes"):
        path.with_name(name).unlink(missing_ok=True)


def _kept(draft: Path, notes: Path, of: str) -> tuple[dict[str, str], list[Sequence[Any]]]:
    """What a paused writing of the same content left; nothing when there is none, or when it cannot be continued."""
    try:
        found = json.loads(notes.read_text(encoding="utf-8"))
        notes.unlink()  # a crash from now on begins again: the draft has no end while it is written
        with zipfile.ZipFile(draft) as archive:
            if found["of"] == of and archive.namelist() == list(found["sums"]):
                return found["sums"], found["told"]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        pass
    return {}, []
