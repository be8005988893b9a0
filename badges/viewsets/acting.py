"""Award, revoke, re-issue: a page that names who is concerned and what it does, then a POST that does it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from badges.enums import AwardState, Reason
from badges.models import Award
from badges.services import Facts, award_many, reissue, revoke_many
from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.refusals import Refused

from .forms import AwardForm, PeopleForm, ReissueForm, RevokeForm

INDEX = "badges_attribues:index"


class _ActionView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "snippet"
    permission = "lmso_badges.change_award"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse_lazy(INDEX), "label": _("Badges attribués")},
            {"url": "", "label": str(self.page_title)},
        ]

    def shown(self, form: Form, status: int = 200, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **context), status=status)


class _PeopleView(_ActionView):
    """Three times the same page: the form, its confirmation, its result."""

    form_class: type[PeopleForm] = PeopleForm
    template_name = "lmso_badges/admin/people.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(self.form_class(initial=dict(request.GET.items())))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        concerned, left = self.sorted_people(form)
        if "confirm" not in request.POST or not concerned:
            return self.shown(form, concerned=concerned, left=left, confirming=True)
        try:
            done = self.act(form)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.shown(form, status=422)
        messages.success(request, done)
        return redirect(INDEX)

    def sorted_people(self, form: PeopleForm) -> tuple[list[str], list[str]]:
        """Names of those concerned, and of those for whom nothing would change."""
        raise NotImplementedError

    def act(self, form: PeopleForm) -> str:
        raise NotImplementedError

    def holding(self, form: PeopleForm) -> "dict[int, Award]":
        """The valid badge of each person, by person."""
        slug = form.cleaned_data["badge_class"].slug
        held = Award.objects.filter(person__in=form.people, badge_class__slug=slug, state=AwardState.VALID)
        return {one.person_id: one for one in held if one.person_id is not None}


class AwardView(_PeopleView):
    form_class = AwardForm
    permission = "lmso_badges.add_award"
    page_title = gettext_lazy("Attribuer un badge")
    extra_context = {
        "verb": gettext_lazy("Attribuer le badge"),
        "effect": gettext_lazy(
            "Chaque personne reçoit un message avec son badge, que chacun peut aussitôt vérifier :"
        ),
        "left_words": gettext_lazy("L’ont déjà, rien ne change pour :"),
    }

    def sorted_people(self, form: PeopleForm) -> tuple[list[str], list[str]]:
        held = self.holding(form)
        concerned = [one.full_name for one in form.people if one.pk not in held]
        return concerned, [one.full_name for one in form.people if one.pk in held]

    def act(self, form: PeopleForm) -> str:
        now, by, held = clock.now(), actor_of(self.request), self.holding(form)
        facts = [Facts(person=one, earned_at=now, examined_by=by) for one in form.people if one.pk not in held]
        done = award_many(facts, badge_class=form.cleaned_data["badge_class"], by=by, now=now)
        told = ngettext("Un badge attribué.", "%(count)d badges attribués.", len(done.given))
        if done.known:
            told += " " + _("Un badge retiré ne se redonne pas ainsi : réémettez-le.")
        return told % {"count": len(done.given)}


class RevokeView(_PeopleView):
    form_class = RevokeForm
    page_title = gettext_lazy("Retirer un badge")
    extra_context = {
        "verb": gettext_lazy("Retirer le badge"),
        "effect": gettext_lazy(
            "Irréversible : l’image et le justificatif déjà téléchargés seront refusés partout, et chaque personne "
            "reçoit un message qui dit le motif et comment contester :"
        ),
        "left_words": gettext_lazy("N’ont pas ce badge, rien ne change pour :"),
    }

    def sorted_people(self, form: PeopleForm) -> tuple[list[str], list[str]]:
        held = self.holding(form)
        concerned = [one.full_name for one in form.people if one.pk in held]
        return concerned, [one.full_name for one in form.people if one.pk not in held]

    def act(self, form: PeopleForm) -> str:
        reason = Reason(form.cleaned_data["reason"])
        held = self.holding(form).values()
        done = len(revoke_many(held, reason=reason, by=actor_of(self.request), now=clock.now()))
        return ngettext("Un badge retiré.", "%(count)d badges retirés.", done) % {"count": done}


class ReissueView(_ActionView):
    template_name = "lmso_badges/admin/reissue.html"
    page_title = gettext_lazy("Réémettre un badge")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Award.objects.select_related("badge_class", "person").exclude(person=None)
        self.award = get_object_or_404(rows, pk=kwargs["pk"])
        self.extra_context = {"award": self.award}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        revoked = self.award.state == AwardState.REVOKED
        return self.shown(ReissueForm(initial={"reason": Reason.RESTORED if revoked else Reason.ADDRESS}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReissueForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            reissue(self.award, reason=form.chosen, by=actor_of(request), now=clock.now())
        except Refused as refusal:
            form.add_error("reason", refusal.sentence)
            return self.shown(form, status=422)
        messages.success(request, _("Badge réémis : la personne reçoit sa nouvelle image."))
        return redirect(INDEX)
