"""What the demonstration leaves in a folder: mails as they left, documents as issued; names never change."""

import shutil
from pathlib import Path

from django.conf import settings

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import read

from .badges import write_badges
from .evidence import write_evidence


def write(folder: Path) -> dict[str, int]:
    """Fill `folder`: `mail/*.eml`, `documents/<kind>_<number>.<extension>`,
    `badges/<badge>_<identifier>.png` and `.jwt`, `evidence/<session>.zip`; gives the number of files of each."""
    return {
        "mail": _mails(folder / "mail"),
        "documents": _documents(folder / "documents"),
        "badges": write_badges(folder / "badges"),
        "evidence": write_evidence(folder / "evidence"),
    }


def _mails(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    kept = sorted(Path(settings.LMSO_MAIL_FOLDER).glob("*.eml"))
    for path in kept:
        shutil.copyfile(path, folder / path.name)
    return len(kept)


def _documents(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    issued = IssuedDocument.objects.select_related("blob").order_by("pk")
    for document in issued.iterator(chunk_size=500):
        extension = Path(document.filename).suffix or ".pdf"
        (folder / f"{document.kind}_{document.number}{extension}").write_bytes(read(document.blob))
    return issued.count()
