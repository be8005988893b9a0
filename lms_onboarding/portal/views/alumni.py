"""The space of former learners: theirs alone, once they joined."""

from typing import Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms_onboarding.common import clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.offboarding import services as offboarding
from lms_onboarding.offboarding.enums import AlumniState
from lms_onboarding.offboarding.models import AlumniMember
from lms_onboarding.people.models import Person

UNPROCESSABLE: Final = 422


class ShownForm(forms.Form):
    """What a member lets others read."""

    about = forms.CharField(
        label=gettext_lazy("Ce que vous voulez dire de vous (facultatif)"),
        help_text=gettext_lazy("Ce que vous savez faire, ce que vous cherchez : trois cents caractères au plus."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    company = forms.BooleanField(label=gettext_lazy("Montrer mon entreprise"), required=False)
    email = forms.BooleanField(label=gettext_lazy("Montrer mon adresse e-mail"), required=False)

    def shown(self) -> offboarding.Shown:
        return offboarding.Shown(**self.cleaned_data)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def alumni(request: HttpRequest) -> HttpResponse:
    """Join or change what is shown; members find the others, announcements and resources."""
    request.lmso_section = "alumni"  # type: ignore[attr-defined]  # read by the menu
    person, now = _person(request), clock.now()
    if not offboarding.may_join(person, now=now):
        raise Http404
    member = offboarding.membership_of(person)
    form = ShownForm(request.POST) if request.method == "POST" else _form_of(member)
    if form.is_bound and form.is_valid():
        try:
            offboarding.join_alumni(person, form.shown(), now=now)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("C’est noté. Vous pouvez changer d’avis quand vous voulez."))
            return redirect("lmso_portal:alumni")
    joined = member is not None and member.state == AlumniState.JOINED
    context = {
        "form": form,
        "member": member,
        "joined": joined,
        "neighbours": offboarding.directory(person) if joined else [],
        "announcements": offboarding.announcements(now=now) if joined else [],
        "resources": offboarding.resources_for(person, now=now),
    }
    return render(request, "lmso_portal/alumni.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@never_cache
@require_POST
@login_required
def leave(request: HttpRequest) -> HttpResponse:
    """Leave, or say no; nothing is shown any more."""
    person = _person(request)
    if not offboarding.may_join(person, now=clock.now()):
        raise Http404
    offboarding.leave_alumni(person, now=clock.now())
    messages.success(request, _("C’est noté : rien n’apparaît de vous dans le réseau."))
    return redirect("lmso_portal:alumni")


def _person(request: HttpRequest) -> Person:
    person = Person.objects.filter(account_id=request.user.pk).first()
    if person is None:
        raise Http404
    return person


def _form_of(member: AlumniMember | None) -> ShownForm:
    if member is None:
        return ShownForm()
    return ShownForm(initial={"about": member.about, "company": member.shows_company, "email": member.shows_email})
