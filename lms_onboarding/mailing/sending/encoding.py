"""Joined files as a message carries them: base64 in lines, kept for the next mails that join the same file."""

from binascii import b2a_base64
from collections import OrderedDict
from threading import Lock
from typing import Final

from lms_onboarding.documents import services as documents
from lms_onboarding.documents.models import Blob

LINE: Final = 76  # RFC 2045
KEPT: Final = 16_000_000  # characters for the whole process: the files of a few sessions, whatever the mails


class _Shelf:
    """The last encoded files by their hash, under one lock: the senders of a process share it."""

    def __init__(self) -> None:
        self._lock, self._files, self._size = Lock(), OrderedDict[str, str](), 0

    def find(self, sha256: str) -> str | None:
        with self._lock:
            if sha256 in self._files:
                self._files.move_to_end(sha256)
            return self._files.get(sha256)

    def put(self, sha256: str, lines: str) -> None:
        with self._lock:
            self._size += len(lines) - len(self._files.pop(sha256, ""))
            self._files[sha256] = lines
            while self._size > KEPT:
                self._size -= len(self._files.popitem(last=False)[1])


_SHELF: Final = _Shelf()


def encoded(blob: Blob) -> str:
    """The exact bytes of `blob`, read and checked once for the mails that leave together. Raises TamperedFile."""
    lines = _SHELF.find(blob.sha256)
    if lines is None:
        lines = in_lines(documents.read(blob))
        _SHELF.put(blob.sha256, lines)
    return lines


def in_lines(content: bytes) -> str:
    letters = b2a_base64(content, newline=False).decode("ascii")
    return "".join(f"{letters[start : start + LINE]}\n" for start in range(0, len(letters), LINE))
