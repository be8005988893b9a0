"""Asking for an evidence file, following its preparation, fetching it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.files.storage import storages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.common import clock, french
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.proving import page_that_asks
from lms_onboarding.common.refusals import Refused
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider
from qualiopi import tasks
from qualiopi.coverage.gaps import Gap, gaps_of
from qualiopi.coverage.matrix import Matrix, matrix_of
from qualiopi.coverage.states import Count
from qualiopi.export.asking import Requester, ask, note_fetched, stop
from qualiopi.export.drawing import MODALITIES
from qualiopi.export.models import ADD, NAMES, Export, ExportState, Step
from qualiopi.export.selecting import NothingToExport, Sample, Wanted, sample_of
from qualiopi.referential import grid_at

from .export_forms import ExportForm

UNPROCESSABLE: Final = 422
GONE: Final = 410
SHOWN: Final = 60  # sessions listed before a file is asked for
GAPS: Final = 4
ASIDE: Final = "export_put_aside"  # in the session: what was asked before showing a key


@dataclass(frozen=True)
class Drawn:
    """One session of the sample, as the page lists it."""

    code: str
    title: str
    modality: str
    why: str
    count: Count

    @property
    def face(self) -> tuple[str, str]:
        if not self.count.due:
            return "", "clock"
        missing = self.count.missing
        return (
            ("is-ok", "check") if not missing else ("is-warn", "half") if self.count.held else ("is-danger", "missing")
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(ADD, raise_exception=True)
def exports(request: HttpRequest) -> HttpResponse:
    """The form, the sample that it means, and the files already asked for."""
    house, now = provider(), clock.now()
    given = request.POST if request.method == "POST" else _put_aside(request)
    form = ExportForm(
        given, now=now, house=house, names=request.user.has_perm(NAMES), initial=_from_matrix(request.GET)
    )
    seen: dict[str, Any] = {}
    if given is not None and form.is_valid():
        try:
            if request.POST.get("do") == "prepare":
                if form.wanted().nominative and (page := page_that_asks(request, back=request.path)):
                    request.session[ASIDE] = request.POST.urlencode()
                    return redirect(page)
                ask(form.wanted(), form=form.cleaned_data["draft"], by=requester_of(request), now=now)
                transaction.on_commit(partial(tasks.prepare_exports.apply_async, retry=False), robust=True)
                messages.success(request, _("La préparation commence. Vous pouvez fermer cette page."))
                return redirect("lmso_qualiopi:exports")
            seen = _seen(form.wanted(), house)
        except (Refused, NothingToExport) as refusal:
            form.add_error(None, str(refusal))
    visible = Export.objects.visible_to(request.user)
    context = {
        "form": form,
        "current": visible.unfinished().order_by("asked_at", "pk"),
        "past": visible.exclude(state__in=(ExportState.WAITING, ExportState.RUNNING))[:20],
        "steps": Step.choices,
        **seen,
    }
    return render(request, "lmso_qualiopi/exports.html", context, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_safe
@login_required
@permission_required(ADD, raise_exception=True)
def export_state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one preparation is, alone: what the page puts in the place of its card."""
    found = get_object_or_404(Export.objects.visible_to(request.user), pk=pk)
    return render(request, "lmso_qualiopi/includes/export_card.html", {"export": found, "steps": Step.choices})


@never_cache
@require_POST
@login_required
@permission_required(ADD, raise_exception=True)
def export_stop(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Export.objects.visible_to(request.user), pk=pk)
    try:
        stop(found, by=requester_of(request), now=clock.now())
        messages.success(request, _("Préparation arrêtée. Rien n’a été gardé."))
    except Refused as refusal:
        messages.error(request, refusal.sentence, extra_tags="danger")
    return redirect("lmso_qualiopi:exports")


@never_cache
@require_safe
@login_required
@permission_required(ADD, raise_exception=True)
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, and who took it in the journal."""
    visible = Export.objects.visible_to(request.user).filter(state=ExportState.READY)
    found = get_object_or_404(visible, pk=pk)
    if found.nominative and (page := page_that_asks(request, back=request.path)):
        return redirect(page)
    if found.expires_at is not None and found.expires_at <= clock.now():
        messages.error(request, _("Ce dossier n’est plus gardé. Demandez-le de nouveau."), extra_tags="danger")
        return redirect("lmso_qualiopi:exports")
    try:
        file = storages["exports"].open(found.file)
    except FileNotFoundError:
        messages.error(
            request, _("Le fichier de ce dossier a disparu du disque. Demandez-le de nouveau."), extra_tags="danger"
        )
        return redirect("lmso_qualiopi:exports")
    note_fetched(found, by=requester_of(request), now=clock.now())
    name = f"dossier-de-preuves-{french.local(found.asked_at):%Y-%m-%d}-{found.pk}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _put_aside(request: HttpRequest) -> QueryDict | None:
    """What was asked before a key had to be shown: one comes back to it, and presses the button again."""
    if ASIDE not in request.session or page_that_asks(request, back=request.path):
        return None
    kept: str = request.session.pop(ASIDE)
    messages.info(request, _("C’est bien vous. Vérifiez votre demande, puis préparez le dossier."))
    return QueryDict(kept)


def requester_of(request: HttpRequest) -> Requester:
    email = str(getattr(request.user, "email", ""))
    return Requester(key=actor_of(request), name=str(request.user), email=email)


def _from_matrix(given: Any) -> dict[str, Any]:
    """The period and the audit of the matrix one comes from."""
    return {name: given[name] for name in ("du", "au", "audit") if given.get(name)}


def _seen(wanted: Wanted, house: ProviderSettings) -> dict[str, Any]:
    """The sample as it would be exported: its sessions, and the gravest of what it lacks."""
    sample, grid = sample_of(wanted, house), grid_at(wanted.audit)
    total = sample.sessions.count()
    listed = sample.sessions.order_by("starts_at", "pk")[:SHOWN]
    few = sample.sessions.filter(pk__in=[one.pk for one in listed])
    matrix = matrix_of(
        few, house, grid, indicators=grid.indicators, as_of=wanted.as_of, people=frozenset(wanted.people)
    )
    gaps = gaps_of(matrix, house)
    return {
        "drawn": list(_drawn(matrix, sample)),
        "sampled": total,
        "unlisted": total - len(matrix.cells),
        "lacks": _gravest(gaps),
        "lacking": len(gaps),
        "wanted": wanted,
    }


def _drawn(matrix: Matrix, sample: Sample) -> Iterator[Drawn]:
    for pk, group in matrix.frame.groups.items():
        count = sum(matrix.counts[pk].values(), Count())
        modality = MODALITIES.get(group.modality, group.modality)
        yield Drawn(group.code, group.title, modality, sample.why.get(pk, ""), count)


def _gravest(gaps: list[Gap]) -> list[Gap]:
    return [one for one in gaps if one.major_only][:GAPS]
