"""Reading PDFs the way their recipients do: words, pages, links; and whether every word is inside its margins."""

import re
import subprocess
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

MM = 72 / 25.4
MARGIN, FOOTER_RULE = 20 * MM, 17 * MM
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def pages(pdf: bytes) -> list[str]:
    """The words of each page, any run of spaces (U+00A0 included) as one space."""
    return [" ".join(page.extract_text().split()) for page in reader(pdf).pages]


def words(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def links(pdf: bytes) -> set[str]:
    """The addresses one can press."""
    annotations = [note.get_object() for page in reader(pdf).pages for note in page.get("/Annots", [])]
    return {str(note["/A"]["/URI"]) for note in annotations if "/URI" in note.get("/A", {})}


def words_out_of_place(pdf: bytes, folder: Path, *, margin: float = MARGIN / MM) -> list[str]:
    """Words that cross a margin (in mm), the footer's rule or the edge, by poppler's own measure."""
    path = folder / "measured.pdf"
    path.write_bytes(pdf)
    listed = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    found = []
    for width, height, body in _PAGE.findall(listed):
        for left, top, right, bottom, word in _WORD.findall(body):
            x0, y0, x1, y1 = (float(value) for value in (left, top, right, bottom))
            outside = x0 < margin * MM - 2 or x1 > float(width) - margin * MM + 2.5 or y0 < 5 or y1 > float(height) - 1
            crossing = y0 < float(height) - FOOTER_RULE < y1 - 1
            if outside or crossing or "\ufffd" in word:
                found.append(f"{word!r} at {x0},{y0} {x1},{y1}")
    return found
