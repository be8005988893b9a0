"""Blocks to the HTML of a mail: a hero panel, then sections, then the footer."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import zip_longest

from . import frame
from .blocks import Block, Kind, Line, Look, Span, look_of


def write(
    blocks: Sequence[Block], footer: Sequence[Block], *, subject: str, preheader: str, brand: str, button: str
) -> str:
    """The whole page. `button` is the HTML of the action (see `button_of`), empty when the message has none."""
    hero, rest = _split(blocks)
    parts = [
        frame.HEAD.format(subject=escape(subject), preheader=escape(preheader)),
        frame.HERO_OPEN,
        frame.BRAND.format(escape(brand)) if brand else "",
        *[_hero(block, button) for block in hero],
        frame.CELL_CLOSE,
        *[_section(section, button) for section in _sections(rest)],
        frame.FOOTER_OPEN,
        *[frame.FOOTER.format(_broken(block.lines)) for block in footer],
        frame.CELL_CLOSE,
        frame.TAIL,
    ]
    return "".join(parts)


def button_of(label: str, address: str) -> str:
    return frame.BUTTON.format(label=escape(label), address=escape(address))


def _split(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """The hero: the title, the paragraphs that lead to the action, the action; without one, the first paragraph."""
    end = 1
    while end < len(blocks) and blocks[end].kind is Kind.PARAGRAPH:
        end += 1
    if end < len(blocks) and blocks[end].kind is Kind.ACTION:
        return blocks[: end + 1], blocks[end + 1 :]
    end = min(end, 2)
    return blocks[:end], blocks[end:]


def _hero(block: Block, button: str) -> str:
    if block.kind is Kind.ACTION:
        return button
    shape = frame.TITLE if block.kind is Kind.TITLE else frame.LEAD
    return shape.format("<br>".join("".join(_hero_span(span) for span in line) for line in block.lines))


def _hero_span(span: Span) -> str:
    text = escape(span.text)
    if span.strong:
        text = frame.HERO_STRONG.format(text)
    return frame.HERO_ANCHOR.format(href=escape(span.href), text=text) if span.href else text


def _sections(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """A heading, a letter, or the end of what a heading covers, opens a new section."""
    section: list[Block] = []
    for block in blocks:
        if section and (block.kind in (Kind.HEADING, Kind.QUOTE) or section[-1].kind is Kind.QUOTE):
            yield section
            section = []
        section.append(block)
    if section:
        yield section


def _section(section: Sequence[Block], button: str) -> str:
    parts = [frame.SECTION_OPEN]
    for rank, block in enumerate(section):
        starts = rank == 0 or section[rank - 1].kind is Kind.HEADING
        parts.append(_block(block, "0" if starts else "14px", button))
    return "".join([*parts, frame.CELL_CLOSE])


def _block(block: Block, top: str, button: str) -> str:
    match block.kind:
        case Kind.ACTION:
            return button
        case Kind.HEADING | Kind.TITLE:
            return frame.HEADING.format(_broken(block.lines))
        case Kind.QUOTE:
            words, *who = [_line(line) for line in block.lines]
            signature = frame.SIGNATURE.format("<br>".join(who)) if who else ""
            return frame.LETTER.format(f"«\u00a0{words}\u00a0»{signature}")
        case Kind.BULLETS | Kind.NUMBERS:
            return _list(block, top)
        case _:
            return frame.PARAGRAPH.format(top=top, text=_broken(block.lines))


def _list(block: Block, top: str) -> str:
    match look_of(block):
        case Look.ROWS:
            return frame.TABLE.format(role="", top=top, rows=_ruled(block, _row))
        case Look.LINKS:
            return frame.TABLE.format(role='role="presentation" ', top=top, rows=_ruled(block, _link_row))
        case Look.CONTACTS:
            return frame.CONTACTS.format(rows="".join(_contacts(block)))
        case _:
            tag = "ol" if block.kind is Kind.NUMBERS else "ul"
            items = "".join(frame.ITEM.format(_with_remarks(entry)) for entry in block.entries)
            return frame.LIST.format(tag=tag, top=top, items=items)


def _ruled(block: Block, row: Callable[[Sequence[Line], str], str]) -> str:
    """A rule between rows, none after the last."""
    *first, last = block.entries
    return "".join([*[row(entry, frame.RULE) for entry in first], row(last, "")])


def _row(entry: Sequence[Line], rule: str) -> str:
    term, *spans = entry[0]
    # « lundi 3 mars, 9 h à 12 h 30 : » is a day over its hours
    words = escape(term.text.rstrip().removesuffix(":").rstrip()).replace(", ", "<br>", 1)
    text = _line(_capital(_without_indent(spans)))
    return frame.ROW.format(rule=rule, term=words, text=text + _remarks(entry[1:]))


def _link_row(entry: Sequence[Line], rule: str) -> str:
    link, *spans = entry[0]
    text = "".join(_span(span) for span in [Span(link.text, strong=True, href=link.href), *spans])
    return frame.LINK_ROW.format(rule=rule, text=text + _remarks(entry[1:]))


def _contacts(block: Block) -> Iterator[str]:
    """Two by row; the name in bold, a line for each way to reach the person."""
    cards = [frame.CONTACT.format(_broken(entry)) for entry in block.entries]
    for left, right in zip_longest(cards[::2], cards[1::2], fillvalue=""):
        yield f"<tr>{left}{right}</tr>"


def _with_remarks(entry: Sequence[Line]) -> str:
    return _line(entry[0]) + _remarks(entry[1:])


def _remarks(lines: Sequence[Line]) -> str:
    return "".join(frame.REMARK.format(_line(_capital(line))) for line in lines)


def _without_indent(spans: Sequence[Span]) -> Line:
    """The text of a row, without the space that stood between the colon and it."""
    texts = [span for span in spans if span.text != " "]
    if texts:
        texts[0] = Span(texts[0].text.lstrip(" "), texts[0].strong, texts[0].href)
    return tuple(texts)


def _capital(line: Line) -> Line:
    """What follows a colon in plain text begins a cell or a line here. Addresses and links keep their letters."""
    if not line or line[0].href or "@" in line[0].text.split(" ", 1)[0]:
        return line
    first = line[0]
    return (Span(first.text[:1].upper() + first.text[1:], first.strong, first.href), *line[1:])


def _broken(lines: Sequence[Line]) -> str:
    return "<br>".join(_line(line) for line in lines)


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    text = f"<b>{escape(span.text)}</b>" if span.strong else escape(span.text)
    return frame.ANCHOR.format(href=escape(span.href), text=text) if span.href else text
