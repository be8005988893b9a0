"""Values on their way into a message. A value is text: no markup, no new line, no header, no link of its own."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final

from lms_onboarding.common.typography import typographie

from .errors import MissingVariable, UnsafeAddress

LINES, URL, SENTENCE, PHONE, EMAIL, CODE = "_lines", "_url", "_sentence", "_phone", "_email", "_code"

# Every space but the non-breaking ones, and control characters: one line, no forged header.
_BLANKS: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
# Characters that turn text around or hide in it, the private ones of the parser, and the brackets of link markers:
# a person named « ⟦link:5⟧ » must not receive the personal link of somebody else.
_HOSTILE: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ue000\ue001⟦⟧]")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+|⟦link:\d+⟧")
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<])")
_BULLET: Final = re.compile(r"^(\d*)([-+#>.)])")


def one_line(value: str) -> str:
    """The text of `value` on one line, without what could disguise it."""
    return _BLANKS.sub(" ", _HOSTILE.sub("", value)).strip()


def as_markdown(value: str) -> str:
    """`value`, inert inside a `…_lines` variable: whoever builds such lines passes every foreign text through here."""
    return _BULLET.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", one_line(value)))


@lru_cache(maxsize=8192)  # the values of a session come back for each of its learners
def _dressed(value: str) -> str:
    return typographie(one_line(value))


@lru_cache(maxsize=1024)
def _dressed_lines(value: str) -> str:
    return typographie(value.strip())


def prepare(
    message: str, names: Collection[str], optional: Collection[str], given: Mapping[str, str]
) -> dict[str, str]:
    """The values of `names`, cleaned and with French typography; absent optional ones are empty.

    Raises MissingVariable and UnsafeAddress.
    """
    values: dict[str, str] = {}
    for name in names:
        values[name] = value = _prepared(name, str(given.get(name, "")))
        if not value and name not in optional:
            raise MissingVariable(message, name)
        if value and name.endswith(URL) and not _ADDRESS.fullmatch(value):
            raise UnsafeAddress(message, name)
    return values


def _prepared(name: str, value: str) -> str:
    if name.endswith(LINES):
        return _dressed_lines(value)
    if name.endswith(URL):
        return value.strip()
    if name.endswith((EMAIL, CODE)):
        return one_line(value)
    return _dressed(value)
