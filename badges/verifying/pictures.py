"""What an image carries, read without trusting it: every length is bounded before anything is read or inflated."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

LARGEST: Final = 2 * 1024 * 1024  # of an image handed over, in bytes
LONGEST: Final = 128 * 1024  # of a badge inside it, once inflated
MOST_CHUNKS: Final = 4096
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
HOSTED, SIGNED = "openbadges", "openbadgecredential"
_NAMES: Final = (HOSTED, SIGNED)


class Unreadable(ValueError):
    """Not an image we read; the message is an English cause for logs, `kind` the name of the verdict."""

    def __init__(self, kind: str, cause: str) -> None:
        super().__init__(cause)
        self.kind = kind


@dataclass(frozen=True)
class Carried:
    """Texts found in an image: the 2.0 assertion (or its address), the 3.0 credential; "" for none."""

    hosted: str = ""
    signed: str = ""


def read_image(content: bytes) -> Carried:
    """Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable("too_big", f"{len(content)} bytes")
    if content.startswith(SIGNATURE):
        return read_png(content)
    if b"<svg" in content[:1024] or content.lstrip()[:5].lower() in (b"<?xml", b"<!doc"):
        return read_svg(content)
    raise Unreadable("not_an_image", "neither PNG nor SVG")


def read_png(content: bytes) -> Carried:
    """Raises Unreadable when it is cut, altered, or carries more than a badge holds."""
    found: dict[str, str] = {}
    for kind, body in chunks(content):
        if kind in (b"iTXt", b"tEXt", b"zTXt"):
            name, text = _text(kind, body)
            if name in _NAMES:
                if found.get(name, text) != text:
                    raise Unreadable("contradictory", f"two chunks {name}")
                found[name] = text
    return Carried(found.get(HOSTED, ""), found.get(SIGNED, ""))


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and content of each chunk, to IEND. Raises Unreadable."""
    position, count = len(SIGNATURE), 0
    while position + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, position)
        kind = content[position + 4 : position + 8]
        end = position + 12 + length
        count += 1
        if end > len(content) or not kind.isalpha() or count > MOST_CHUNKS:
            raise Unreadable("damaged", f"chunk {kind!r} of {length} bytes at {position}")
        body = content[position + 8 : end - 4]
        if kind != b"IDAT" and zlib.crc32(body, zlib.crc32(kind)) != struct.unpack_from(">I", content, end - 4)[0]:
            raise Unreadable("damaged", f"checksum of {kind!r}")
        yield kind, body
        if kind == b"IEND":
            return
        position = end
    raise Unreadable("damaged", "no end")


def _text(kind: bytes, body: bytes) -> tuple[str, str]:
    """Keyword and text of a chunk; ("", "") when the keyword is none of ours."""
    keyword, _, rest = body.partition(b"\0")
    name = keyword.decode("latin-1")
    if name not in _NAMES:
        return "", ""
    if kind == b"iTXt":
        if len(rest) < 2:
            raise Unreadable("damaged", "iTXt without flags")
        compressed = rest[0] == 1
        for _field in ("language", "translated keyword"):
            before, separator, after = rest[2 if _field == "language" else 0 :].partition(b"\0")
            if not separator:
                raise Unreadable("damaged", f"iTXt without {_field}: {before[:20]!r}")
            rest = after
        raw = _inflate(rest) if compressed else rest
    else:
        raw = _inflate(rest[1:]) if kind == b"zTXt" else rest
    if len(raw) > LONGEST:
        raise Unreadable("too_long", f"{len(raw)} bytes of text")
    try:
        return name, raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("damaged", "text is not UTF-8") from error


def _inflate(raw: bytes) -> bytes:
    """At most LONGEST bytes: a bomb is named, not set off."""
    machine = zlib.decompressobj()
    try:
        text = machine.decompress(raw, LONGEST + 1)
    except zlib.error as error:
        raise Unreadable("damaged", str(error)) from error
    if len(text) > LONGEST or machine.unconsumed_tail:
        raise Unreadable("bomb", "inflates beyond what a badge holds")
    return text


V3_NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
_ELEMENTS: Final = {"{http://openbadges.org}assertion": HOSTED, f"{{{V3_NAMESPACE}}}credential": SIGNED}


def read_svg(content: bytes) -> Carried:
    """Raises Unreadable: a script, an entity or a document type makes it dangerous, whatever it carries."""
    root = _parsed(content)
    if root.tag.rpartition("}")[2] != "svg":
        raise Unreadable("not_an_image", f"XML of {root.tag[:40]}")
    found: dict[str, str] = {}
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        if _is_active(node.tag, node.attrib):
            raise Unreadable("dangerous", f"{node.tag[:40]} acts")
        name = _ELEMENTS.get(node.tag)
        if name is not None:
            text = (node.text or "").strip() or node.attrib.get("verify", "")
            if found.setdefault(name, text) != text:
                raise Unreadable("contradictory", f"two elements {name}")
    if any(len(text) > LONGEST for text in found.values()):
        raise Unreadable("too_long", "text of a badge")
    return Carried(found.get(HOSTED, ""), found.get(SIGNED, ""))


def _parsed(content: bytes) -> Any:
    try:
        return ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable("dangerous", str(error)) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable("damaged", str(error)) from error


def _is_active(tag: str, attributes: dict[str, str]) -> bool:
    """Whether a browser would run something, or fetch something from elsewhere."""
    if tag.rpartition("}")[2].lower() in ("script", "foreignobject", "iframe", "handler"):
        return True
    for name, value in attributes.items():
        bare = name.rpartition("}")[2].lower()
        if bare.startswith("on") or "javascript:" in value.lower():
            return True
        if bare == "href" and not value.strip().startswith("#"):
            return True
    return False
