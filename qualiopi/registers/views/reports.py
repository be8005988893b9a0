"""Reporting violence, harassment or discrimination; reading the answer with a code. The session keeps nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from lms_onboarding.common import clock
from lms_onboarding.common.calendar import local_date
from lms_onboarding.people.services import provider
from qualiopi.registers import codes, limits, mails
from qualiopi.registers.forms import FollowForm, ReportForm
from qualiopi.registers.refusals import RecipientGone, TamperedReport
from qualiopi.registers.services import follow as follow_up
from qualiopi.registers.services import receive_report, recipients_at

from .discretion import discreet


@discreet
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """The form; once sent, the follow-up code, on this page and nowhere else."""
    now = clock.now()
    recipients = recipients_at(now=now)
    if not recipients:
        unsent = request.POST.get("message", "")
        status = 409 if request.method == "POST" else 200
        return render(request, "lmso_qualiopi/report_nobody.html", {"unsent": unsent}, status=status)
    form = ReportForm(request.POST or None, recipients=recipients)
    if request.method != "POST":
        return _form(request, form)
    if not form.is_valid():
        return _form(request, form, status=422)
    if not limits.take(limits.REPORTS, limits.visitor(request)):
        form.add_error(
            None,
            _("Beaucoup de messages arrivent de votre réseau. Gardez cette page et renvoyez-la dans dix minutes."),
        )
        return _form(request, form, status=429)
    try:
        code = receive_report(form.text(), recipient=form.chosen, draft=form.draft, now=now)
    except RecipientGone as refusal:
        form.add_error(refusal.field, refusal.sentence)
        return _form(request, form, status=409)
    organisation = provider()
    context = {
        "code": codes.grouped(code),
        "recipient": form.chosen,
        "due": mails.report_due(local_date(now, organisation.zone), organisation),
        "contact": form.cleaned_data["contact"],
    }
    return render(request, "lmso_qualiopi/report_sent.html", context)


@discreet
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The answers, against the code, asked each time."""
    form = FollowForm(request.POST or None)
    if request.method != "POST":
        return _ask(request, form)
    if not form.is_valid():
        return _ask(request, form, status=422)
    place = limits.take(limits.FOLLOW_UPS, limits.visitor(request))
    if not place:
        form.add_error(None, _("Trop d’essais en peu de temps. Attendez dix minutes, puis recopiez votre code."))
        return _ask(request, form, status=429)
    try:
        found = follow_up(code=form.cleaned_data["code"])
    except TamperedReport as refusal:
        form.add_error(None, refusal.sentence)
        return _ask(request, form, status=500)
    if found is None:
        form.add_error("code", _("Aucun message n’a ce code. Vérifiez chaque groupe de quatre, puis réessayez."))
        return _ask(request, form, status=422)
    limits.give_back(place)
    report, replies = found
    organisation = provider()
    due = mails.report_due(local_date(report.received_at, organisation.zone), organisation)
    context = {"report": report, "replies": replies, "due": due}
    return render(request, "lmso_qualiopi/report_follow.html", context)


def _form(request: HttpRequest, form: ReportForm, *, status: int = 200) -> HttpResponse:
    return render(request, "lmso_qualiopi/report_form.html", {"form": form}, status=status)


def _ask(request: HttpRequest, form: FollowForm, *, status: int = 200) -> HttpResponse:
    return render(request, "lmso_qualiopi/report_code.html", {"form": form}, status=status)
