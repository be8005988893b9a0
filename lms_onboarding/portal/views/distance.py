"""What shows that a learner followed at a distance; and the exchanges that a trainer notes."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms_onboarding.common import clock
from lms_onboarding.common.calendar import wall_clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.portal.visitors import visitor_of
from lms_onboarding.progress.enums import HelpChannel
from lms_onboarding.progress.services import HelpGiven, enrolments_led_by, note_help, remote_record, statements_of

UNPROCESSABLE = 422
NO_DAY = dict.fromkeys(("required", "invalid"), gettext_lazy("Choisissez un jour, par exemple 07/12/2026."))
NO_HOUR = dict.fromkeys(("required", "invalid"), gettext_lazy("Donnez une heure, par exemple 09:30."))
NO_SUBJECT = {"required": gettext_lazy("Dites en quelques mots l’objet de l’échange, sans donnée de santé.")}


class HelpForm(forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("Par quel moyen"), choices=HelpChannel.choices)
    day = forms.DateField(
        label=gettext_lazy("Le"), widget=forms.DateInput(attrs={"type": "date"}), error_messages=NO_DAY
    )
    hour = forms.TimeField(
        label=gettext_lazy("À"), widget=forms.TimeInput(attrs={"type": "time"}), error_messages=NO_HOUR
    )
    subject = forms.CharField(
        label=gettext_lazy("Objet"),
        max_length=200,
        help_text=gettext_lazy("Ce qui a été demandé, sans donnée de santé."),
        error_messages=NO_SUBJECT,
    )
    answer = forms.CharField(
        label=gettext_lazy("Réponse apportée (facultatif)"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def given(self) -> HelpGiven:
        said = self.cleaned_data
        at: datetime = wall_clock(said["day"], said["hour"], provider().zone)
        return HelpGiven(channel=HelpChannel(said["channel"]), subject=said["subject"], at=at, answer=said["answer"])

    def refuse(self, refusal: Refused) -> None:
        self.add_error({"at": "day"}.get(refusal.field, refusal.field) or None, refusal.sentence)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def distance(request: HttpRequest, pk: int) -> HttpResponse:
    """Work, assessments and help of one learner, in place of a connection time."""
    rows = enrolments_led_by(request.user).select_related("person", "session__course")
    enrolment, now = get_object_or_404(rows, pk=pk), clock.now()
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_help(enrolment=enrolment.pk, given=form.given(), author=_author(request), now=now)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("L’échange est noté."))
            return redirect("lmso_portal:distance", pk=enrolment.pk)
    context: dict[str, Any] = {
        "enrolment": enrolment,
        "record": remote_record(enrolment, as_of=now),
        "form": form,
        "documents": statements_of(enrolment),
        "zone": provider().zone_name,
        "now": now,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "lmso_portal/attendance/distance.html", context, status=status)


def _author(request: HttpRequest) -> Person:
    person = visitor_of(request).person
    if person is None:
        raise Http404
    return person
