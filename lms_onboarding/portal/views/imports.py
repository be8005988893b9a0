"""Importing enrolments in three screens: deposit, check and mend, result. The last button alone writes."""

import re
from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.tabular import MAX_BYTES, TableRefused
from lms_onboarding.enrolments import services
from lms_onboarding.enrolments.enums import ImportWork
from lms_onboarding.enrolments.models import ImportDraft
from lms_onboarding.people.services import provider
from lms_onboarding.portal.importing import preview_page, progress_page, result_page, session_choices, undone_page

_FIX: Final = re.compile(r"fix-(\d{1,7})-([a-z_]{1,20})")

View = Callable[..., HttpResponse]


def _for_enrollers(view: View) -> View:
    """Only for those who may enrol; a page of personal data is kept by no cache."""
    guarded = permission_required("lmso_enrolments.add_enrolment", raise_exception=True)(view)
    return never_cache(login_required(guarded))


@require_http_methods(["GET", "HEAD", "POST"])
@_for_enrollers
def upload(request: HttpRequest) -> HttpResponse:
    """Screen one: the file, read at once and kept aside; a file that cannot be read is refused with what to do."""
    if request.method != "POST":
        return _upload_page(request)
    given = request.FILES.get("fichier")
    if given is None:
        return _upload_page(request, error=_("Choisissez d’abord un fichier CSV ou Excel."))
    try:
        draft = services.keep_draft(
            given.read(MAX_BYTES + 1), given.name or "", owner_id=_user_id(request), now=clock.now()
        )
    except TableRefused as refusal:
        return _upload_page(request, error=refusal.sentence)
    return redirect("lmso_portal:import_preview", pk=draft.pk)


@require_safe
@_for_enrollers
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Screen two: what would be written, decided by the importer itself."""
    draft = _draft(request, pk)
    if draft is None:
        return _gone(request)
    if draft.refusal:
        return _upload_page(request, error=draft.refusal)
    if draft.work == ImportWork.CHECK:
        return _progress_page(request, draft)
    if draft.imported_at or draft.work:
        return redirect("lmso_portal:import_result", pk=pk)
    return _preview_page(request, draft)


@require_POST
@_for_enrollers
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Type over the cells to mend, then check again."""
    draft = _draft(request, pk)
    if draft is None:
        return _gone(request)
    if draft.imported_at is None and not draft.work:
        services.correct_draft(draft, _corrections(request), create_sessions="creer" in request.POST)
    return redirect("lmso_portal:import_preview", pk=pk)


@require_POST
@_for_enrollers
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The last button: the good rows go in, at once or within seconds."""
    draft = _draft(request, pk)
    if draft is None:
        return _gone(request)
    services.order_import(draft, by=f"user/{_user_id(request)}", now=clock.now())
    return redirect("lmso_portal:import_result", pk=pk)


@require_POST
@_for_enrollers
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """« Annuler l’import »: all that it made and that nobody has used since."""
    draft = _draft(request, pk)
    if draft is None:
        return _gone(request)
    services.order_undoing(draft, by=f"user/{_user_id(request)}", now=clock.now())
    return redirect("lmso_portal:import_result", pk=pk)


@require_POST
@_for_enrollers
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave: the file is forgotten at once."""
    draft = _draft(request, pk)
    if draft is not None and draft.imported_at is None and draft.work != ImportWork.IMPORT:
        services.drop_draft(draft)
        messages.success(request, _("Fichier oublié : rien n’a été enregistré."))
    return redirect("lmso_portal:import_upload")


@require_safe
@_for_enrollers
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Screen three: what changed, and what follows."""
    draft = _draft(request, pk)
    if draft is None:
        return _gone(request)
    if draft.work in (ImportWork.IMPORT, ImportWork.UNDO):
        return _progress_page(request, draft)
    if draft.imported_at is None:
        return redirect("lmso_portal:import_preview", pk=pk)
    if draft.undone_at:
        return render(request, "lmso_portal/import_undone.html", {"draft": draft, "page": undone_page(draft)})
    if not draft.report:
        return render(request, "lmso_portal/import_interrupted.html", {"draft": draft})
    page = result_page(draft, services.rows_of(draft.report), provider(), now=clock.now())
    return render(request, "lmso_portal/import_result.html", {"draft": draft, "page": page})


@require_safe
@_for_enrollers
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows left aside, ready to be mended and given again."""
    draft = _draft(request, pk)
    if draft is None:
        return _gone(request)
    report = draft.report or services.preview_draft(draft, now=clock.now()).as_json()
    return _csv(services.rejected_csv(draft, report), "lignes-a-corriger.csv")


@require_safe
@_for_enrollers
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each row."""
    draft = _draft(request, pk)
    if draft is None or not draft.report:
        return _gone(request)
    return _csv(services.report_csv(draft.report), "rapport-d-import.csv")


@require_safe
@_for_enrollers
def model_file(_request: HttpRequest) -> HttpResponse:
    """An empty table with the columns that are known."""
    return _csv(services.model_csv(), "modele-inscriptions.csv")


def _progress_page(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    """How far the worker is: a script looks again every two seconds, or the reader follows a link."""
    return render(request, "lmso_portal/import_progress.html", {"draft": draft, "page": progress_page(draft)})


def _upload_page(request: HttpRequest, *, error: str = "") -> HttpResponse:
    return render(request, "lmso_portal/import_upload.html", {"error": error}, status=422 if error else 200)


def _preview_page(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    now, organisation = clock.now(), provider()
    report = services.preview_draft(draft, now=now)
    choices = session_choices(organisation, now=now)
    page = preview_page(draft, report, choices, organisation)
    return render(request, "lmso_portal/import_preview.html", {"draft": draft, "page": page})


def _corrections(request: HttpRequest) -> dict[int, dict[str, str]]:
    typed: dict[int, dict[str, str]] = {}
    for name, text in request.POST.items():
        found = _FIX.fullmatch(name)
        if found and isinstance(text, str) and text.strip():
            typed.setdefault(int(found[1]), {})[found[2]] = text
    return typed


def _draft(request: HttpRequest, pk: int) -> ImportDraft | None:
    return ImportDraft.objects.usable_by(_user_id(request), clock.now()).filter(pk=pk).first()


def _user_id(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


def _gone(request: HttpRequest) -> HttpResponse:
    """Somebody else's file and a file that was forgotten look alike from outside."""
    messages.warning(
        request, _("Ce fichier n’est plus là : il est gardé sept jours, pour vous seulement. Redéposez-le.")
    )
    return redirect("lmso_portal:import_upload")


def _csv(content: bytes, filename: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
