"""Publish a draft, look at a version, read the history. A version already published has no form."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.surveys.models import Invitation, Questionnaire, QuestionnaireVersion
from lms_onboarding.surveys.pages import item_of
from lms_onboarding.surveys.refusals import NotFitToPublish
from lms_onboarding.surveys.rules import FACTS, TEXTS, Context, Objective, ask, read_form
from lms_onboarding.surveys.rules.asking import ANONYMOUS, fill
from lms_onboarding.surveys.services import proof_of, publish_version


class _SurveyAdminView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "form"
    permission = "lmso_surveys.change_questionnaire"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self, questionnaire: Questionnaire, label: str) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse_lazy("questionnaires:index"), "label": _("Questionnaires")},
            {"url": reverse("questionnaires:edit", args=[questionnaire.pk]), "label": questionnaire.title},
            {"url": "", "label": label},
        ]


class PublishView(_SurveyAdminView):
    """A page that names the effect, then a POST."""

    template_name = "lmso_surveys/admin/publish.html"
    page_title = gettext_lazy("Publier cette version")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.draft = (
            QuestionnaireVersion.objects.drafts()
            .select_related("questionnaire")
            .filter(questionnaire=kwargs["pk"])
            .first()
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft is None:
            return self._nothing(request)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft is None:
            return self._nothing(request)
        try:
            with transaction.atomic():
                version = publish_version(self.draft, by=actor_of(request), now=clock.now())
                log(instance=version.questionnaire, action="wagtail.publish", user=request.user)
        except NotFitToPublish:
            return self.render_to_response(self.get_context_data(**kwargs), status=422)
        messages.success(request, _("Version %(number)s publiée.") % {"number": version.number})
        return redirect("questionnaires:versions", version.questionnaire_id)

    def _nothing(self, request: HttpRequest) -> HttpResponse:
        questionnaire = get_object_or_404(Questionnaire, pk=self.kwargs["pk"])
        messages.warning(request, _("Il n’y a pas de brouillon à publier : la dernière version est déjà publiée."))
        return redirect("questionnaires:versions", questionnaire.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [] if self.draft is None else self.trail(self.draft.questionnaire, str(self.page_title))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        waiting = Invitation.objects.open(now).filter(version__questionnaire=self.kwargs["pk"])
        return {
            **super().get_context_data(**kwargs),
            "draft": self.draft,
            "proof": proof_of(self.draft) if self.draft else None,
            "keeping": waiting.unanswered().count(),
        }


class VersionsView(_SurveyAdminView):
    template_name = "lmso_surveys/admin/versions.html"
    page_title = gettext_lazy("Versions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.questionnaire = get_object_or_404(Questionnaire, pk=self.kwargs["pk"])
        answered = Q(invitations__answered_on__isnull=False)
        versions = self.questionnaire.versions.annotate(
            invited=Count("invitations"), answered=Count("invitations", filter=answered)
        ).order_by("-number")
        context = {"questionnaire": self.questionnaire, "versions": versions}
        return {**super().get_context_data(**kwargs), **context}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return self.trail(self.questionnaire, str(self.page_title))


class PreviewView(_SurveyAdminView):
    """The version as a respondent would read it, every conditional question shown, nothing to send."""

    template_name = "lmso_surveys/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = get_object_or_404(QuestionnaireVersion.objects.select_related("questionnaire"), pk=self.kwargs["pk"])
        form = read_form(version.content)
        sections, number = [], 0
        for section in ask(form, _everything()):
            items = [item_of(asked, None, number + rank) for rank, asked in enumerate(section.asked, start=1)]
            number += len(items)
            sections.append((section, items))
        texts = _everything().texts
        said = form.said(closing=False)
        return {
            "version": version,
            "form": form,
            "sections": sections,
            "heading": fill(said.heading, texts) or form.title,
            "intro": fill(said.intro, texts),
            "thanks": fill(said.thanks, texts),
        }


def _everything() -> Context:
    return Context(
        facts=frozenset(FACTS) - {ANONYMOUS},
        texts={name: f"[{words}]" for name, words in TEXTS.items()} | {"first_name": "Inès"},
        objectives=(Objective("a", "Premier objectif de la session"), Objective("b", "Deuxième objectif")),
    )
