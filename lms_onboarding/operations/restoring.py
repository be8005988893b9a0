"""Putting a backup back: proved whole before anything is written, and never over something that lives."""

import json
import shutil
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from .backing_up import DATABASE, FORMAT, MANIFEST, BackupRefused, Places, digest


def restore(source: Path, places: Places) -> int:
    """Put the backup in `source` where `places` says; how many files.

    Raises BackupRefused when the backup is unreadable, altered or incomplete, or when the installation holds something
    already: nothing is then written.
    """
    manifest = _read_manifest(source)
    _prove(source, manifest["files"])
    if places.database.exists():
        _refuse(places.database)
    for name in ("issued", "media"):
        if _has_strangers(places.folders[name], source / name):
            _refuse(places.folders[name])
    _put_keys_back(places.folders["keys"], source / "keys")
    for name in ("issued", "media"):
        if (source / name).is_dir():
            shutil.copytree(source / name, places.folders[name], dirs_exist_ok=True)
    places.database.parent.mkdir(parents=True, exist_ok=True)
    draft = places.database.with_suffix(".restoring")
    shutil.copyfile(source / DATABASE, draft)
    draft.replace(places.database)  # last: an interrupted restoration is not taken for a site
    return len(manifest["files"])


def _put_keys_back(keys: Path, saved: Path) -> None:
    """Starting a command makes keys where there are none: they open nothing yet, and are kept aside all the same."""
    if not saved.is_dir():
        return
    if _has_strangers(keys, saved):
        keys.rename(next(aside for n in count(1) if not (aside := keys.with_name(f"keys.aside-{n}")).exists()))
    shutil.copytree(saved, keys, dirs_exist_ok=True)
    keys.chmod(0o700)


def _read_manifest(source: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        known = manifest["format"] == FORMAT and DATABASE in manifest["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        sentence = _("« %s » n’est pas une sauvegarde : donnez le dossier écrit par ./manage.py backup.")
        raise BackupRefused(sentence % source) from error
    if not known:
        raise BackupRefused(_("Cette sauvegarde vient d’une autre version : restaurez-la avec celle qui l’a faite."))
    return manifest


def _prove(source: Path, files: dict[str, str]) -> None:
    for name, expected in files.items():
        path = source / name
        if ".." in Path(name).parts or not path.is_file():
            raise BackupRefused(_("Il manque « %s » dans la sauvegarde : prenez-en une autre.") % name)
        if digest(path) != expected:
            raise BackupRefused(_("« %s » a changé depuis la sauvegarde : prenez-en une autre.") % name)


def _refuse(path: Path) -> NoReturn:
    raise BackupRefused(
        _("« %s » contient déjà quelque chose : restaurez dans un DATA_DIR neuf, rien n’est jamais écrasé.") % path
    )


def _has_strangers(folder: Path, saved: Path) -> bool:
    """Whether `folder` holds what the backup does not: what an interrupted restoration wrote is no stranger."""
    return any(not _is_in(one, folder, saved) for one in folder.rglob("*") if one.is_file())


def _is_in(one: Path, folder: Path, saved: Path) -> bool:
    twin = saved / one.relative_to(folder)
    return twin.is_file() and digest(twin) == digest(one)
