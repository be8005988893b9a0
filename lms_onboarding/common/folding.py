"""What two spellings of one thing share. For matching only: values are stored as typed."""

import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'"})


@lru_cache(maxsize=16_384)
def fold_words(text: str) -> str:
    """Words without case, accents, or what stands between them: « LMS – Admin » and « lms-admin » are one title."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


@lru_cache(maxsize=16_384)
def fold_name(text: str) -> str:
    """A name without case, accents, doubled spaces or kind of apostrophe; other signs stay: A+ is not A."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES).translate(_APOSTROPHES))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


@lru_cache(maxsize=16_384)
def fold_code(text: str) -> str:
    """A session code without case, nor the long dashes and spaces that word processors put in its place."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join("-" if unicodedata.category(letter) == "Pd" else letter for letter in plain if not letter.isspace())
