"""A short code that changes by itself: shown on a screen, read a moment later. Nothing is stored."""

from datetime import datetime
from typing import Final

from lms_onboarding.links.tokens import digest

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without the letters that are read for digits
LENGTH: Final = 5


def rolling_code(*, purpose: str, object_key: str, now: datetime, step: int) -> str:
    """The code of this object at this instant; it lasts `step` seconds."""
    return _code(purpose, object_key, int(now.timestamp()) // step)


def rolling_codes(*, purpose: str, object_key: str, now: datetime, step: int, kept: int) -> tuple[str, ...]:
    """The codes that still open at this instant, the one shown first, then those before it."""
    turn = int(now.timestamp()) // step
    return tuple(_code(purpose, object_key, turn - back) for back in range(kept))


def _code(purpose: str, object_key: str, turn: int) -> str:
    number = int.from_bytes(digest("rolling", purpose, object_key, turn)[:8])
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)
