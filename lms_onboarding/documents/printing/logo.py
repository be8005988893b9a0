"""The logo of the provider, as it was when the document was frozen: bytes kept by their hash, drawn in the header.

Drawing knows no database: the room says in ready() where bytes are found.
"""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .house import WHITE

PIXELS: Final = (600, 200)  # sharp at 30 mm, and a few kilobytes in each document
TALL: Final = 8 * mm
WIDEST: Final = 34 * mm
AIR: Final = 1.2 * mm  # of white around it, on a dark panel


class NotAnImage(ValueError):
    """These bytes are no image that a document can show."""


def fit_for_paper(content: bytes) -> bytes:
    """A small PNG of an image, the same bytes for the same image. Raises NotAnImage."""
    try:
        with Image.open(BytesIO(content)) as image:
            shown = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise NotAnImage from error
    shown.thumbnail(PIXELS)
    kept = BytesIO()
    shown.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def draw_logo(canvas: Canvas, sha256: str, x: float, middle: float, *, on_panel: bool) -> float:
    """Draw the logo from `x`, centred on `middle`, and return its width in points; 0 when it cannot be found.

    On a dark panel it stands on white: most logos were drawn for paper.
    """
    content = _bytes(sha256)
    if not content:
        return 0
    image = ImageReader(BytesIO(content))
    wide, tall = image.getSize()
    scale = min(TALL / tall, WIDEST / wide)
    width, height = wide * scale, tall * scale
    if on_panel:
        canvas.setFillColor(WHITE)
        canvas.roundRect(x - AIR, middle - TALL / 2 - AIR, width + 2 * AIR, TALL + 2 * AIR, 1.5 * mm, stroke=0, fill=1)
    canvas.drawImage(image, x, middle - height / 2, width, height, mask="auto")
    return float(width)


_finders: list[Callable[[str], bytes]] = []


def find_with(finder: Callable[[str], bytes]) -> None:
    """Say where the bytes of a hash are; nothing when they are lost. The last one said counts."""
    _finders[:] = [finder]


@lru_cache(maxsize=8)
def _bytes(sha256: str) -> bytes:
    """Read once for thousands of documents."""
    return _finders[0](sha256) if _finders else b""
