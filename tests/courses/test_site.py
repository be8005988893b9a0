"""The first pages: in place of Wagtail's welcome page, never in place of anybody's."""

import pytest
from django.test import Client
from wagtail.models import Page, Site

from courses.models import CataloguePage, CoursePage, HomePage
from courses.services import ensure_catalogue, ensure_site
from tests.factories.courses import CoursePageFactory


@pytest.mark.django_db
def test_a_fresh_database_gets_a_home_once(client: Client) -> None:
    home = ensure_site()
    assert isinstance(home, HomePage)
    assert ensure_site() == home
    assert Page.objects.filter(depth=2).count() == 1
    assert client.get("/").status_code == 200
    assert "Une formation commence avant le premier jour" in client.get("/").content.decode()


@pytest.mark.django_db
def test_courses_that_were_there_first_move_into_the_catalogue() -> None:
    course = CoursePageFactory()
    ensure_site()
    moved = CoursePage.objects.get(pk=course.pk)
    assert moved.get_parent().specific == CataloguePage.objects.get()
    assert moved.url == f"/formations/{course.slug}/"


@pytest.mark.django_db
def test_a_site_that_somebody_built_is_left_alone() -> None:
    site = Site.objects.get(is_default_site=True)
    site.root_page.title = "Notre site"
    site.root_page.save()
    assert ensure_site() == Page.objects.get(pk=site.root_page_id)
    assert not HomePage.objects.exists()
    assert ensure_catalogue(ensure_site()).pk == site.root_page_id


@pytest.mark.django_db
def test_a_welcome_page_that_was_edited_is_left_alone() -> None:
    welcome = Site.objects.get(is_default_site=True).root_page
    welcome.save_revision()
    ensure_site()
    assert not HomePage.objects.exists()


@pytest.mark.django_db
def test_other_pages_under_the_welcome_page_are_kept() -> None:
    welcome = Site.objects.get(is_default_site=True).root_page
    other = welcome.add_child(instance=Page(title="À eux", slug="a-eux"))
    ensure_site()
    assert Page.objects.get(pk=other.pk).get_parent().pk == welcome.pk


@pytest.mark.django_db
def test_without_any_site_one_is_made() -> None:
    Site.objects.all().delete()
    home = ensure_site()
    assert Site.objects.get().root_page_id == home.pk
    assert ensure_catalogue(home) == ensure_catalogue(home)
