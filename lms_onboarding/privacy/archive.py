"""The archive a person takes away: what a program reads, what a person reads, and the exact files."""

import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import IO, Any, Final

from django.template.loader import render_to_string
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from lms_onboarding.documents.services import TamperedFile, read
from lms_onboarding.people.models import ProviderSettings

from .gathering import File, Section, sections
from .holding import Subject

FORMAT: Final = 1
_LONGEST: Final = 90


@dataclass(frozen=True)
class Kept:
    """A file of the archive, or why it is not there."""

    path: str
    title: str
    missing: str = ""


def write_archive(target: "IO[bytes]", subject: Subject, house: ProviderSettings, *, now: datetime) -> None:
    """Write the ZIP into `target`: `donnees.json`, `lisez-moi.html`, and `fichiers/`. Nothing of it is kept.

    A file that the storage lost or that changed is named in place of its bytes: the rest is given all the same.
    """
    found = list(sections(subject))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        kept = list(_keep(archive, found))
        given: dict[str, Any] = {
            "format": FORMAT,
            "organisme": house.name,
            "personne": subject.person.full_name,
            "produit_le": now.isoformat(),
            "rubriques": [{"titre": one.title, "finalite": one.purpose, "lignes": one.rows} for one in found],
            "fichiers": [{"chemin": one.path, "manque": one.missing} for one in kept],
        }
        archive.writestr("donnees.json", json.dumps(given, ensure_ascii=False, indent=1))
        context = {"person": subject.person, "house": house, "sections": found, "files": kept, "now": now}
        archive.writestr("lisez-moi.html", render_to_string("lmso_privacy/archive.html", context))


def _keep(archive: zipfile.ZipFile, found: Iterable[Section]) -> Iterable[Kept]:
    """Each file once under its fingerprint, whatever the number of rows that name it."""
    seen: set[str] = set()
    for section in found:
        for file in section.files:
            if file.blob.pk not in seen:
                seen.add(file.blob.pk)
                yield _keep_one(archive, file, len(seen))


def _keep_one(archive: zipfile.ZipFile, file: File, rank: int) -> Kept:
    path = f"fichiers/{rank:03d}-{_safe(file.name)}"
    try:
        content = read(file.blob)
    except TamperedFile:
        return Kept(path, file.name, _("Ce fichier a été perdu ou modifié : demandez-le à l’organisme."))
    archive.writestr(path, content)
    return Kept(path, file.name)


def _safe(name: str) -> str:
    """A name that any system opens, without folders, its ending kept."""
    plain = get_valid_filename(PurePath(name.replace("\\", "/")).name or "fichier")
    stem, suffix = PurePath(plain).stem, PurePath(plain).suffix
    return f"{stem[:_LONGEST]}{suffix}"
