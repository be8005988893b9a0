"""What may stand under what, and who may read it."""

import pytest
from django.test import Client
from wagtail.models import Page

from courses import models
from tests.factories import pages

CHILDREN = {
    models.HomePage: {models.CataloguePage, models.MicroCourseIndexPage, models.HelpIndexPage},
    models.CataloguePage: {models.CoursePage},
    models.CoursePage: set(),
    models.MicroCourseIndexPage: {models.MicroCoursePage},
    models.MicroCoursePage: {models.LessonPage},
    models.LessonPage: set(),
    models.HelpIndexPage: {models.HelpArticlePage, models.ChecklistPage, models.GlossaryPage},
    models.HelpArticlePage: set(),
    models.ChecklistPage: set(),
    models.GlossaryPage: set(),
}


@pytest.mark.parametrize("model", CHILDREN, ids=lambda model: model.__name__)
def test_each_page_has_its_place(model: type[Page]) -> None:
    assert set(model.allowed_subpage_models()) == CHILDREN[model]
    parents = {parent for parent, children in CHILDREN.items() if model in children} or {Page}
    assert set(model.allowed_parent_page_models()) == parents


@pytest.mark.django_db
@pytest.mark.parametrize("single", [models.CataloguePage, models.MicroCourseIndexPage, models.HelpIndexPage])
def test_a_home_has_one_of_each_index(single: type[Page]) -> None:
    home = pages.home()
    assert single.can_create_at(home)
    pages.under(home, single(title="Un", slug="un"))
    assert not single.can_create_at(Page.objects.get(pk=home.pk).specific)


@pytest.mark.django_db
def test_micro_courses_and_lessons_ask_to_sign_in(client: Client, learner: Client) -> None:
    course = pages.micro_course()
    for page in (pages.micro_courses(), course, pages.lesson(course)):
        refused = client.get(page.url)
        assert refused.status_code == 302
        assert refused.headers["Location"] == f"/compte/connexion/?next={page.url}"
        assert learner.get(page.url).status_code == 200


@pytest.mark.django_db
def test_the_offer_and_the_help_are_public(client: Client) -> None:
    for page in (pages.home(), pages.catalogue(), pages.help_index(), pages.article()):
        assert client.get(page.url).status_code == 200


@pytest.mark.django_db
def test_a_lesson_of_an_unpublished_course_is_not_there(learner: Client) -> None:
    course = pages.micro_course()
    lesson = pages.lesson(course)
    course.live = False
    course.save()
    assert learner.get(lesson.url).status_code == 404


@pytest.mark.django_db
def test_a_draft_lesson_is_not_there_and_counts_for_nothing(learner: Client) -> None:
    course = pages.micro_course()
    pages.lesson(course)
    draft = pages.lesson(course, "brouillon", title="Brouillon", live=False)
    assert learner.get(f"{course.url}brouillon/").status_code == 404
    html = learner.get(course.url).content.decode()
    assert draft.title not in html
    assert "4&nbsp;min en tout" in html


@pytest.mark.django_db
def test_addresses_lead_to_pages_and_only_to_published_ones(learner: Client) -> None:
    course = pages.micro_course()
    lesson = pages.lesson(course)
    assert learner.get("/micro-cours/ouvrir-les-acces/poser-les-roles/").context["page"] == lesson
    for absent in ("/micro-cours/ouvrir-les-acces/absente/", "/micro-cours/absent/poser-les-roles/", "/a/b/c/d/"):
        assert learner.get(absent).status_code == 404
    lesson.unpublish()
    assert learner.get(lesson.url).status_code == 404
