"""Reads an evidence file as an auditor does, without us: every sum again, every link followed."""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def faults_of(path: Path) -> Iterator[str]:
    """What does not hold: a sum, a link that leads nowhere, a script."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        for line in archive.read("SHA256SUMS").decode().splitlines():
            digest, name = line.split("  ", 1)
            if hashlib.sha256(archive.read(name)).hexdigest() != digest:
                yield f"{name} does not hold"
        for page in [name for name in names if name.endswith(".html")]:
            links = Links()
            links.feed(archive.read(page).decode())
            if links.scripts:
                yield f"{page} runs a script"
            for link in links.found:
                outside = re.match(r"#|mailto:|tel:|https?:|⟦", link)
                if not outside and _resolved(page, link) not in names:
                    yield f"{page} leads to {link}, which is not there"


def _resolved(page: str, link: str) -> str:
    parts: list[str] = []
    for part in (*PurePosixPath(page).parent.parts, *PurePosixPath(link.partition("#")[0]).parts):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)
