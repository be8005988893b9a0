"""Designating who reads confidential reports, accepting, reading. The passphrase is asked each time, and forgotten."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.refusals import Refused
from lms_onboarding.links.services import opened
from qualiopi.registers import codes, limits, paths
from qualiopi.registers.enums import ReportContact, ReportOngoing, ReportPosition, ReportWish
from qualiopi.registers.forms import DesignationForm, PassphraseForm, ReplyForm, SecretForm
from qualiopi.registers.models import ConfidentialRecipient, Report
from qualiopi.registers.refusals import WrongSecret
from qualiopi.registers.services import (
    Opened,
    accept,
    designate,
    end_designation,
    open_report,
    recipients_at,
    reply,
    send_again,
)

from .discretion import discreet


@never_cache
@login_required
@permission_required("lmso_qualiopi.add_confidentialrecipient", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def designations(request: HttpRequest) -> HttpResponse:
    """Who receives the reports: for an administrator, who sees neither reports nor how many there are."""
    form = DesignationForm(request.POST if "name" in request.POST else None)
    try:
        if request.method == "POST" and _acted(request, form):
            return redirect("lmso_qualiopi:recipients")
    except Refused as refusal:
        if not form.is_bound:  # one of the buttons
            messages.error(request, refusal.sentence, extra_tags="danger")
            return redirect("lmso_qualiopi:recipients")
        form.add_error(refusal.field or None, refusal.sentence)
    able = {recipient.pk for recipient in recipients_at(now=clock.now())}
    living = [(recipient, recipient.pk in able) for recipient in ConfidentialRecipient.objects.living()]
    return render(
        request, "lmso_qualiopi/recipients.html", {"form": form, "living": living}, status=422 if form.errors else 200
    )


def _acted(request: HttpRequest, form: DesignationForm) -> bool:
    now, by = clock.now(), actor_of(request)
    if form.is_bound:
        if not form.is_valid():
            return False
        designate(**form.cleaned_data, by=by, now=now)
        return True
    pk = request.POST.get("recipient", "")
    recipient = get_object_or_404(ConfidentialRecipient.objects.living(), pk=int(pk) if pk.isdecimal() else 0)
    if request.POST.get("do") == "end":
        end_designation(recipient, by=by, now=now)
    else:
        send_again(recipient, now=now)
    return True


@discreet
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def accept_designation(request: HttpRequest, pk: int) -> HttpResponse:
    """The passphrase is chosen here; then the recovery code is shown, once."""
    recipient = _theirs(request, paths.DESIGNATION, pk)
    if recipient is None:
        return _unknown(request)
    form = PassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recovery = accept(recipient, passphrase=form.cleaned_data["passphrase"], now=clock.now())
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            context = {"recipient": recipient, "recovery": codes.grouped(recovery)}
            return render(request, "lmso_qualiopi/recovery.html", context)
    context = {"form": form, "recipient": recipient}
    return render(request, "lmso_qualiopi/accept.html", context, status=422 if form.errors else 200)


@discreet
@require_safe
def inbox(request: HttpRequest, pk: int) -> HttpResponse:
    """What this person received: dates, and what is not read yet."""
    recipient = _theirs(request, paths.CONFIDENTIAL, pk)
    if recipient is None:
        return _unknown(request)
    received = recipient.reports.defer("box", "reply_key").prefetch_related("replies")
    return render(request, "lmso_qualiopi/inbox.html", {"recipient": recipient, "received": received})


@discreet
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, pk: int, report: UUID) -> HttpResponse:
    """A report in clear for the time of a page, and the answer, against the passphrase."""
    recipient = _theirs(request, paths.CONFIDENTIAL, pk)
    found = Report.objects.select_related("recipient").filter(pk=report, recipient=recipient).first()
    if recipient is None or found is None:
        return _unknown(request)
    answering = "reply" in request.POST
    form = (ReplyForm if answering else SecretForm)(request.POST or None)
    if request.method != "POST":
        return _locked(request, found, form)
    if not form.is_valid():
        return _locked(request, found, form, status=422)
    place = limits.take(limits.SECRETS, recipient.key)
    if not place:
        form.add_error(None, _("Cinq essais sans succès. Attendez un quart d’heure, ou prenez votre clé de secours."))
        return _locked(request, found, form, status=429)
    try:
        opened_report = _opened(found, form)
    except Refused as refusal:
        if not isinstance(refusal, WrongSecret):
            limits.give_back(place)
        form.add_error(refusal.field or None, refusal.sentence)
        return _locked(request, found, form, status=422)
    limits.give_back(place)
    return render(request, "lmso_qualiopi/read.html", _in_clear(opened_report, answered=answering))


@sensitive_variables()
def _opened(report: Report, form: SecretForm) -> Opened:
    secret = form.cleaned_data["secret"]
    if "reply" in form.cleaned_data:
        return reply(report, text=form.cleaned_data["reply"], secret=secret, now=clock.now())
    return open_report(report, secret=secret, now=clock.now())


def _in_clear(found: Opened, *, answered: bool) -> dict[str, object]:
    text = found.text
    said = [
        (_("La personne écrit"), _label(ReportPosition, text.position)),
        (_("Cela continue"), _label(ReportOngoing, text.ongoing)),
        (_("Ce dont elle aurait besoin"), ", ".join(_label(ReportWish, wish) for wish in text.wishes)),
        (_("Souhaite une réponse"), _label(ReportContact, text.contact)),
        (_("La joindre sans risque"), text.safe_address),
        (_("Ne pas appeler"), text.safe_time),
    ]
    return {
        "report": found.report,
        "text": text,
        "replies": found.replies,
        "said": [(word, value) for word, value in said if value],
        "form": ReplyForm(),
        "answered": answered,
    }


def _label(kind: type[ReportPosition | ReportOngoing | ReportWish | ReportContact], value: str) -> str:
    return str(dict(kind.choices).get(value, ""))


def _theirs(request: HttpRequest, scope: str, pk: int) -> ConfidentialRecipient | None:
    """Only for who followed a personal link sent to this recipient: no account, not even a superuser's, opens it."""
    if pk.bit_length() > 63 or not opened(request, scope=scope, object_key=str(pk), now=clock.now()):
        return None
    return ConfidentialRecipient.objects.filter(pk=pk).first()


def _locked(request: HttpRequest, report: Report, form: SecretForm, *, status: int = 200) -> HttpResponse:
    return render(request, "lmso_qualiopi/locked.html", {"report": report, "form": form}, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "lmso_qualiopi/closed_door.html", status=404)
