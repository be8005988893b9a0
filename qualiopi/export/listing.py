"""The lines of the offline index. Written without a template: there may be a hundred thousand of them."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape as escaped

from lms_onboarding.common import french

from .rows import Row, strength_of

escape = lru_cache(maxsize=4096)(escaped)  # few titles, sessions, learners and states; many lines


def table_lines(rows: Iterable[Row], indicator: int) -> str:
    """One table row a piece: piece and learner, session, day, strength, state. Everything is escaped."""
    lines = (
        f"<tr><td>{_piece(row)}</td><td>{escape(row.session)}</td><td>{_day(row)}</td>"
        f"<td>{escape(strength_of(row.kind, indicator))}</td>"
        f"<td{'' if row.path else _LACK}>{escape(row.status)}</td></tr>\n"
        for row in rows
    )
    return "".join(lines)


def list_lines(rows: Iterable[Row]) -> str:
    """One line a piece, in the order of the journey. Everything is escaped."""
    lines = (f'<li>{_listed(row)} <span class="soft">{_day(row)}</span></li>\n' for row in rows)
    return "".join(lines)


_LACK = ' class="lack"'


def _piece(row: Row) -> str:
    title, who = escape(row.title), f", {escape(row.learner)}" if row.learner else ""
    return f'<a href="{escaped(row.path)}">{title}</a>{who}' if row.path else f"{title}{who}"


def _listed(row: Row) -> str:
    if row.path:
        return _piece(row)
    who = f", {escape(row.learner)}" if row.learner else ""
    return f"<span{_LACK}>{escape(row.title)}, {escape(row.status)}</span>{who}"


def _day(row: Row) -> str:
    return french.day_digits(french.local(row.occurred_at).date())
