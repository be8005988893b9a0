"""Reads an export again, wherever it is: which file was altered, removed or added, and who signed the list."""

import hashlib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lms_onboarding.documents.services import SignatureRefused, signer_of

from .dossier import SIGNATURE, SUMS, UNSIGNED

CHUNK: Final = 1 << 20
MOST: Final = 200_000  # files: beyond, it is no export of ours


class NotAnExport(ValueError):
    """The file is no ZIP of ours. Its text says what to give."""


@dataclass
class Report:
    """What was read: `files` listed, and what does not hold. `signer` is the fingerprint of the certificate."""

    files: int = 0
    altered: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    signature: str = ""
    signer: str = ""

    @property
    def holds(self) -> bool:
        return not (self.altered or self.missing or self.added or self.signature)


def verify_export(path: Path) -> Report:
    """Every file against SHA256SUMS, and SHA256SUMS against its signature. Raises NotAnExport. Constant memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _verify(archive)
    except (zipfile.BadZipFile, OSError) as error:
        raise NotAnExport(
            f"{path.name} n’est pas une archive ZIP lisible. Donnez le fichier tel qu’il a été téléchargé."
        ) from error


def _verify(archive: zipfile.ZipFile) -> Report:
    names = archive.namelist()
    if SUMS not in names or len(names) > MOST:
        raise NotAnExport(f"Cette archive ne contient pas {SUMS} : ce n’est pas un dossier de preuves de ce logiciel.")
    listed = archive.read(SUMS)
    lines = (line.partition("  ") for line in listed.decode("utf-8", "replace").splitlines())
    sums = {name: digest for digest, _gap, name in lines if name}
    report = Report(files=len(sums))
    present = set(names)
    report.missing = sorted(set(sums) - present)
    report.added = sorted(name for name in present - set(sums) if name not in UNSIGNED)
    report.altered = [name for name in sorted(set(sums) & present) if _digest(archive, name) != sums[name]]
    _judge(archive, listed, present, report)
    return report


def _judge(archive: zipfile.ZipFile, listed: bytes, present: set[str], report: Report) -> None:
    if SIGNATURE not in present:
        report.signature = "la signature manque"
        return
    try:
        certificate = signer_of(archive.read(SIGNATURE), listed)
    except SignatureRefused as refusal:
        report.signature = str(refusal)
        return
    report.signer = hashlib.sha256(certificate.tbs_certificate_bytes).hexdigest()


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    """SHA-256 of one file; a file whose own checksum fails is altered, and has none."""
    digest = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except (zipfile.BadZipFile, EOFError, ValueError):
        return ""
    return digest.hexdigest()
