"""Sentences as one types them: comparing them must not depend on which French space is where."""

import pytest

from lms_onboarding.common.tabular import Sheet, TableRefused, read_sheet

_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


def plain(sentence: str) -> str:
    return sentence.translate(_SPACES)


def refusal_of(content: bytes, filename: str = "inscriptions.csv") -> str:
    """The sentence under which `content` is refused."""
    with pytest.raises(TableRefused) as refused:
        read_sheet(content, filename)
    return plain(refused.value.sentence)


def read_or_refusal(content: bytes) -> Sheet | str:
    """The table, or the sentence of its refusal; any other exception is the failure of the test."""
    try:
        return read_sheet(content, "inscriptions")
    except TableRefused as refused:
        return refused.sentence


def cells(sheet: Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in sheet.rows]
