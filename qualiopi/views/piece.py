"""One piece: what it proves and does not, what happened, its fingerprint, and what a person says of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock, french
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.calendar import local_date
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session, Slot
from qualiopi.coverage.access import REVIEW, SEE, evidence_visible_to
from qualiopi.coverage.happening import happenings
from qualiopi.coverage.models import PieceReview, Verdict
from qualiopi.coverage.reviewing import Opinion, PieceChanged, PieceGone, ReasonMissing, Reviewer, fingerprints, review
from qualiopi.coverage.standings import look_again
from qualiopi.export.entries import Entry, entries
from qualiopi.export.labels import told
from qualiopi.indicators.collectors import collect, contents
from qualiopi.indicators.frame import Group, frame_of
from qualiopi.indicators.kinds import Kind, Strength, kinds
from qualiopi.indicators.pieces import Piece
from qualiopi.referential import Grid, grid_at

from .forms import ReviewForm
from .people import names_for, unit_words

UNPROCESSABLE: Final = 422
TYPES: Final = {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8"}


@dataclass(frozen=True)
class Found:
    """A piece where it stands."""

    session: Session
    group: Group
    piece: Piece
    kind: Kind
    names: Mapping[int, str]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(SEE, raise_exception=True)
def piece(request: HttpRequest, pk: int, kind: str, source: str, number: int) -> HttpResponse:
    """The page of one piece; who reviews says here that it is sound, or what is wrong with it."""
    found, house, now = _found(request, pk, kind, f"{source}/{number}"), provider(), clock.now()
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _reviewed(request, found, form):
        look_again([pk], house, now=now)
        return redirect("lmso_qualiopi:piece", pk=pk, kind=kind, source=source, number=number)
    context = {**_shown(found, grid_at(local_date(now, house.zone))), "form": form}
    context["happened"] = happenings(found.piece, as_of=now)
    return render(request, "lmso_qualiopi/piece.html", context, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_safe
@login_required
@permission_required(SEE, raise_exception=True)
def piece_file(request: HttpRequest, pk: int, kind: str, source: str, number: int) -> HttpResponse:
    """The exact bytes that were issued or sent; back to the page, which says so, when they are gone or altered."""
    found = _found(request, pk, kind, f"{source}/{number}")
    entry = _entry(found)
    if entry.content is None:
        messages.error(request, _lost(), extra_tags="danger")
        return redirect("lmso_qualiopi:piece", pk=pk, kind=kind, source=source, number=number)
    answer = HttpResponse(entry.content, content_type=TYPES.get(entry.extension, "application/octet-stream"))
    name = f"{found.kind.id}-{source}-{number}.{entry.extension}"
    disposition = content_disposition_header(as_attachment=entry.extension != "pdf", filename=name)
    answer.headers["Content-Disposition"] = disposition or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if entry.extension != "pdf":  # what somebody wrote never runs as a page of ours
        answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer


def _found(request: HttpRequest, pk: int, kind: str, key: str) -> Found:
    visible = evidence_visible_to(request.user).filter(pk=pk)
    session = get_object_or_404(visible.select_related("course"))
    frame = frame_of(visible, provider(), as_of=clock.now())
    held = next((one for one in collect(frame) if one.kind == kind and one.key == key), None)
    if held is None:
        raise Http404
    group = frame.groups[pk]
    return Found(session, group, held, kinds()[kind], names_for(request.user, group))


def _entry(found: Found) -> Entry:
    (entry,) = entries([found.piece], found.names)
    return entry


def _reviewed(request: HttpRequest, found: Found, form: ReviewForm) -> bool:
    if not request.user.has_perm(REVIEW):
        raise PermissionDenied
    if not form.is_valid():
        return False
    verdict = Verdict.DOUBTED if request.POST.get("do") == "doubt" else Verdict.SOUND
    opinion = Opinion(
        piece=found.piece.key,
        kind=found.kind.id,
        session=found.session.pk,
        verdict=verdict,
        reason=form.cleaned_data["reason"] if verdict is Verdict.DOUBTED else "",
        content=request.POST.get("content", ""),
    )
    by = Reviewer(key=actor_of(request), name=str(request.user))
    try:
        review(opinion, by=by, now=clock.now())
    except ReasonMissing as refusal:
        form.add_error("reason", str(refusal))
        return False
    except (PieceGone, PieceChanged) as refusal:
        form.add_error(None, str(refusal))
        return False
    said = _("Marquée « à revoir » : elle sort du compte jusqu’à votre décision.")
    messages.success(request, said if verdict is Verdict.DOUBTED else _("Relue : votre nom et l’heure sont gardés."))
    return True


def _shown(found: Found, grid: Grid) -> dict[str, Any]:
    piece, entry = found.piece, _entry(found)
    halves = {
        one.pk: f"{french.day(one.day)}, {one.get_half_display()}"
        for one in Slot.objects.filter(session=found.session)
    }
    content = fingerprints([piece.key]).get(piece.key, "")
    reviews = list(PieceReview.objects.filter(piece=piece.key, kind=found.kind.id).order_by("-reviewed_at"))
    standing = next((one for one in reviews if one.superseded_at is None), None)
    changed = standing is not None and standing.verdict == Verdict.SOUND and standing.content != content
    is_file = piece.document is not None or piece.mail is not None or entry.extension != "html"
    return {
        "session": found.session,
        "piece": piece,
        "kind": found.kind,
        "who": unit_words(piece.enrolment, piece.unit, found.names, halves),
        "proves": _proves(found.kind, grid),
        "entry": entry,
        "lost": _lost() if entry.content is None else "",
        "size": len(entry.content or b""),
        "is_file": is_file,
        "sha256": hashlib.sha256(entry.content).hexdigest() if entry.content is not None and is_file else "",
        "content": content,
        "told": () if is_file else told(contents([piece.key]).get(piece.key, b"{}")),
        "reviews": reviews,
        "standing": standing,
        "changed": changed,
        "doubted": standing is not None and standing.verdict == Verdict.DOUBTED,
        "source": piece.key.partition("/")[0],
        "number": int(piece.key.partition("/")[2]),
    }


def _proves(kind: Kind, grid: Grid) -> list[tuple[int, str, Strength]]:
    return [
        (number, grid.indicators[number].title, kind.strength_for(number) or Strength.SECONDARY)
        for number in kind.proves
        if number in grid.indicators
    ]


def _lost() -> str:
    return _(
        "Le fichier de cette pièce est absent ou modifié. Restaurez-le depuis la sauvegarde : d’ici là, les dossiers "
        "exportés la citeront sans la joindre."
    )
