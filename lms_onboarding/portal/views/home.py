"""The first page after signing in: a learner's path, or what the team can do here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from courses.models import HelpIndexPage, LessonPage, MicroCourseIndexPage
from lms_onboarding.common import clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.portal.journey.composing import chosen, home_of
from lms_onboarding.portal.journey.preparation import ACCESS_CHECKED
from lms_onboarding.portal.learning.searching import LONGEST, modules_named
from lms_onboarding.portal.visitors import Visitor, visitor_of
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.progress.services import touch_places
from lms_onboarding.sessions.enums import Modality


@require_safe
@never_cache
@login_required
def home(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A learner with several enrolments chooses; `pk` is one of their own, anything else is not found."""
    visitor = visitor_of(request)
    if not visitor.is_learner or visitor.person is None:
        return _team(request, visitor)
    now = clock.now()
    enrolment = _own(visitor, pk) if pk is not None else chosen(visitor, now=now)
    organisation = ProviderSettings.load(request_or_site=request)
    if request.method == "GET":
        touch_places([place.pk for place in visitor.places.open], now=now, zone=organisation.zone)
    request.lmso_section = "home"  # type: ignore[attr-defined]  # read by portal.context
    found = home_of(enrolment, visitor, organisation, request=request, now=now)
    return render(request, "lmso_portal/path.html", {"home": found})


def _team(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    calls = StuckReport.objects.visible_to(request.user).open().select_related("person")
    return render(request, "lmso_portal/home.html", {"calls": calls if visitor.person else []})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def access_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Sound, microphone, connection: a list to go through, which a script helps with. The end is noted once."""
    enrolment = _own(visitor_of(request), pk)
    if enrolment.session.modality == Modality.ONSITE:
        raise Http404
    if request.method == "POST":
        _note_checked(enrolment)
        messages.success(request, _("C’est noté : votre connexion est prête."))
        return HttpResponseRedirect(reverse("lmso_portal:home_of", args=[pk]))
    return render(request, "lmso_portal/access_check.html", {"enrolment": enrolment})


@require_safe
@login_required
def hidden(request: HttpRequest) -> HttpResponse:
    """« Pourquoi je ne vois pas ce module ? »"""
    asked = request.GET.get("module", "")[:LONGEST]
    visitor = visitor_of(request)
    modules = modules_named(asked, request=request, visitor=visitor, now=clock.now())
    return render(request, "lmso_portal/hidden.html", {"asked": asked, "modules": modules})


@require_safe
@login_required
def micro_courses(request: HttpRequest) -> HttpResponse:
    """Where the list of micro-courses is on this site."""
    return _to(request, MicroCourseIndexPage.objects.live().first())


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """Where the help is on this site, with what was asked."""
    return _to(request, HelpIndexPage.objects.live().first())


@require_safe
@login_required
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """A lesson by its key: the address of a page follows its title."""
    return _to(request, LessonPage.objects.live().filter(pk=pk).first())


def _to(request: HttpRequest, page: Page | None) -> HttpResponse:
    url = page.get_url(request) if page else None
    if url is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{url}?{query}" if query else url)


def _own(visitor: Visitor, pk: int) -> Enrolment:
    found = next((one for one in visitor.enrolments if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _note_checked(enrolment: Enrolment) -> None:
    now = clock.now()
    if not Entry.objects.filter(subject=enrolment.key, verb=ACCESS_CHECKED).exists():
        record(Fact(ACCESS_CHECKED, enrolment.key, occurred_at=now, actor=enrolment.person.key), now=now)
