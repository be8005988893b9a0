"""One fact of the register: what was said, who handles it, the answer, what follows."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms_onboarding.common import clock
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.models import Entry as JournalEntry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.services import provider
from qualiopi.evidence.views import reviewer_of
from qualiopi.improvement.deciding import cite
from qualiopi.improvement.models import Action
from qualiopi.registers import desk
from qualiopi.registers.models import Complaint
from qualiopi.registers.services import answer, close, entrust, keep_draft
from qualiopi.registers.team_forms import AnswerForm, CloseForm, HandlerForm

CHANGE: Final = "lmso_qualiopi.change_complaint"
UNPROCESSABLE: Final = 422
NEAR: Final = 3
VERBS: Final = {
    "complaint.received": gettext_lazy("Réclamation reçue"),
    "complaint.noted": gettext_lazy("Fait noté"),
    "complaint.entrusted": gettext_lazy("Confié à une personne"),
    "complaint.answered": gettext_lazy("Réponse écrite"),
    "complaint.closed": gettext_lazy("Clos"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """For who may read the register, and for the person who handles it; never for the one it concerns."""
    around = ("handler", "session__course", "acknowledgement", "answer_mail", "set_aside")
    found = get_object_or_404(
        Complaint.objects.visible_to(request.user).select_related(*around), pk=pk if pk.bit_length() < 64 else 0
    )
    forms = _forms(request, found)
    status = 200
    if request.method == "POST":
        if not _may_write(request, found):
            raise PermissionDenied
        try:
            if (answered := _acted(request, found, forms)) is not None:
                return answered
        except Refused as refusal:
            form = forms[request.POST.get("do", "")]
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        status = UNPROCESSABLE
    return render(request, "lmso_qualiopi/entry.html", _context(request, found, forms), status=status)


def _forms(request: HttpRequest, found: Complaint) -> dict[str, Any]:
    act = request.POST.get("do", "")
    data = request.POST or None
    standing = Action.objects.filter(done_on__isnull=True).order_by("due_on")[:20]
    answering = AnswerForm(
        data if act in ("draft", "answer") else None, initial={"cause": found.cause, "answer": found.answer}
    )
    return {
        "draft": answering,
        "answer": answering,
        "close": CloseForm(data if act == "close" else None, actions=standing),
        "entrust": HandlerForm(data if act == "entrust" else None, organisation=provider()),
    }


def _acted(request: HttpRequest, found: Complaint, forms: dict[str, Any]) -> HttpResponse | None:
    act, by, now = request.POST.get("do", ""), reviewer_of(request), clock.now()
    form = forms.get(act)
    if form is None or not form.is_valid():
        return None
    given = form.cleaned_data
    match act:
        case "draft":
            keep_draft(found, cause=given["cause"], answer=given["answer"])
            messages.success(request, _("Brouillon gardé : personne ne l’a reçu."))
        case "answer":
            answer(found, cause=given["cause"], answer=given["answer"], by=by, now=now)
            messages.success(
                request,
                _("La réponse part par e-mail.") if found.answer_mail_id else _("Réponse inscrite au registre."),
            )
        case "entrust":
            entrust(found, given["handler"], by=by, now=now)
        case "close":
            return _followed(request, found, given)
    return redirect("lmso_qualiopi:entry", pk=found.pk)


def _followed(request: HttpRequest, found: Complaint, given: dict[str, Any]) -> HttpResponse:
    by, now = reviewer_of(request), clock.now()
    if given["follow"] == "new":
        return redirect(f"{reverse('lmso_qualiopi:action_new')}?source={found.key}")
    reason = given["no_action_because"]
    if given["follow"].isdecimal():
        cite(get_object_or_404(Action, pk=int(given["follow"])), found.key, by=by, now=now)
        reason = ""
    elif given["follow"] == "none" and not reason:
        raise Refused(_("Dites en une phrase pourquoi la réponse suffit."), field="no_action_because")
    close(found, no_action_because=reason, by=by, now=now)
    return redirect("lmso_qualiopi:entry", pk=found.pk)


def _mails(found: Complaint) -> list[tuple[str, OutgoingMail]]:
    """What was written to who said it. One query, for what was said once an action was in place."""
    first = ((_("Accusé de réception"), found.acknowledgement), (_("Réponse"), found.answer_mail))
    later = OutgoingMail.objects.filter(about=found.key, message="complaints.changed").order_by("pk")
    return [*((words, mail) for words, mail in first if mail), *((_("Ce qui a changé depuis"), one) for one in later)]


def _may_write(request: HttpRequest, found: Complaint) -> bool:
    person = getattr(request.user, "person", None)
    return request.user.has_perm(CHANGE) or (person is not None and found.handler_id == person.pk)


def _context(request: HttpRequest, found: Complaint, forms: dict[str, Any]) -> dict[str, Any]:
    today = local_date(clock.now(), provider().zone)
    near = Complaint.objects.visible_to(request.user).filter(topic=found.topic).exclude(pk=found.pk)
    if found.session_id:
        near = near.filter(session__course=found.session.course_id) if found.session else near
    lived = JournalEntry.objects.filter(subject=found.key, verb__in=VERBS).order_by("-occurred_at", "-pk")
    return {
        "entry": found,
        "headline": desk.entry_headline(found),
        "mails": _mails(found),
        "state": desk.entry_state(found, today),
        "answering": forms["answer"],
        "closing": forms["close"],
        "entrusting": forms["entrust"],
        "may_write": _may_write(request, found),
        "actions": desk.actions_citing([found.key]).get(found.key, ()),
        "near": near.order_by("-received_at")[:NEAR],
        "thread": [(VERBS[one.verb], one.occurred_at) for one in lived],
    }
