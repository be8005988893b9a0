"""The header of a message file, checked field by field: what a person wrote becomes what the program trusts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

from lms_onboarding.common.typography import typographie

from .blocks import Kind, PieceLine, Template
from .errors import InvalidMessageFile
from .parsing import ACTION, VARIABLE, parse, pieces

_TEXTS: Final = (
    "key", "room", "to", "from", "reply_to", "status", "when", "needed_because", "once", "theme", "footer", "subject",
    "preheader",
)  # fmt: skip
_REQUIRED: Final = frozenset({*_TEXTS, "records", "action"})
_ALLOWED: Final = _REQUIRED | {"max_words", "optional"}
_KEY: Final = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Footer:
    """What closes a message. `optout`: its readers may refuse such messages."""

    blocks: tuple[Template, ...]
    names: frozenset[str]
    optional: frozenset[str]
    optout: bool


@dataclass(frozen=True)
class Message:
    """A message file, read once. `names` and `optional` include those of the footer."""

    key: str
    room: str
    header: Mapping[str, Any]
    body: str
    subject: PieceLine
    preheader: PieceLine
    label: PieceLine
    action_url: str  # the variable that holds it, empty without a link
    blocks: tuple[Template, ...]
    footer: Footer
    names: frozenset[str]
    optional: frozenset[str]


def variables_of(text: str) -> frozenset[str]:
    return frozenset(VARIABLE.findall(text))


def read_yaml(where: str, text: str) -> dict[str, Any]:
    """A mapping. Raises InvalidMessageFile."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidMessageFile(where, f"YAML illisible, {error}") from error
    if not isinstance(found, dict):
        raise InvalidMessageFile(where, "une suite de « nom: valeur » est attendue")
    return found


def read_footer(where: str, fields: object) -> Footer:
    """Shape: {text, optional?, optout?}. Raises InvalidMessageFile."""
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise InvalidMessageFile(where, "un pied porte un champ « text »")
    if unknown := sorted(set(fields) - {"text", "optional", "optout"}):
        raise InvalidMessageFile(where, f"champs inconnus : {', '.join(unknown)}")
    text = typographie(fields["text"].strip())
    names = variables_of(text)
    return Footer(parse(text), names, _optional(where, fields, names), bool(fields.get("optout", False)))


def read_message(where: str, content: str, footers: Mapping[str, Footer]) -> Message:
    """A message from its file: YAML between two `---`, then Markdown. Raises InvalidMessageFile."""
    match = re.fullmatch(r"---\n(.*?)\n---\n(.*)", content, flags=re.DOTALL)
    if not match:
        raise InvalidMessageFile(where, "le fichier commence par un en-tête entre deux lignes « --- »")
    header = read_yaml(where, match[1])
    _check_fields(where, header)
    footer = footers.get(header["footer"])
    if footer is None:
        raise InvalidMessageFile(where, f"pied inconnu « {header['footer']} » ; connus : {', '.join(sorted(footers))}")
    label, url = _action(where, header["action"])
    body = typographie(match[2].strip())
    own = variables_of("\n".join([header["subject"], header["preheader"], label, url, body]))
    blocks = parse(body)
    _check_body(where, body, blocks, links=bool(url))
    return Message(
        key=header["key"],
        room=header["room"],
        header=header,
        body=body,
        subject=pieces(typographie(header["subject"])),
        preheader=pieces(typographie(header["preheader"])),
        label=pieces(typographie(label)),
        action_url=VARIABLE.sub(r"\1", url),
        blocks=blocks,
        footer=footer,
        names=own | footer.names,
        optional=_optional(where, header, own) | (footer.optional - own),
    )


def _check_fields(where: str, header: Mapping[str, Any]) -> None:
    if missing := sorted(_REQUIRED - set(header)):
        raise InvalidMessageFile(where, f"champs absents : {', '.join(missing)}")
    if unknown := sorted(set(header) - _ALLOWED):
        raise InvalidMessageFile(where, f"champs inconnus : {', '.join(unknown)}")
    for field in _TEXTS:
        if not isinstance(header[field], str) or not header[field].strip():
            raise InvalidMessageFile(where, f"« {field} » est un texte (le mettre entre guillemets ?)")
    if not _KEY.fullmatch(header["key"]):
        raise InvalidMessageFile(where, f"la clé « {header['key']} » s’écrit « famille.message »")
    records = header["records"]
    if not isinstance(records, list) or not records or not all(isinstance(record, str) for record in records):
        raise InvalidMessageFile(where, "« records » est une liste de faits")
    if not isinstance(header.get("max_words", 140), int):
        raise InvalidMessageFile(where, "« max_words » est un nombre entier")


def _action(where: str, action: object) -> tuple[str, str]:
    """The label and the address of the action; both empty when there is nothing to press."""
    fields: dict[str, Any] = action if isinstance(action, dict) else {}
    match fields:
        case {"kind": "link", "label": str(label), "url": str(url), **others} if not others:
            if not re.fullmatch(r"\{\{ \w+_url \}\}", url):
                raise InvalidMessageFile(where, "l’adresse de l’action est une variable « {{ …_url }} »")
            return label, url
        case {"kind": "reply", "label": str(), **others} if not others:
            return "", ""
        case {"kind": "none", "reason": str(), **others} if not others:
            return "", ""
    raise InvalidMessageFile(
        where, "« action » : {kind: link, label, url}, {kind: reply, label} ou {kind: none, reason}"
    )


def _optional(where: str, fields: Mapping[str, Any], names: frozenset[str]) -> frozenset[str]:
    optional = fields.get("optional", [])
    if not isinstance(optional, list) or not all(isinstance(name, str) for name in optional):
        raise InvalidMessageFile(where, "« optional » est une liste de variables")
    if unused := sorted(set(optional) - names):
        raise InvalidMessageFile(where, f"variables facultatives inutilisées : {', '.join(unused)}")
    return frozenset(optional)


def _check_body(where: str, body: str, blocks: Sequence[Template], *, links: bool) -> None:
    if not blocks or blocks[0].kind is not Kind.TITLE:
        raise InvalidMessageFile(where, "le message commence par un titre « # … »")
    if body.count(ACTION) != int(links) or sum(block.kind is Kind.ACTION for block in blocks) != int(links):
        raise InvalidMessageFile(where, "une action « link » va avec une ligne [[action]], seule dans son paragraphe")
    stray = VARIABLE.sub("", body)
    if "{{" in stray or "}}" in stray or "{%" in stray:
        raise InvalidMessageFile(where, "une variable s’écrit « {{ nom }} », sans autre syntaxe")
