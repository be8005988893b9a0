"""Searching the help with one's own words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from courses.enums import Audience

LONGEST: Final = 120  # beyond, it is a paste by mistake
FOUND_AT_MOST: Final = 50
FEW: Final = 4
_WORD: Final = re.compile(r"[\w]+", re.UNICODE)
# Words that every article contains: kept, they would find everything, or nothing.
_SMALL: Final = (
    "a ai au aux avec c ce ces cette chez comment d dans de des du elle en est et il ils j je l la le les leur m ma "
    "mais me mes mon n ne nos notre on ont ou par pas plus pour pourquoi qu que quel quelle qui s sa se ses si son "
    "sont sur ta te un une vos votre vous y"
)
_EMPTY: Final = frozenset(_SMALL.split())


def folded(text: str) -> str:
    """Lower case without accents, character for character, so that positions stay those of `text`."""
    return "".join(unicodedata.normalize("NFD", character)[0].lower()[:1] for character in text)


@dataclass(frozen=True)
class HelpSearch:
    """What was asked: `text` as typed, and a role or none."""

    text: str = ""
    audience: str = ""

    @classmethod
    def asked(cls, values: Mapping[str, str]) -> "HelpSearch":
        """From the parameters `q` and `role`; an unknown role is no role."""
        text = " ".join(values.get("q", "").replace("\x00", "").split())[:LONGEST]
        audience = values.get("role", "")
        return cls(text, audience if audience in Audience.values else "")

    @property
    def words(self) -> tuple[str, ...]:
        """The words worth looking for, folded, in order, once each."""
        found = [word for word in map(folded, _WORD.findall(self.text)) if word not in _EMPTY]
        return tuple(dict.fromkeys(found))

    def within(self, articles: Any) -> list[Any]:
        """The pages of `articles` (a queryset) that answer, best first; all of them when nothing is asked.

        Pages that hold every word come first; when they are few, those that hold one of them follow.
        """
        if self.audience:
            articles = articles.filter(**{f"for_{self.audience}": True})
        if not self.text:
            return list(articles)
        # the words as typed, not folded: PostgreSQL's French dictionary reads accents
        words = [word for word in _WORD.findall(self.text) if folded(word) not in _EMPTY]
        found = _matching(articles, words, "and")
        if len(words) > 1 and len(found) < FEW:
            near = [article for article in _matching(articles, words, "or") if article not in found]
            found += near[: FEW - len(found)]
        return found


def _matching(articles: Any, words: Iterable[str], operator: str) -> list[Any]:
    query = " ".join(words)
    return list(articles.search(query, operator=operator)[:FOUND_AT_MOST]) if query else []
