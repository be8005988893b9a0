"""The table of rights, as it is kept in `docs/rights.md`: one line per address and method, one column per reader."""

from pathlib import Path
from typing import Final

from tests.rights.readers import READERS

KEPT: Final = Path(__file__).resolve().parents[2] / "docs" / "rights.md"
WRITE: Final = "LMSO_WRITE_RIGHTS"
Line = tuple[str, str]  # a route and a method
Rights = dict[Line, tuple[str, ...]]  # a word per reader
_MARK: Final = "\n<!-- what follows is written by `make rights ARGS=--write` -->\n"


def read() -> Rights:
    """Raises FileNotFoundError when it was never written."""
    lines = [line.strip("| ").split(" | ") for line in KEPT.read_text().split(_MARK)[1].splitlines() if "`" in line]
    return {(cells[0].strip("` "), cells[1].strip()): tuple(cell.strip() for cell in cells[2:]) for cells in lines}


def write(rights: Rights) -> None:
    """Keep the words above the table, and write it again."""
    route = max(len(line[0]) for line in rights) + 2
    widths = [max(len(name), 7) for name in READERS]
    head = ["address".ljust(route), "method", *(name.ljust(size) for name, size in zip(READERS, widths, strict=True))]
    rows = [
        [f"`{name}`".ljust(route), method.ljust(6), *(w.ljust(size) for w, size in zip(words, widths, strict=True))]
        for (name, method), words in rights.items()
    ]
    rule = ["-" * len(cell) for cell in head]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))
    KEPT.write_text(f"{KEPT.read_text().split(_MARK)[0]}{_MARK}\n{table}\n")


def differences(found: Rights, kept: Rights) -> list[str]:
    """A sentence for each address whose rights are not those that are written."""
    told = []
    for line in {**kept, **found}:
        name, method = line
        if line not in kept:
            told.append(
                f"{name} ({method}) is not in docs/rights.md: look at who opens it, then `make rights ARGS=--write`"
            )
        elif line not in found:
            told.append(f"{name} ({method}) is in docs/rights.md and answers no more: `make rights ARGS=--write`")
        else:
            pairs = zip(READERS, kept[line], found[line], strict=True)
            told += [
                f"{name} ({method}), {who}: written « {old} », found « {new} »"
                for who, old, new in pairs
                if old != new
            ]
    return told
