"""The figures and the comments as files: CSV for one table, a workbook for both."""

from collections.abc import Callable
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms_onboarding.common.tabular import Leaf, write_book, write_csv
from lms_onboarding.offboarding import services as offboarding
from lms_onboarding.portal.surveying import tables

from .surveys import chosen_period, session_reading, visible_session

CSV: Final = "text/csv; charset=utf-8"
BOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: Final[dict[str, tuple[str, Callable[[offboarding.SurveyReading], bytes]]]] = {
    "chiffres.csv": (CSV, lambda reading: _csv(_figures(reading))),
    "commentaires.csv": (CSV, lambda reading: _csv(_comments(reading))),
    "enquetes.xlsx": (BOOK, lambda reading: write_book([_figures(reading), _comments(reading)])),
}


@never_cache
@require_safe
@login_required
def of_session(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    found = visible_session(request, pk)
    _refuse_unknown(name)
    return _file(session_reading(request, found, limit=None), name, found.code)


@never_cache
@require_safe
@login_required
def of_period(request: HttpRequest, name: str) -> HttpResponse:
    chosen, _filters = chosen_period(request)
    _refuse_unknown(name)
    before = offboarding.of_period(chosen.earlier)
    reading = offboarding.read_surveys(offboarding.of_period(chosen), before=before, limit=None)
    return _file(reading, name, f"{chosen.first}-{chosen.last}")


def _refuse_unknown(name: str) -> None:
    if name not in FILES:
        raise Http404


def _file(reading: offboarding.SurveyReading, name: str, what: str) -> HttpResponse:
    content_type, write = FILES[name]
    stem, _dot, ending = name.rpartition(".")
    disposition = f'attachment; filename="{stem}-{what}.{ending}"'
    return HttpResponse(write(reading), content_type=content_type, headers={"Content-Disposition": disposition})


def _figures(reading: offboarding.SurveyReading) -> Leaf:
    return Leaf("Chiffres", [str(one) for one in tables.FIGURES], tables.figure_rows(reading))


def _comments(reading: offboarding.SurveyReading) -> Leaf:
    return Leaf("Commentaires", [str(one) for one in tables.COMMENTS], tables.comment_rows(reading))


def _csv(leaf: Leaf) -> bytes:
    return write_csv(leaf.headings, leaf.rows)
