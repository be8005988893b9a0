"""An author writes, previews, submits and publishes a micro-course in the administration, without a developer."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker
from wagtail.models import GroupPagePermission, Page, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses import models
from courses.models import LessonPage, MicroCourseIndexPage, MicroCoursePage
from lms_onboarding.portal import teams
from tests.factories.people import provider
from tests.support.populated import until_the_end

pytestmark = pytest.mark.django_db
KINDS = (
    models.HomePage, models.CataloguePage, models.MicroCourseIndexPage, models.MicroCoursePage, models.LessonPage,
    models.HelpIndexPage, models.HelpArticlePage, models.ChecklistPage, models.GlossaryPage,
)  # fmt: skip
QUESTION = "Par quoi commencez-vous ?"


@pytest.fixture(autouse=True, scope="module")
def content(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with until_the_end(django_db_blocker):
        provider()
        teams.keep()
        call_command("load_starter_content", stdout=StringIO())
        yield


@pytest.fixture
def referent() -> Client:
    """Solène, who writes and publishes: pedagogical referent, not a superuser."""
    return member("solene@passerelle.example.fr", Group.objects.get(name=teams.REFERENT))


@pytest.fixture
def writer() -> Client:
    """Somebody who may write and not publish."""
    group = Group.objects.create(name="Rédaction")
    for codename in ("add_page", "change_page"):
        root = Page.objects.get(depth=1)
        permission = GroupPagePermission._meta.get_field("permission").related_model.objects.get(
            content_type__app_label="wagtailcore", codename=codename
        )
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    group.permissions.add(Group.objects.get(name=teams.REFERENT).permissions.get(codename="access_admin"))
    return member("redactrice@passerelle.example.fr", group)


def member(email: str, group: Group) -> Client:
    user = get_user_model().objects.create_user(email, first_name="Solène", last_name="Le Goff")
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def item(value: Any, rank: int) -> dict[str, Any]:
    return {"value": value, "id": "", "order": str(rank), "deleted": ""}


def course_form(**fields: Any) -> Any:
    base = {
        "title": "Réussir une visite",
        "slug": "manager-reussir-une-visite",
        "audience": "manager",
        "summary": "Une visite courte, utile, suivie.",
        "why": "Pour ne plus découvrir les blocages à la fin.",
        "skills": streamfield([]),
        "badge": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    return nested_form_data(base | fields)


def lesson_form(**fields: Any) -> Any:
    options = [
        {"text": "Par une question", "feedback": "Oui. Elle ouvre.", "best": "on"},
        {"text": "Par un rappel", "feedback": "Presque. Il ferme.", "best": ""},
    ]
    listed = {str(rank): item(option, rank) for rank, option in enumerate(options)} | {"count": str(len(options))}
    check = {"situation": "", "question": QUESTION, "options": listed}
    base = {
        "title": "Préparer trois questions",
        "slug": "preparer-trois-questions",
        "objective": "À la fin, vous saurez ouvrir une visite.",
        "minutes": "4",
        "body": streamfield(
            [
                ("text", rich_text('<p>Regardez <script>alert("x")</script>d’abord l’<b>ambre</b>.</p>')),
                ("check", check),
            ]
        ),
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    return nested_form_data(base | fields)


def add(client: Client, model: type[Page], parent: Page, form: Any) -> Any:
    response = client.post(f"/admin/pages/add/lmso_courses/{model._meta.model_name}/{parent.pk}/", form)
    assert response.status_code == 302, re.findall(r'error-message">([^<]+)', response.content.decode())
    return model.objects.get(slug=form["slug"])


def test_each_kind_of_page_has_its_form(referent: Client) -> None:
    found = {model.__name__: model.objects.first() for model in KINDS}
    assert None not in found.values()
    answers = {name: referent.get(f"/admin/pages/{page.pk}/edit/").status_code for name, page in found.items() if page}
    assert set(answers.values()) == {200}, answers


def test_a_micro_course_is_written_previewed_and_published(referent: Client) -> None:
    course = add(
        referent, MicroCoursePage, MicroCourseIndexPage.objects.get(), course_form(**{"action-publish": "Publish"})
    )
    lesson = add(referent, LessonPage, course, lesson_form())
    assert course.live
    assert not lesson.live
    assert referent.get(lesson.get_url()).status_code == 404, "a draft is nobody's page yet"

    preview = f"/admin/pages/{lesson.pk}/edit/preview/"
    assert referent.post(preview, lesson_form(title="Préparer deux questions")).json()["is_valid"]
    shown = referent.get(preview).content.decode()
    assert "Préparer deux questions" in shown
    assert QUESTION.removesuffix(" ?") in shown
    assert "<script>alert" not in shown, "what was pasted is words"
    assert "wagtail-userbar" in shown, "where Wagtail checks accessibility"

    assert (
        referent.post(f"/admin/pages/{lesson.pk}/edit/", lesson_form(**{"action-publish": "Publish"})).status_code
        == 302
    )
    lesson.refresh_from_db()
    assert lesson.live
    assert [child.block_type for child in lesson.body] == ["text", "check"]
    assert "<script" not in lesson.body[0].value.source
    assert "Préparer trois questions" in referent.get("/admin/pages/search/?q=ambre").content.decode()


def test_a_lesson_without_a_trial_is_refused_at_publication_with_a_sentence(referent: Client) -> None:
    course = MicroCoursePage.objects.filter(audience="manager").first()
    assert course is not None
    form = lesson_form(body=streamfield([("text", rich_text("<p>Lire.</p>"))]), **{"action-publish": "Publish"})
    response = referent.post(f"/admin/pages/add/lmso_courses/lessonpage/{course.pk}/", form)
    assert response.status_code == 200
    assert "finit par un essai" in response.content.decode()
    assert not LessonPage.objects.filter(slug=form["slug"]).exists()


def test_who_may_not_publish_submits_and_somebody_approves(writer: Client) -> None:
    course = MicroCoursePage.objects.filter(audience="manager").first()
    assert course is not None
    lesson = add(writer, LessonPage, course, lesson_form(**{"action-submit": "Submit"}))
    assert not lesson.live
    state = WorkflowState.objects.get(object_id=str(lesson.pk))
    assert state.status == WorkflowState.STATUS_IN_PROGRESS

    moderator = Client()
    moderator.force_login(get_user_model().objects.create_superuser("nadia@passerelle.example.fr"))
    step = state.current_task_state.pk
    moderator.post(f"/admin/pages/workflow/action/{lesson.pk}/approve/{step}/", {"comment": "Très clair."})
    lesson.refresh_from_db()
    assert lesson.live
