"""Saving an embedded installation: database, files and keys, in one folder that proves it is whole."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused

DATABASE: Final = "db.sqlite3"
MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
# What is saved beside the database, by name of folder: everything else rebuilds itself.
FOLDERS: Final = ("issued", "media", "keys")
_CHUNK: Final = 1 << 20


class BackupRefused(Refused):
    """The sentence says why, and what to do instead."""


@dataclass(frozen=True)
class Places:
    """Where an installation keeps what is saved. `folders` maps each name of FOLDERS to its folder."""

    database: Path
    folders: dict[str, Path]


def back_up(places: Places, target: Path, *, with_keys: bool, now: datetime) -> int:
    """Copy everything into `target`, a folder that must not exist yet; how many files. The site may go on meanwhile:
    the database first, then the files, which are only ever added.

    Raises BackupRefused when `target` holds something, or when there is nothing to save.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupRefused(_("« %s » n’est pas vide : donnez un dossier neuf.") % target)
    if not places.database.is_file():
        raise BackupRefused(_("Aucune base à sauvegarder ici (%s) : vérifiez DATA_DIR.") % places.database)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.mkdir(mode=0o700)
    try:
        _copy_database(places.database, draft / DATABASE)
        for name, folder in places.folders.items():
            if folder.is_dir() and (with_keys or name != "keys"):
                shutil.copytree(folder, draft / name, ignore=shutil.ignore_patterns(".*"))
        files = {str(path.relative_to(draft)): digest(path) for path in _files(draft)}
        manifest: dict[str, Any] = {"format": FORMAT, "made_at": now.isoformat(), "keys": with_keys, "files": files}
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
        if target.is_dir():
            target.rmdir()
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return len(files)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal, read by pieces."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's own online copy: it waits for writers and never sees half of a transaction."""
    origin = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without its companions
    finally:
        copy.close()
        origin.close()


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())
