"""Headers as people type them, recognised whatever their accents, case, stars and hints."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from .refusals import TableRefused

# Columns whose values stay in the file: health, nationality, birth and social security have no use in what we import
# (GDPR, articles 5 and 9). A header is concerned when it contains one of these, hints in parentheses included.
NEVER_READ: Final = (
    "handicap",
    "rqth",
    "disab",
    "nationalit",
    "citoyennete",
    "citizenship",
    "date de naissance",
    "date naissance",
    "lieu de naissance",
    "pays de naissance",
    "ville de naissance",
    "commune de naissance",
    "département de naissance",
    "né(e) le",
    "née le",
    "birth date",
    "birthday",
    "date of birth",
    "place of birth",
    "birth place",
    "country of birth",
    "sécurité sociale",
    "numéro sécu",
)

_HINTS: Final = re.compile(r"\([^)]*(?:\)|$)|\[[^\]]*(?:\]|$)")
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})


def normalise_header(text: str) -> str:
    """Letters and digits only, without accent, case, or hint in parentheses: `lastName`, `Last name *` → `lastname`.

    A header that is nothing but a hint keeps its words.
    """
    return _folded(_HINTS.sub(" ", text)) or _folded(text)


def is_never_read(header: str, never_read: Sequence[str] = NEVER_READ) -> bool:
    """Whether the values under `header` must not be read: it contains one of the `never_read` expressions."""
    folded = _folded(header)
    return any(_folded(expression) in folded for expression in never_read)


def column_letters(index: int) -> str:
    """The name a spreadsheet gives to the column at `index`, from 0: A, B… Z, AA…"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Doubled:
    """Two headers stand for the same field: `read` was taken and `left` was not."""

    field: str
    read: str
    left: str

    @property
    def sentence(self) -> str:
        return _(
            "La colonne « %(left)s » dit la même chose que « %(read)s » : seule « %(read)s » est lue. "
            "Supprimez celle qui ne sert pas."
        ) % {"left": self.left, "read": self.read}


@dataclass(frozen=True, slots=True)
class Matched:
    """Which column holds which field. `columns` gives indexes from 0; the headers elsewhere are as typed.

    `unknown`: read by nobody, doubles included. `ignored`: never read, on purpose.
    """

    columns: dict[str, int]
    unknown: tuple[str, ...]
    ignored: tuple[str, ...]
    doubled: tuple[Doubled, ...]

    def missing(self, required: Sequence[str]) -> tuple[str, ...]:
        """The required fields that no column holds, in the order given."""
        return tuple(field for field in required if field not in self.columns)


def match_columns(
    headers: Sequence[str], aliases: Mapping[str, Sequence[str]], *, never_read: Sequence[str] = NEVER_READ
) -> Matched:
    """Find the column of each field.

    `aliases` gives each field its possible headers, the preferred first: when a file has both « Session » and
    « Formation » and both stand for one field, the preferred one is read and the other is reported, doubled and
    unknown. Two columns with the very same best header leave no way to choose: TableRefused. An alias claimed by two
    fields is our own mistake: ValueError.
    """
    ranks = _ranks(aliases)
    claims: dict[str, list[tuple[int, int]]] = {}
    unknown: set[int] = set()
    ignored: list[str] = []
    for index, header in enumerate(headers):
        if is_never_read(header, never_read):
            ignored.append(header)
        elif (claim := ranks.get(normalise_header(header))) is not None:
            field, rank = claim
            claims.setdefault(field, []).append((rank, index))
        elif header.strip():
            unknown.add(index)
    columns: dict[str, int] = {}
    doubled: list[Doubled] = []
    for field, candidates in claims.items():
        (rank, best), *others = sorted(candidates)
        if others and others[0][0] == rank:
            raise TableRefused(_same_header(headers, best, others[0][1]))
        columns[field] = best
        unknown.update(index for _rank, index in others)
        doubled.extend(Doubled(field, headers[best], headers[index]) for _rank, index in others)
    return Matched(columns, tuple(headers[index] for index in sorted(unknown)), tuple(ignored), tuple(doubled))


def _ranks(aliases: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, int]]:
    ranks: dict[str, tuple[str, int]] = {}
    for field, names in aliases.items():
        for rank, name in enumerate(names):
            claimed, _rank = ranks.setdefault(normalise_header(name), (field, rank))
            if claimed != field:
                msg = f"The header {name!r} stands for both {claimed} and {field}."
                raise ValueError(msg)
    return ranks


def _same_header(headers: Sequence[str], first: int, second: int) -> str:
    return _(
        "Les colonnes %(first)s « %(first_header)s » et %(second)s « %(second_header)s » ont le même en-tête : "
        "impossible de savoir laquelle lire. Renommez ou supprimez celle qui ne sert pas, puis redéposez le fichier."
    ) % {
        "first": column_letters(first),
        "first_header": headers[first],
        "second": column_letters(second),
        "second_header": headers[second],
    }


def _folded(text: str) -> str:
    lower = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    return "".join(letter for letter in unicodedata.normalize("NFKD", lower) if letter.isalnum())
