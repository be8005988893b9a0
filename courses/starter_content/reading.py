"""Reading a file of the starter content: YAML front matter, Markdown, and structured data in fenced blocks.

The format is described in `courses/starter/STRUCTURE.md`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN: Final = MarkdownIt("commonmark")


class UnreadableFile(ValueError):
    """The file does not follow the format; the message says where, in French."""


class _StrictLoader(yaml.SafeLoader):
    """Refuses duplicate keys, which PyYAML would silently overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key, deep=deep) for key, _ in node.value]
        if len(names) != len(set(names)):
            raise yaml.constructor.ConstructorError(None, None, f"clé répétée : {names}", node.start_mark)
        return super().construct_mapping(node, deep)


@dataclass(frozen=True)
class Document:
    """One file. `meta`: its front matter; `tokens`: the body, as markdown-it reads it."""

    path: Path
    meta: dict[str, Any]
    body: str

    @cached_property
    def tokens(self) -> list[Token]:
        return MARKDOWN.parse(self.body)

    def block(self, name: str) -> Any:
        """The data of the first fenced block `yaml <name>`. Raises UnreadableFile."""
        for token in self.tokens:
            if token.type == "fence" and token.info == f"yaml {name}":
                return read_yaml(token.content, self.path.name)
        raise UnreadableFile(f"{self.path.name} : bloc « yaml {name} » absent.")


def read(path: Path) -> Document:
    """Raises UnreadableFile, OSError."""
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        raise UnreadableFile(f"{path.name} : le fichier commence par un en-tête entre deux lignes « --- ».")
    meta = read_yaml(parts[1], path.name)
    if not isinstance(meta, dict):
        raise UnreadableFile(f"{path.name} : l’en-tête est une suite de « nom: valeur ».")
    return Document(path, meta, parts[2])


def read_yaml(text: str, where: str) -> Any:
    """Raises UnreadableFile."""
    try:
        return yaml.load(text, _StrictLoader)  # noqa: S506  a SafeLoader that also refuses duplicate keys
    except yaml.YAMLError as error:
        raise UnreadableFile(f"{where} : YAML illisible, {error}") from error


def documents(root: Path) -> list[Document]:
    """Every file of the folder, in the order of their paths. Raises UnreadableFile."""
    return [read(path) for path in sorted(root.rglob("*.md")) if path.name != "STRUCTURE.md"]


def sections(tokens: Sequence[Token], tag: str) -> Iterator[tuple[str, list[Token]]]:
    """Cut at each heading of this level: (its text, what follows it); what comes before the first is dropped."""
    starts = [rank for rank, token in enumerate(tokens) if token.type == "heading_open" and token.tag == tag]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        yield text_of([tokens[start + 1]]), list(tokens[start + 3 : end])


def text_of(tokens: Sequence[Token]) -> str:
    """The words, without their marks; one line per paragraph."""
    return "\n".join(_inline(token) for token in tokens if token.type == "inline")


def _inline(token: Token) -> str:
    return "".join(
        child.content if child.type in {"text", "code_inline"} else " " if "break" in child.type else ""
        for child in token.children or []
    )


def html_of(tokens: Sequence[Token]) -> str:
    """The HTML of these tokens, for rich text fields."""
    html = str(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))
    return html.replace(">\n", ">").replace("\n<", "<").replace("\n", " ")
