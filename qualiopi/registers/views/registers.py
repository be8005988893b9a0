"""The registers: what was said, what is changed, what could go wrong; notes, proposals, silences, files."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock, french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.common.tabular import Cell, Leaf, write_book, write_csv
from lms_onboarding.offboarding.services import Period
from lms_onboarding.people.services import provider
from qualiopi.evidence.views import reviewer_of
from qualiopi.registers import desk
from qualiopi.registers.services import Proposal, declare_empty, leave_out, note_fact, proposals, take_in
from qualiopi.registers.team_forms import EmptyForm, NoteForm, PeriodForm

VIEW: Final = "lmso_qualiopi.view_complaint"
WRITE: Final = "lmso_qualiopi.add_complaint"
UNPROCESSABLE: Final = 422
SHOWN: Final = 50  # proposals at once: those decided make room for the next
HEADERS: Final = (
    *("numéro", "nature", "reçu le", "canal", "partie prenante", "session", "en quelques mots", "gravité"),
    *("accusé le", "confié à", "cause", "répondu le", "clos le", "suite"),
)
ACTIONS: Final = (
    *("numéro", "action", "constat", "cause", "sources", "porteur", "décidée le", "échéance", "faite le"),
    *("ce qui a été fait", "effet mesuré"),
)
RISKS: Final = ("numéro", "risque", "d’où il vient", "suivi par", "probabilité", "gravité", "maîtrise", "à revoir le")


@never_cache
@require_safe
@login_required
@permission_required(VIEW, raise_exception=True)
def registers(request: HttpRequest) -> HttpResponse:
    """Facts and actions of a period (the present quarter when none is asked), risks, declared silences."""
    period, form = _period(request)
    organisation = provider()
    today = local_date(clock.now(), organisation.zone)
    entries, actions = desk.entry_rows(period, request.user, today=today), desk.action_rows(period, today=today)
    everything = "tous" in request.GET
    context = {
        "title": desk.headline(entries),
        "summary": desk.summary(entries, len(actions)),
        "period": period,
        "form": form,
        "entries": entries if everything else entries[: desk.SHOWN],
        "count": len(entries),
        "hidden": 0 if everything else max(0, len(entries) - desk.SHOWN),
        "actions": actions,
        "risks": desk.risks(),
        "silences": desk.silences(period),
        "confidential": desk.confidential_counts(today, organisation),
        "query": f"du={period.first}&au={period.last}",
        "today": today,
    }
    return render(request, "lmso_qualiopi/registers.html", context, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(WRITE, raise_exception=True)
def note(request: HttpRequest) -> HttpResponse:
    """Write down what was said on the telephone, or seen in a room."""
    organisation, now = provider(), clock.now()
    initial = {
        "received_on": local_date(now, organisation.zone),
        "handler": organisation.administrative_referent_id,
        "session": request.GET.get("session", ""),
    }
    form = NoteForm(request.POST or None, organisation=organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            entry = note_fact(form.text(), form=form.draft, by=reviewer_of(request), now=now)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return redirect("lmso_qualiopi:entry", pk=entry.pk)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "lmso_qualiopi/entry_note.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(WRITE, raise_exception=True)
def proposed(request: HttpRequest) -> HttpResponse:
    """What the product saw: taken in, or left out with a reason."""
    period, form = _period(request)
    waiting = proposals(period, most=SHOWN)
    refused = ""
    if request.method == "POST":
        try:
            if _decided(request, waiting):
                return redirect(request.get_full_path())
        except Refused as refusal:
            refused = refusal.sentence
    context = {"waiting": waiting, "more": len(waiting) == SHOWN, "period": period, "form": form, "refused": refused}
    context |= {"asked": request.POST.get("source", ""), "query": f"du={period.first}&au={period.last}"}
    status = UNPROCESSABLE if refused or form.errors else 200
    return render(request, "lmso_qualiopi/register_proposals.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(WRITE, raise_exception=True)
def silent(request: HttpRequest) -> HttpResponse:
    """Declare that nothing was received."""
    form = EmptyForm(request.POST or None, initial={"session": request.GET.get("session", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        by, now = reviewer_of(request), clock.now()
        try:
            declare_empty(given["first"], given["last"], session=given["session"], by=by, now=now)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("Période déclarée : rien n’a été reçu."))
            return redirect("lmso_qualiopi:registers")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "lmso_qualiopi/register_silent.html", {"form": form}, status=status)


@never_cache
@require_safe
@login_required
@permission_required(VIEW, raise_exception=True)
def registers_file(request: HttpRequest, name: str) -> HttpResponse:
    """`faits.csv`, `actions.csv`, `risques.csv`, or `registres.xlsx` with the three."""
    period, _form = _period(request)
    today = local_date(clock.now(), provider().zone)
    leaves = [
        Leaf("Faits", HEADERS, list(_entry_cells(desk.entry_rows(period, request.user, today=today)))),
        Leaf("Actions", ACTIONS, list(_action_cells(desk.action_rows(period, today=today)))),
        Leaf("Risques", RISKS, list(_risk_cells())),
    ]
    if name == "registres.xlsx":
        content = write_book(leaves)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        leaf = {"faits.csv": leaves[0], "actions.csv": leaves[1], "risques.csv": leaves[2]}.get(name)
        if leaf is None:
            raise Http404
        content, kind = write_csv(leaf.headings, leaf.rows), "text/csv; charset=utf-8"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _period(request: HttpRequest) -> tuple[Period, PeriodForm]:
    organisation = provider()
    first, last = desk.quarter(local_date(clock.now(), organisation.zone))
    fallback = Period(first, last, organisation.zone)
    given = {"du": request.GET.get("du", ""), "au": request.GET.get("au", "")}
    form = PeriodForm(given if any(given.values()) else None, initial={"du": first, "au": last})
    return form.period(fallback), form


def _decided(request: HttpRequest, waiting: list[Proposal]) -> bool:
    wanted = request.POST.get("source", "")
    found = next((one for one in waiting if one.source == wanted), None)
    if found is None:  # somebody decided meanwhile: the page shows what is left
        return True
    by, now = reviewer_of(request), clock.now()
    if request.POST.get("do") == "take":
        entry = take_in(found, by=by, now=now)
        messages.success(request, _("Inscrit au registre sous le numéro %(number)s.") % {"number": entry.number})
    else:
        leave_out(found, reason=request.POST.get("reason", ""), by=by, now=now)
        messages.success(request, _("Laissé de côté, avec sa raison."))
    return True


def _entry_cells(rows: list[desk.EntryRow]) -> Iterator[list[Cell]]:
    for row in rows:
        one = row.entry
        yield [
            *(one.number, one.get_kind_display(), _day(one.received_at), one.get_channel_display()),
            *(one.get_stakeholder_display(), one.session.code if one.session else one.session_words, one.words),
            *(one.get_severity_display(), _day(one.acknowledged_at), one.handler.full_name if one.handler else ""),
            *(one.cause, _day(one.answered_at), _day(one.closed_at)),
            ", ".join(action.number for action in row.actions) or one.no_action_because,
        ]


def _action_cells(rows: list[desk.ActionRow]) -> Iterator[list[Cell]]:
    for row in rows:
        one = row.action
        yield [
            *(one.number, one.title, one.finding, one.cause, ", ".join(source.source for source in one.sources.all())),
            *(one.owner.full_name, _day(one.decided_at), one.due_on, one.done_on, one.done, row.effect),
        ]


def _day(moment: datetime | None) -> date | None:
    """Registers are read by days; a workbook knows no time zone."""
    return french.local(moment).date() if moment else None


def _risk_cells() -> Iterator[list[Cell]]:
    for one in desk.risks():
        last: Any = next(iter(one.reviews.all()), None)
        weighed = (last.likelihood, last.gravity, last.control, last.next_on) if last else (None, None, "", None)
        yield [one.number, one.title, one.cause, one.owner.full_name, *weighed]
