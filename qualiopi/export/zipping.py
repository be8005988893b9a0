"""A ZIP written once, straight to disk: each file hashed as it goes, sorted by the caller, with one fixed date."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the oldest date a ZIP can say: the real dates are in the index
STORED: Final = frozenset({"pdf", "png", "zip"})  # already compressed


class Archive:
    """Files by path with their SHA-256, in the order they were added. Same files, same bytes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.sums: dict[str, str] = {}

    def add(self, path: str, content: bytes) -> str:
        """Write one file; returns its SHA-256. Raises ValueError when the path is taken."""
        if path in self.sums:
            raise ValueError(f"{path} est déjà dans l’archive")
        entry = zipfile.ZipInfo(path, EPOCH)
        entry.external_attr = 0o644 << 16
        entry.compress_type = zipfile.ZIP_STORED if path.rsplit(".", 1)[-1] in STORED else zipfile.ZIP_DEFLATED
        self._archive.writestr(entry, content)
        self.sums[path] = hashlib.sha256(content).hexdigest()
        return self.sums[path]


@contextmanager
def archive_at(path: Path) -> Iterator[Archive]:
    """An archive that appears at `path` once it is whole; a crash leaves only a draft beside it."""
    draft = path.with_name(f"{path.name}.partial")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        yield Archive(archive)
    draft.replace(path)
