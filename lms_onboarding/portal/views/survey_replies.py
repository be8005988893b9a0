"""Funders of a year, and answers that came by telephone, in a meeting, on paper: written down with their channel."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.refusals import Refused
from lms_onboarding.offboarding import services as offboarding
from lms_onboarding.offboarding.enums import ReplyChannel
from lms_onboarding.people.models import Organisation
from lms_onboarding.portal.surveying import forms, pages
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.pages import item_of
from lms_onboarding.surveys.services import Incomplete, Sheet, sheet_of

from .surveys import UNPROCESSABLE

YEARS: Final = range(2000, 2200)


@never_cache
@require_safe
@login_required
def funders_now(request: HttpRequest) -> HttpResponse:
    """The year funders were last asked about."""
    if not offboarding.reads_everything(request.user):
        raise Http404
    return redirect("lmso_portal:survey_funders", year=offboarding.funders_next(now=clock.now())[1])


@never_cache
@require_safe
@login_required
def funders(request: HttpRequest, year: int) -> HttpResponse:
    """Who paid that year, who was asked, who answered and how; and what they say together."""
    if not offboarding.reads_everything(request.user) or year not in YEARS:
        raise Http404
    reading = offboarding.read_surveys(offboarding.of_funders(year))
    context = {
        "year": year,
        "previous": year - 1,
        "next": year + 1,
        "states": offboarding.funders_states(year),
        "page": pages.page_of(reading),
        "may_write": offboarding.signs(request.user),
    }
    return render(request, "lmso_portal/survey_funders.html", context)


@never_cache
@require_POST
@login_required
def ask_funder(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Open the sheet of a funder who was not asked yet: an exchange before the day is an answer too."""
    if not offboarding.signs(request.user):
        raise Http404
    organisation = get_object_or_404(Organisation, pk=pk)
    try:
        invitation = offboarding.funder_invitation(organisation, year, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("lmso_portal:survey_funders", year=year)
    return redirect("lmso_portal:survey_relay", pk=invitation.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def relay(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an answer that came another way."""
    if not offboarding.signs(request.user):
        raise Http404
    # nobody writes for a learner: only organisations answer through a colleague
    rows = Invitation.objects.standing().exclude(organisation="").select_related("version")
    invitation = get_object_or_404(rows, pk=pk)
    sheet, form = sheet_of(invitation), forms.RelayForm(request.POST or None)
    errors: dict[str, str] = {}
    given = {item.field: request.POST.getlist(item.field) for item in sheet.asked}
    if request.method == "POST":
        errors = _written(request, invitation, form, given) if form.is_valid() else {}
        if form.is_valid() and not errors:
            messages.success(request, _("La réponse est notée, avec son canal et son jour."))
            return redirect(_back(invitation))
    context = {
        "invitation": invitation,
        "sheet": sheet,
        "form": form,
        "items": _items(sheet, given if request.method == "POST" else {}, errors),
        "errors": errors,
        "back": _back(invitation),
    }
    return render(request, "lmso_portal/survey_relay.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _written(
    request: HttpRequest, invitation: Invitation, form: forms.RelayForm, given: dict[str, Any]
) -> dict[str, str]:
    """What is wrong, by field; nothing once it is kept."""
    told = form.cleaned_data
    relayed = offboarding.Relayed(ReplyChannel(told["channel"]), told["on_day"], told["spoke"], given)
    try:
        offboarding.write_down(invitation, relayed, by=actor_of(request), now=clock.now())
    except Incomplete as gap:
        return dict(gap.checked.errors)
    except Refused as refusal:
        if refusal.field in given:
            return {refusal.field: refusal.sentence}
        form.add_error(refusal.field or None, refusal.sentence)
    return {}


def _items(sheet: Sheet, given: dict[str, Any], errors: dict[str, str]) -> list[Any]:
    return [
        item_of(asked, given.get(asked.field), number, errors.get(asked.field, ""))
        for number, asked in enumerate(sheet.asked, start=1)
    ]


def _back(invitation: Invitation) -> str:
    kind, _slash, which = invitation.group.partition("/")
    name = "survey_session" if kind == "session" else "survey_funders"
    return reverse(f"lmso_portal:{name}", args=[int(which)])
