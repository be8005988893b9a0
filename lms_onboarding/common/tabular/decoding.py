"""Bytes to text, for the files that French offices really have.

The order is: the byte order mark when there is one, then strict UTF-8, then cp1252. No statistics: strict UTF-8 is
practically never right by accident, and what is left comes from Excel for Windows, whose « CSV (séparateur :
point-virgule) » is cp1252. A guess by frequency would sometimes read an « é » as a Greek or Cyrillic letter, silently.
"""

import codecs
import re
from typing import Final

from django.utils.translation import gettext as _

from .refusals import TableRefused

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# UTF-8's own spelling of é, è, ç, «, ’…: no French text in cp1252 contains these pairs.
_UTF8_PAIR: Final = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x90-\xaf]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_FOREIGN: Final = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x1f\x8b", "gzip"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<?xml", "XML"),
)


def decode(content: bytes) -> tuple[str, str]:
    """The text of `content` and the name of its encoding: utf-8-sig, utf-8, utf-16 or cp1252. Raises TableRefused."""
    _refuse_other_formats(content)
    text, encoding = _text_of(content)
    # Exports from old DOS and mainframe tools end with the control character « end of file ».
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise TableRefused(
            _(
                "La ligne %(line)s contient un caractère qui n’est pas du texte : ce n’est sans doute pas un "
                "fichier CSV. Ouvrez-le dans votre tableur, enregistrez-le au format « CSV UTF-8 » "
                "ou .xlsx, puis redéposez-le."
            )
            % {"line": line}
        )
    return text, encoding


def _refuse_other_formats(content: bytes) -> None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused(
            _(
                "Ce fichier est un ancien classeur .xls, ou un classeur protégé par un mot de passe. Ouvrez-le dans "
                "votre tableur et enregistrez-le au format .xlsx, sans mot de passe, puis redéposez-le."
            )
        )
    start = content[:64].lstrip().lower()
    for signature, name in _FOREIGN:
        if start.startswith(signature.lower()):
            raise TableRefused(
                _(
                    "Ce fichier est au format %(name)s, pas un tableau. Ouvrez-le dans votre tableur et "
                    "enregistrez-le au format .xlsx ou « CSV UTF-8 », puis redéposez-le."
                )
                % {"name": name}
            )


def _text_of(content: bytes) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _UTF8_PAIR.search(content):
            raise _unreadable_bytes(content, error.start) from error
    return _strictly(content, "cp1252"), "cp1252"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable_bytes(content, error.start) from error


def _unreadable_bytes(content: bytes, position: int) -> TableRefused:
    return TableRefused(
        _(
            "Les lettres accentuées de la ligne %(line)s sont illisibles : le fichier est abîmé ou mélange deux "
            "encodages. Ouvrez l’original dans votre tableur, enregistrez-le au "
            "format « CSV UTF-8 » ou .xlsx, puis redéposez-le."
        )
        % {"line": content.count(b"\n", 0, position) + 1}
    )
