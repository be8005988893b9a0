"""Reading the text of a badge: JSON, compact JWT or address, bounded before anything is parsed."""

import json
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Any, Final

from .pictures import LONGEST

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="
LONGEST_HEADER: Final = 4096


class NotRead(ValueError):
    """Neither JSON nor a JWT that can be read."""


@dataclass(frozen=True)
class Token:
    """A compact JWT, decoded and not yet believed."""

    text: str
    header: dict[str, Any]
    payload: dict[str, Any]

    @property
    def algorithm(self) -> str:
        return text_of(self.header.get("alg"))

    @property
    def kid(self) -> str:
        return text_of(self.header.get("kid"))


def looks_like_token(text: str) -> bool:
    """Three parts and nothing but the alphabet of JWTs: linear, whatever is pasted."""
    parts = text.split(".", 3)
    if len(parts) != 3 or not (parts[0] and parts[1]) or not text.isascii():
        return False
    return not "".join(parts).encode().translate(None, _ALPHABET)


def read_token(text: str) -> Token:
    """Raises NotRead."""
    header, payload, _signature = text.split(".")
    if len(header) > LONGEST_HEADER:
        raise NotRead("header too long")
    return Token(text, read_object(_decoded(header)), read_object(_decoded(payload)))


def read_object(text: str) -> dict[str, Any]:
    """A JSON object. Raises NotRead, for a depth that Python refuses too."""
    if len(text) > LONGEST:
        raise NotRead("too long")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotRead(type(error).__name__) from error
    if not isinstance(value, dict):
        raise NotRead("not an object")
    return value


def text_of(value: object) -> str:
    """A short text, or "" for anything else: badges of others hold anything."""
    return value[:500] if isinstance(value, str) else ""


def name_of(value: object) -> str:
    """The name of an object, or of the first of a list of them."""
    first = value[0] if isinstance(value, list) and value else value
    return text_of(first.get("name")) if isinstance(first, dict) else ""


def id_of(value: object) -> str:
    """The identifier of something given whole or by its address alone."""
    return text_of(value.get("id")) if isinstance(value, dict) else text_of(value)


def types_of(value: dict[str, Any]) -> set[str]:
    kinds = value.get("type", value.get("@type"))
    return {one for one in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(one, str)}


def _decoded(part: str) -> str:
    try:
        return urlsafe_b64decode(part.rstrip("=") + "=" * (-len(part.rstrip("=")) % 4)).decode("utf-8")
    except (Base64Error, ValueError) as error:
        raise NotRead("not base64 of UTF-8") from error
