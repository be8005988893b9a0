"""Answering, by personal link or signed in. A GET writes nothing; every POST keeps what was typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock
from lms_onboarding.links.services import opened
from lms_onboarding.people.models import Person

from .enums import InvitationState, Kind
from .models import Invitation
from .pages import page_of, rank_of, sections_in, texts_of
from .refusals import AlreadySealed, NotOpen
from .rules import Checked, check
from .services.answering import NAMING, Incomplete, Sheet, save_draft, sheet_of, submit, with_naming
from .services.chaining import following
from .services.inviting import SCOPE

LATER, BACK = "later", "back"


@never_cache
@require_safe
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the link leads: the first page to fill in, or what became of the answers."""
    invitation = _theirs(request, pk)
    if invitation is None:
        return _refused(request)
    sheet = sheet_of(invitation)
    if invitation.state(clock.now()) is not InvitationState.OPEN:
        return _not_open(request, sheet)
    if invitation.answered_on is not None:
        context = {**_context(sheet), "following": following(invitation, now=clock.now())}
        return render(request, "lmso_surveys/thanks.html", context)
    return redirect("lmso_surveys:section", pk=pk, rank=_resume(sheet))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: int, rank: int) -> HttpResponse:
    """One section. `?verifier` shows what it lacks, when sending everything found something missing."""
    invitation = _theirs(request, pk)
    if invitation is None:
        return _refused(request)
    sheet = sheet_of(invitation)
    if request.method == "POST":
        return _write(request, sheet, rank)
    if invitation.state(clock.now()) is not InvitationState.OPEN or sheet.sealed:
        return redirect("lmso_surveys:start", pk=pk)
    if not 1 <= rank <= sections_in(sheet):
        return redirect("lmso_surveys:section", pk=pk, rank=1)
    checked = _lacking(sheet, rank) if "verifier" in request.GET else None
    return _show(request, sheet, rank, checked=checked)


def _write(request: HttpRequest, sheet: Sheet, rank: int) -> HttpResponse:
    fields = request.POST.getlist("fields")
    given = {name: request.POST.getlist(name) for name in fields}
    try:
        sheet, checked = save_draft(
            sheet.invitation, given, fields=fields, naming=request.POST.get(NAMING, ""), now=clock.now()
        )
    except (NotOpen, AlreadySealed):
        return _too_late(request, sheet, given)
    rank = min(max(rank, 1), sections_in(sheet))
    go = request.POST.get("go", "")
    wrong = bool(set(checked.errors) - checked.missing)
    if checked.errors and (wrong or go not in (BACK, LATER)):
        return _show(request, sheet, rank, checked=checked, given=given)
    if go == LATER:
        return render(request, "lmso_surveys/later.html", _context(sheet))
    if go == BACK:
        return redirect("lmso_surveys:section", pk=sheet.invitation.pk, rank=max(rank - 1, 1))
    return _forward(request, sheet, rank, fields)


def _forward(request: HttpRequest, sheet: Sheet, rank: int, fields: list[str]) -> HttpResponse:
    """Without JavaScript, a question that an answer brings appears on the same page, once that answer is given."""
    if added := set(page_of(sheet, rank).fields) - set(fields):
        return _show(request, sheet, rank, added=len(added))
    if rank < sections_in(sheet):
        return redirect("lmso_surveys:section", pk=sheet.invitation.pk, rank=rank + 1)
    return _send(sheet)


def _send(sheet: Sheet) -> HttpResponse:
    pk = sheet.invitation.pk
    try:
        submit(sheet.invitation, now=clock.now())
    except Incomplete as gap:
        response = redirect("lmso_surveys:section", pk=pk, rank=rank_of(sheet, gap.checked.errors))
        response["Location"] += "?verifier"
        return response
    return redirect("lmso_surveys:start", pk=pk)


def _theirs(request: HttpRequest, pk: int) -> Invitation | None:
    """The invitation, for who holds its link or is signed in as its respondent; nobody else learns that it exists."""
    if pk.bit_length() > 63:
        return None
    found = Invitation.objects.select_related("version").filter(pk=pk).first()
    if found is None:
        return None
    if opened(request, scope=SCOPE, object_key=found.page_key, now=clock.now()):
        return found
    return found if _is_respondent(request, found) else None


def _is_respondent(request: HttpRequest, invitation: Invitation) -> bool:
    if not (request.user.is_authenticated and invitation.respondent_key):
        return False
    person = Person.objects.filter(account_id=request.user.pk).first()
    return person is not None and person.key == invitation.respondent_key


def _resume(sheet: Sheet) -> int:
    """The first page that lacks something; the last one when all is there and only sending is left."""
    if sheet.draft is None:
        return 1
    lacking = check(sheet.shown, sheet.answers).errors
    return rank_of(sheet, lacking) if lacking else sections_in(sheet)


def _lacking(sheet: Sheet, rank: int) -> Checked:
    fields = page_of(sheet, rank).fields
    checked = check([item for item in sheet.shown if item.field in fields], sheet.answers)
    return with_naming(checked, sheet, asked_now=rank == 1)


def _show(
    request: HttpRequest,
    sheet: Sheet,
    rank: int,
    *,
    checked: Checked | None = None,
    given: dict[str, Any] | None = None,
    added: int = 0,
) -> HttpResponse:
    status = 422 if given is not None else 200
    page = page_of(sheet, rank, checked=checked, given=given, added=added)
    return render(request, "lmso_surveys/section.html", {**_context(sheet), "page": page}, status=status)


def _not_open(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    state = sheet.invitation.state(clock.now())
    gone = state is not InvitationState.PLANNED and sheet.invitation.answered_on is None
    context = {**_context(sheet), "state": state.value}
    return render(request, "lmso_surveys/closed.html", context, status=410 if gone else 200)


def _too_late(request: HttpRequest, sheet: Sheet, given: dict[str, list[str]]) -> HttpResponse:
    """It closed while someone was writing: what they wrote is shown, so that they can keep it."""
    typed = [
        (item.wording, text)
        for item in sheet.asked
        if item.question.kind is Kind.TEXT and (text := "\n".join(given.get(item.field, [])).strip())
    ]
    state = sheet.invitation.state(clock.now()).value
    return render(request, "lmso_surveys/closed.html", {**_context(sheet), "state": state, "typed": typed}, status=409)


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "lmso_surveys/unknown.html", status=404)


def _context(sheet: Sheet) -> dict[str, Any]:
    return {"sheet": sheet, "invitation": sheet.invitation, "form": sheet.form, "texts": texts_of(sheet)}
