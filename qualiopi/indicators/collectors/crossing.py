"""Cross-tables of the courses of these sessions: one piece a session, whose source is the version that stood."""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Q

from courses.models import CoursePage
from qualiopi.crossing.models import CrossTable, uncovered
from qualiopi.indicators.canonical import contents_of
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Author, Collector, Piece


def _tables(frame: Frame) -> Iterator[Piece]:
    courses = {group.course for group in frame.groups.values()}
    rows = CrossTable.objects.filter(course__in=courses, written_at__lte=frame.as_of)
    rows = rows.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=frame.as_of))
    now = dict(CoursePage.objects.filter(pk__in=courses).values_list("pk", "certification"))
    found = {one.course_id: one for one in rows}
    for group in frame.groups.values():
        table = found.get(group.course)
        if table is not None:
            flaw = _flaw(table, now.get(group.course, ""))
            yield Piece(
                kind="cross_table",
                key=f"cross_table/{table.pk}",
                session=group.pk,
                occurred_at=table.written_at,
                produced_at=table.written_at,
                author=Author.TEAM,
                complete=not flaw,
                note=flaw,
            )


def _flaw(table: CrossTable, certification: str) -> str:
    """What keeps it from being enough; nothing when it covers everything of the certification as it is written."""
    if table.certification != certification:
        return "la certification a changé depuis"
    return "un élément n’est couvert par aucun objectif" if uncovered(table.rows) else ""


def _tables_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("version", "certification", "objectives", "rows", "author_name", "written_at")
    return contents_of(CrossTable.objects.all(), ids, columns)


TABLES = Collector("cross_table", "cross_table", _tables, _tables_contents)
