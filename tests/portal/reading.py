"""A page as somebody reads it."""

import re
from typing import Any


def words(response: Any) -> str:
    """Its words, with ordinary spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " "))
