"""What a file really is, read from its bytes. Its name decides nothing."""

import io
import zipfile
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms_onboarding.common.refusals import Refused

LARGEST: Final = 10 * 1024 * 1024
MEMBERS: Final = 5000  # entries of an office document: beyond, it is something else


@dataclass(frozen=True)
class Format:
    """A kind of file that may be kept: the end of its name, and what a browser is told."""

    extension: str
    content_type: str


PDF: Final = Format("pdf", "application/pdf")
PNG: Final = Format("png", "image/png")
JPEG: Final = Format("jpg", "image/jpeg")
TEXT: Final = Format("txt", "text/plain; charset=utf-8")
_PLAIN: Final = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_OPENXML: Final = "application/vnd.openxmlformats-officedocument."
_OFFICE: Final = {
    "word/document.xml": Format("docx", f"{_OPENXML}wordprocessingml.document"),
    "xl/workbook.xml": Format("xlsx", f"{_OPENXML}spreadsheetml.sheet"),
    "ppt/presentation.xml": Format("pptx", f"{_OPENXML}presentationml.presentation"),
}
_OPENDOCUMENT: Final = {
    b"application/vnd.oasis.opendocument.text": Format("odt", "application/vnd.oasis.opendocument.text"),
    b"application/vnd.oasis.opendocument.spreadsheet": Format("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    b"application/vnd.oasis.opendocument.presentation": Format(
        "odp", "application/vnd.oasis.opendocument.presentation"
    ),
}
# What is recognised only to be named in the refusal. A text that starts like code is code, whatever its name.
_NAMED: Final = (
    (b"MZ", gettext_lazy("un programme")),
    (b"\x7fELF", gettext_lazy("un programme")),
    (b"#!", gettext_lazy("un programme")),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("un document Office d’avant 2007")),
    (b"GIF8", gettext_lazy("une image animée")),
    (b"Rar!", gettext_lazy("une archive")),
    (b"7z\xbc\xaf", gettext_lazy("une archive")),
    (b"\x1f\x8b", gettext_lazy("une archive")),
)
_PAGE: Final = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php")


def recognise(content: bytes) -> Format:
    """The format of these bytes. Raises Refused, on `file`, with what to send instead."""
    if not content:
        raise Refused(_("Ce fichier est vide. Vérifiez-le, puis choisissez-le de nouveau."), field="file")
    if len(content) > LARGEST:
        raise Refused(
            _("Ce fichier dépasse 10 Mo. Réduisez-le, ou déposez un lien vers l’endroit où il est rangé."),
            field="file",
        )
    for start, found in _PLAIN:
        if content.startswith(start):
            return found
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if words := _named(content):
        raise _forbidden(words)
    if _is_text(content):
        return TEXT
    raise _forbidden(_("un fichier d’un genre inconnu"))


def _named(content: bytes) -> str:
    """What a file that is never kept is, in words; nothing when it is not one of those."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower().startswith(_PAGE):
        return _("une page ou un dessin qui peut contenir du code")
    return next((str(words) for start, words in _NAMED if content.startswith(start)), "")


def _office(content: bytes) -> Format:
    """An office document is an archive whose table of contents says what it is; nothing of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            kind = archive.open("mimetype").read(100).strip() if "mimetype" in names else b""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError) as error:
        raise _forbidden(_("une archive qui ne s’ouvre pas")) from error
    if any(name.lower().endswith(("vbaproject.bin", "/script-lb.xml")) for name in names):
        raise _forbidden(_("un document qui contient des macros"))
    if len(names) <= MEMBERS:
        if kind in _OPENDOCUMENT:
            return _OPENDOCUMENT[kind]
        for name, found in _OFFICE.items():
            if name in names and "[Content_Types].xml" in names:
                return found
    raise _forbidden(_("une archive"))


def _is_text(content: bytes) -> bool:
    try:
        told = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(letter < " " and letter not in "\t\n\r\f" for letter in told)


def _forbidden(words: str) -> Refused:
    return Refused(
        _(
            "Ce fichier est %(what)s : il n’est pas gardé. Déposez un PDF, une image PNG ou JPEG, un document Word, "
            "Excel, PowerPoint ou LibreOffice sans macro, ou un texte."
        )
        % {"what": words},
        field="file",
    )
