"""The rules of the starter content (courses/starter/STRUCTURE.md), as lists that tests read."""

import re
from collections.abc import Iterator
from typing import Any, Final

from courses.menu_names import TOKEN

ROLES: Final = ("admin", "createur", "manager")
PROOFS: Final = {"oui_non", "nombre", "lien", "texte_court", "capture"}
OWNERS: Final = {"pilote", *ROLES}
BADGE_SECTIONS: Final = [
    "Ce que cette personne sait faire",
    "Critères",
    "Preuve examinée",
    "Ce que ce badge ne dit pas",
]
BLOCKS_ASKED: Final = {
    "module-invisible", "droits", "liste-incomplete", "mauvais-format", "validation-lente",
    "manager-voir-avant", "reporting-trop-tot", "statuts-mal-cadres", "reglages-quiz",
}  # fmt: skip
_NAMED: Final = {"format", "kind", "slug", "title", "summary"}
KEYS: Final = {
    "micro_course": _NAMED | {"role", "number", "why", "skills", "badge"},
    "help": _NAMED | {"roles", "block", "review_every_months", "keywords", "lessons"},
    "badge": {"format", "kind", "slug", "role", "name", "summary", "expires"},
    "checklist": _NAMED | {"review_every_months"},
    "glossary": _NAMED | {"review_every_months"},
    "menus": {"format", "kind", "title", "summary"},
    "lesson": {"slug", "minutes", "objective"},
    "action": {"title", "minutes", "steps", "success", "proof"},
    "check": {"situation", "question", "options"},
    "recall": {"days", "prompt", "answer"},
    "script": {"title", "seconds", "scenes"},
    "item": {"slug", "true_when", "check", "who", "when", "required"},
}
TYPOGRAPHY: Final = (
    (r"['\"]", "apostrophe ou guillemet droit"),
    (r"[\u00a0\u202f]", "espace insécable dans la source : le filtre s’en charge"),
    (r"\.\.\.", "trois points au lieu de …"),
    (r"  +", "double espace"),
    (r"[^\s][;!?»](?=\s|$)(?<![\s][;!?»])", "espace manquante avant ; ! ? »"),
    (r"«[^\s]", "espace manquante après «"),
    (r"\w:(?=\s|$)", "espace manquante avant :"),
    (r"\s[,.](?=\s|$)", "espace avant , ou ."),
    (r"\d(?:%|€|h\b|min\b|Mo\b|Ko\b)", "espace manquante entre nombre et unité"),
    (r"\b\d{1,2}:\d\d\b|\b0\dh", "heure mal écrite (« 9 h 30 »)"),
    (r"\w·\w|\w\(e\)|\w\.e\.s\b", "forme à point médian ou parenthèse"),
    (r"(?:^|[.!?] )(?:A |Etat|Equipe|Ecri|Eviter|Etape|Ca )", "majuscule sans accent"),
    (r"[lLdD]’\{menu:|\b(?:[Ll]e|[Ll]a|[Ll]es|du|au|aux|des|une?) \{menu:", "repère de menu collé à un article"),
    (r"\b(?:cliquez ici|cher apprenant|Faux\b\.)", "formule interdite par les règles d’interface"),
    (r"\b(un|une|le|la|les|de|et|à|que|qui|des|du|dans|pour) \1\b", "mot répété"),
)
_FAMILIAR: Final = re.compile(r"\b(?:tu|ton|tes|toi|t’\w+)\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[\w’'-]*\w")


def words(text: str) -> int:
    """A menu counts for one word, whatever its name."""
    return len(_WORD.findall(TOKEN.sub(lambda match: match[1].capitalize(), text)))


def faults(text: str) -> list[str]:
    """What a proofreader would mark, with the passage."""
    found = [
        f"{fault} : …{line[max(0, match.start() - 25) : match.end() + 15]}…"
        for line in text.splitlines()
        for pattern, fault in TYPOGRAPHY
        for match in re.finditer(pattern, line)
    ]
    if familiar := _FAMILIAR.search(re.sub(r"«[^»]*»", "", text)):
        found.append(f"tutoiement : {familiar[0]}")
    if text.count("«") != text.count("»"):
        found.append("guillemets non appariés")
    return found


def strings(value: Any) -> Iterator[str]:
    """Every text inside structured data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
