"""The groups of a trainer, what the rules are worth, and what each person may set."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock, french
from lms_onboarding.followup.models import Alert, DigestChoice
from lms_onboarding.followup.services import choose_digest, thresholds_of, worth_of_signals
from lms_onboarding.people.services import provider
from lms_onboarding.portal.alerts.cohort import cohort_of, open_cases
from lms_onboarding.portal.visitors import for_the_team, visitor_of
from lms_onboarding.progress.services import sessions_led_by
from lms_onboarding.welcome.services import sessions_to_call_for

AFTERWARDS = timedelta(days=30)
MEASURE = "lmso_followup.view_alert"


@never_cache
@require_safe
@login_required
def groups(request: HttpRequest) -> HttpResponse:
    """Sessions that run, are near, or ended less than a month ago."""
    now = clock.now()
    theirs = sessions_to_call_for(request.user).standing().filter(ends_at__gt=now - AFTERWARDS)
    rows = list(theirs.select_related("course").order_by("starts_at", "pk")[:100])
    for_the_team(request, bool(rows))
    waiting = open_cases([row.pk for row in rows])
    listed = [(row, waiting.get(row.pk, 0)) for row in rows]
    return render(request, "lmso_portal/alerts/groups.html", {"rows": listed, "now": now})


@never_cache
@require_safe
@login_required
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """One group: activity, attendance, kit, lessons, and who has an open case."""
    organisation = provider()
    session = get_object_or_404(sessions_to_call_for(request.user).select_related("course"), pk=pk)
    found = cohort_of(session, organisation, now=clock.now())
    leads = sessions_led_by(request.user).filter(pk=session.pk).exists()
    context = {"cohort": found, "session": session, "zone": organisation.zone_name, "leads": leads}
    return render(request, "lmso_portal/alerts/group.html", context)


@never_cache
@require_safe
@login_required
def measure(request: HttpRequest) -> HttpResponse:
    """« Est-ce que ça marche ? »: for who follows learners, and for who answers for quality."""
    person = visitor_of(request).person
    follows = person is not None and Alert.objects.visible_to(request.user).exists()
    if not (follows or request.user.has_perm(MEASURE)):
        raise PermissionDenied
    rows = [(worth, _hours(worth.hours)) for worth in worth_of_signals(now=clock.now())]
    return render(request, "lmso_portal/alerts/measure.html", {"rows": rows})


def _hours(hours: float | None) -> str:
    return "" if hours is None else french.duration(timedelta(hours=hours))


class DigestForm(forms.ModelForm[DigestChoice]):
    class Meta:
        model = DigestChoice
        fields = ("hour", "most")
        widgets = {"hour": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        help_texts = {
            "hour": gettext_lazy("Chaque jour ouvré, seulement si quelqu’un vous attend."),
            "most": gettext_lazy("Au-delà, les alertes sont comptées sans être nommées."),
        }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """When to be told, and the borders that hold in one's sessions."""
    person = visitor_of(request).person
    if person is None:
        raise Http404
    choice = DigestChoice.objects.filter(person=person).first() or DigestChoice(person=person)
    form = DigestForm(request.POST or None, instance=choice)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        choose_digest(person, hour=given["hour"], most=given["most"], now=clock.now())
        messages.success(request, _("C’est noté : votre récapitulatif suivra ce choix dès demain."))
        return redirect("lmso_portal:alert_preferences")
    theirs = sessions_to_call_for(request.user).standing().filter(ends_at__gt=clock.now())
    sessions = list(theirs.select_related("course").order_by("starts_at", "pk")[:50])
    context: dict[str, Any] = {"form": form, "rows": thresholds_of(sessions)}
    return render(request, "lmso_portal/alerts/preferences.html", context, status=422 if form.errors else 200)
