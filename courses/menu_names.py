"""Tokens such as « {menu:roles} », and the generic names that stand for them until the client gives its own."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from courses.starter_content.folder import STARTER
from courses.starter_content.reading import read

TOKEN: Final = re.compile(r"\{menu:([a-z_]+)\}")


@lru_cache(maxsize=1)
def generic_labels() -> Mapping[str, str]:
    """Key → generic name, from the starter content's `menus.md`."""
    return {menu["key"]: menu["label"] for menu in read(STARTER / "menus.md").block("menus")}


def named(text: str, labels: Mapping[str, str], dress: Callable[[str], str] = str) -> str:
    """`text` with each known token replaced by its dressed name; an unknown one stays, so that somebody sees it."""
    return TOKEN.sub(lambda match: dress(labels[match[1]]) if match[1] in labels else match[0], text)
