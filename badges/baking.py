"""Putting both versions of a badge into its image. Always from the pristine image of the class, on request."""

import struct
import zlib
from io import BytesIO
from typing import Final

from openbadges_bakery import bake

from badges.verifying.pictures import SIGNATURE, SIGNED, V3_NAMESPACE

HEADER_END: Final = len(SIGNATURE) + 25  # the signature, then IHDR: thirteen bytes and their frame


def bake_png(image: bytes, *, assertion: str, credential: str) -> bytes:
    """The 3.0 chunk first, written by us; then 2.0 by openbadges-bakery, which keeps the other chunks."""
    body = SIGNED.encode() + b"\0\0\0\0\0" + credential.encode()
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(b"iTXt")))
    return _baked(image[:HEADER_END] + chunk + image[HEADER_END:], assertion)


def bake_svg(drawing: bytes, *, assertion: str, credential: str) -> bytes:
    """The 3.0 element beside that of openbadges-bakery; only our own drawings come here.

    Both versions want the prefix « openbadges » for namespaces of their own: that of 3.0 is declared on its element.
    """
    mark = drawing.index(b">", drawing.index(b"<svg")) + 1
    element = f'<openbadges:credential xmlns:openbadges="{V3_NAMESPACE}" verify="{credential}"/>'.encode()
    return _baked(drawing[:mark] + element + drawing[mark:], assertion.replace("]]>", "]]\\u003e"))


def _baked(image: bytes, assertion: str) -> bytes:
    output = BytesIO()
    if bake(BytesIO(image), assertion, output) is None:
        raise ValueError("the class image is neither PNG nor SVG")
    return output.getvalue()
