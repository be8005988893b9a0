"""French typography: non-breaking spaces and curly apostrophes, for web text and mails, and the variant for paper.

Text nodes only: never attributes, CSS, JSON or addresses.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

NBSP: Final = "\u00a0"  # before « : » and « % », inside « », between a number and its unit
NNBSP: Final = "\u202f"  # narrow: before ; ! ? and inside thousands
JOINER: Final = "\u2060"  # of no width: keeps « J-7 » on one line

MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MONTHS_SHORT: Final = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_MONTH = rf"(?:{'|'.join(MONTHS)})\b|(?:{'|'.join(re.escape(name) for name in MONTHS_SHORT if name.endswith('.'))})"
_UNIT = (
    r"(?:h|min|s|[KMG]o|Mbit/s|km|m|jours?|heures?|minutes?|secondes?|semaines?|mois|ans?|pages?|demi-journées?)"
    r"\b(?!['’])"  # « les 3 s’inscrivent », « les 2 m’ont dit »: not seconds, not metres
)

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _spaces_become(space: str) -> Callable[[re.Match[str]], str]:
    return lambda match: match[0].replace(" ", space)


_RULES: Final[tuple[Rule, ...]] = (
    (re.compile(r"« "), f"«{NBSP}"),
    (re.compile(r" »"), f"{NBSP}»"),
    (re.compile(r" :(?=[\s*_<»)\]]|$)"), f"{NBSP}:"),
    (re.compile(r" (;|\?|!(?!\[))"), rf"{NNBSP}\1"),  # not the « ![ » of a Markdown picture
    (re.compile(r" ([%€])"), rf"{NBSP}\1"),
    (re.compile(rf"(\d) (?={_UNIT})"), rf"\1{NBSP}"),
    (re.compile(r"\bh (?=\d\d\b)"), f"h{NBSP}"),
    (re.compile(rf"\b(\d{{1,2}}|1er) (?={_MONTH})"), rf"\1{NBSP}"),
    (re.compile(r"(?<![\d+])0\d(?: \d\d){4}(?!\d)"), _spaces_become(NBSP)),
    (re.compile(r"\+\d{2,3} \d(?: \d\d){4}(?!\d)"), _spaces_become(NBSP)),
    (re.compile(r"\b\d{3} \d{3} \d{3} \d{5}\b"), _spaces_become(NBSP)),  # SIRET
    (re.compile(r"(?<![\d\u00a0\u202f])\d{1,3}(?: \d{3})+\b"), _spaces_become(NNBSP)),
    (re.compile(r"\b(n°|art\.) (?=\S)"), rf"\1{NBSP}"),
    (re.compile(r"\b(MM?\.|M(?:me|lle)s?|Dr|Me) (?=[A-ZÀ-ÖØ-Þ])"), rf"\1{NBSP}"),
    (re.compile(r"\b([LRD]\.) (?=\d)"), rf"\1{NBSP}"),
    (re.compile(r"(?<![\w-])([JT])([-+])(?=\d)"), rf"\1{JOINER}\2{JOINER}"),
    (re.compile(r"'"), "’"),
)

_PAPER_RULES: Final[tuple[Rule, ...]] = (  # columns are narrow and nobody can reload a page: a date stays whole
    (re.compile(rf"\b({'|'.join(DAYS)}) (?=\d)"), rf"\1{NBSP}"),
    (re.compile(rf"({_MONTH}) (?=\d{{4}}\b)"), rf"\1{NBSP}"),
)

_PROTECTED: Final = re.compile(
    r"(\{\{.*?\}\}|\{%.*?%\}|⟦.*?⟧|\[\[.*?\]\]"  # variables, tags, links to be put in at SMTP time, actions
    r"|\]\([^)\s]*\)|`[^`\n]*`"  # Markdown targets and code
    r"|(?:https?|ftp)://[^\s<>)»]+|(?:mailto|tel):[^\s<>)»]+"
    r"|[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+)"
)
_PROTECTED_MARKUP: Final = re.compile(rf"(<[^>]*>|&(?!\#39;|\#x27;)\#?\w+;)|{_PROTECTED.pattern}")
_ESCAPED_APOSTROPHE: Final = re.compile(r"&#(?:39|x27);")

_FOR_PAPER: Final = str.maketrans(
    {
        NNBSP: NBSP,  # Manrope has none of the narrow spaces and would print an empty box
        "\u2009": NBSP,
        "\u2007": NBSP,
        "\u2011": "-",
        JOINER: None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u00ad": None,
        "\ufeff": None,
    }
)


def _passage(text: str, rules: tuple[Rule, ...] = _RULES) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def _outside(protected: re.Pattern[str], text: str, change: Callable[[str], str]) -> str:
    """`change` applied to what stands between the matches of `protected`; the matches stay as they are."""
    pieces, end = [], 0
    for match in protected.finditer(text):
        pieces += [change(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*pieces, change(text[end:])])


@lru_cache(maxsize=4096)  # the words of the interface come back on every page
def typographie(text: str) -> str:
    """The spaces and apostrophes of French; applying it twice changes nothing more.

    `{{ variables }}`, `{% tags %}`, `[[action]]`, `⟦link:12⟧`, addresses (web, mail), Markdown targets and code are
    left as they are. Rules: the typography of the interface (REGLES-UX).
    """
    return _outside(_PROTECTED, text, _passage)


def typographie_markup(markup: str) -> str:
    """`typographie` for HTML: tags with their attributes, and entities, are left as they are."""
    return _outside(_PROTECTED_MARKUP, _ESCAPED_APOSTROPHE.sub("'", markup), _passage)


@lru_cache(maxsize=4096)  # most strings of a convocation come back for every learner of the session
def on_paper(text: str) -> str:
    """`typographie` for PDFs: no narrow space, no joiner, dates in one piece, accents composed (macOS splits them)."""
    composed = unicodedata.normalize("NFC", text).translate(_FOR_PAPER)
    dated = _outside(_PROTECTED, composed, lambda passage: _passage(_passage(passage), _PAPER_RULES))
    return dated.translate(_FOR_PAPER)
