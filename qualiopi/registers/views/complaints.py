"""Complaining: a public form, then a page that only its author opens. No account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock
from lms_onboarding.links.services import grant_cookie, opened
from lms_onboarding.people.services import provider
from qualiopi.registers import limits, paths
from qualiopi.registers.forms import ComplaintForm
from qualiopi.registers.models import Complaint
from qualiopi.registers.services import receive_complaint
from qualiopi.registers.services.complaints import handlers


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """The form; once sent, the page that says what becomes of it."""
    able = handlers(provider())
    form = ComplaintForm(request.POST or None, handler=able[0].full_name if able else "")
    if request.method != "POST":
        return _form(request, form)
    if not form.is_valid():
        return _form(request, form, status=422)
    if not limits.take(limits.COMPLAINTS, limits.visitor(request)):
        form.add_error(
            None,
            _("Beaucoup de réclamations arrivent de votre réseau. Gardez cette page et renvoyez-la dans dix minutes."),
        )
        return _form(request, form, status=429)
    now = clock.now()
    complaint = receive_complaint(form.text(), form=form.draft, now=now)
    response = redirect("lmso_qualiopi:complaint_follow", pk=complaint.pk)
    link = paths.link_to(paths.COMPLAINT, complaint.pk, holder_key=complaint.key, now=now)
    grant_cookie(response, link, request, now=now)
    return response


@never_cache
@require_safe
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """What was received and by when it is answered, for who holds the link of the mail or has just written it."""
    known = Complaint.objects.select_related("handler", "acknowledgement")
    complaint = known.filter(pk=pk).first() if pk.bit_length() < 64 else None
    if complaint is None or not opened(request, scope=paths.COMPLAINT, object_key=str(pk), now=clock.now()):
        return render(request, "lmso_qualiopi/complaint_unknown.html", status=404)
    return render(request, "lmso_qualiopi/complaint_follow.html", {"complaint": complaint})


def _form(request: HttpRequest, form: ComplaintForm, *, status: int = 200) -> HttpResponse:
    return render(request, "lmso_qualiopi/complaint_form.html", {"form": form}, status=status)
