"""What the pages say, as a reader finds them: sound HTML, French spaces, menu names, the same queries at any size."""

import json
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import CoursePage, MenuLabel, MenuSettings
from lms_onboarding.people.models import ProviderSettings
from tests.factories import pages
from tests.factories.courses import CoursePageFactory
from tests.support.html import Page

NBSP, NARROW = "\u00a0", "\u202f"


def course(**fields: Any) -> CoursePage:
    page = CoursePageFactory(**fields)
    page.move(pages.catalogue(), pos="last-child")
    return CoursePage.objects.get(pk=page.pk)


def read(client: Client, url: str) -> Page:
    response = client.get(url)
    assert response.status_code == 200
    return Page(response.content.decode())


def everything() -> list[Any]:
    """One page of each kind that is read, with what they can show."""
    course()
    micro = pages.micro_course(skills=json.dumps([pages.block("skill", "Répartir les rôles")]))
    lesson = pages.lesson(
        micro,
        blocks=pages.body(
            pages.block("heading", "Quatre verbes"),
            pages.block("steps", [pages.item("<p>Un</p>"), pages.item("<p>Deux</p>")]),
            pages.block("callout", {"kind": "example", "text": "<p>Chez eux : cela marche !</p>"}),
            pages.block(
                "action",
                {
                    "title": "Écrivez votre tableau",
                    "minutes": 10,
                    "steps": [pages.item("Ouvrez {menu:roles}.")],
                    "success": "Quatre noms.",
                    "proof": "link",
                },
            ),
            pages.block("recall", {"days": "7,30", "prompt": "Quels verbes ?", "answer": "Quatre."}),
        ),
    )
    pages.lesson(micro, "suivante", title="La suivante")
    found = [pages.home(), pages.catalogue(), CoursePage.objects.get(), pages.micro_courses(), micro, lesson]
    return [*found, pages.help_index(), pages.article()]


@pytest.mark.django_db
def test_every_page_is_sound(learner: Client, provider: ProviderSettings) -> None:
    for page in everything():
        found = read(learner, page.url)
        assert not found.problems, (page, found.problems)
        levels = [level for level, _ in found.headings]
        assert all(after - before <= 1 for before, after in pairwise(levels)), (page, levels)
        assert "{menu:" not in found.words


@pytest.mark.django_db
def test_pages_load_nothing_from_elsewhere_and_run_nothing_inline(learner: Client, provider: ProviderSettings) -> None:
    for page in everything():
        html = learner.get(page.url).content.decode()
        assert 'src="http' not in html
        assert 'rel="stylesheet" href="http' not in html


@pytest.mark.django_db
def test_a_lesson_says_where_one_is_and_what_is_left(learner: Client) -> None:
    micro = pages.micro_course()
    first, second, third = (
        pages.lesson(micro, f"lecon-{rank}", title=f"Leçon n° {rank}", minutes=rank + 2) for rank in (1, 2, 3)
    )
    page = read(learner, second.url)
    assert "Leçon 2 sur 3, encore 9 min" in page.words
    assert third.url in page.links
    assert first.url in page.links
    assert read(learner, third.url).links.count(micro.url) >= 2  # the last lesson leads back to the course
    assert "12 min en tout" in read(learner, micro.url).words


@pytest.mark.django_db
def test_an_answer_gets_its_feedback_without_script_nor_account_of_it(learner: Client) -> None:
    lesson = pages.lesson(pages.micro_course())
    near = read(learner, f"{lesson.url}?reponse-{pages.CHECK_ID}={pages.NEAR_ID}")
    assert "Presque : cela arrive." in near.words
    assert "Meilleure réponse" in near.words
    assert "<b>Presque</b>" in near.html
    best = read(learner, f"{lesson.url}?reponse-{pages.CHECK_ID}={pages.BEST_ID}")
    assert "Oui. Vous voyez ce qu’elle voit." in best.words.replace("<b>", "")
    assert "Réessayer" in best.words
    assert not best.problems
    assert "Oui." not in read(learner, lesson.url).words


@pytest.mark.django_db
@pytest.mark.parametrize("option", ["ffffffff-0000-0000-0000-000000000000", "<script>", ""])
def test_an_answer_to_a_question_that_changed_reveals_nothing(learner: Client, option: str) -> None:
    lesson = pages.lesson(pages.micro_course())
    page = read(learner, f"{lesson.url}?reponse-{pages.CHECK_ID}={option}")
    assert "Meilleure réponse" not in page.words
    assert ("récrite depuis votre réponse" in page.words) is bool(option)
    assert "<script>" not in page.html


@pytest.mark.django_db
def test_a_renamed_menu_reaches_every_page(learner: Client) -> None:
    lesson = pages.lesson(pages.micro_course())
    assert '<b class="menu-name">Rôles et droits</b>' in learner.get(lesson.url).content.decode()
    MenuLabel.objects.create(settings=MenuSettings.load(), key="roles", label='Profils & "droits" <b>')
    html = learner.get(lesson.url).content.decode()
    assert '<b class="menu-name">Profils &amp; &quot;droits&quot; &lt;b&gt;</b>' in html


@pytest.mark.django_db
def test_spaces_are_french_at_display_and_plain_in_the_database(learner: Client) -> None:
    callout = pages.block("callout", {"kind": "example", "text": "<p>Il dit : « oui » !</p>"})
    lesson = pages.lesson(pages.micro_course(), blocks=pages.body(callout))
    assert f"Il dit{NBSP}: «{NBSP}oui{NBSP}»{NARROW}!" in learner.get(lesson.url).content.decode()
    assert NBSP not in json.dumps(list(lesson.body.raw_data), ensure_ascii=False)


@pytest.mark.django_db
@pytest.mark.parametrize("which", ["index", "course", "lesson"])
def test_queries_do_not_follow_the_number_of_lessons(learner: Client, which: str, provider: ProviderSettings) -> None:
    micro = pages.micro_course()
    lessons = [pages.lesson(micro, f"lecon-{rank}") for rank in range(3)]
    url = {"index": pages.micro_courses().url, "course": micro.url, "lesson": lessons[0].url}[which]
    learner.get(url)  # what is kept for the whole process is read once
    count = _queries(lambda: learner.get(url))
    for rank in range(3, 30):
        pages.lesson(micro, f"lecon-{rank}")
    assert _queries(lambda: learner.get(url)) == count
    assert count <= 15


def _queries(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


@pytest.mark.django_db
def test_the_public_page_of_a_course_holds_what_the_law_asks(client: Client, provider: ProviderSettings) -> None:
    page = read(client, course(prerequisites="", reviewed_on=date(2026, 9, 1)).url)
    for said in (
        "Concevoir un module court à partir d’un besoin de terrain",
        "Aucun prérequis.",
        "21 heures",
        "1 470 € nets de taxe par personne",
        "Inscription jusqu’à 10 jours avant le début.",
        "Locaux accessibles.",
        "Page relue le 1 septembre 2026",
        "version 3",
    ):
        assert said in page.words, said


@pytest.mark.django_db
def test_search_engines_read_the_course(client: Client, provider: ProviderSettings) -> None:
    one = course(hours="3.50", subtitle="Un</script><script>alert(1)</script> & deux")
    response = client.get(one.url)
    (data,) = Page(response.content.decode()).data
    assert data["@type"] == "Course"
    assert data["name"] == one.title
    assert data["description"] == one.subtitle  # whole, and closed inside its block
    assert data["timeRequired"] == "PT3H30M"
    assert data["provider"] == {"@type": "EducationalOrganization", "name": "Passerelle Formation"}
    assert len(data["teaches"]) == 4
    assert data["url"].endswith(one.url)
    assert "<script>alert" not in response.content.decode()


@pytest.mark.django_db
def test_an_empty_catalogue_says_so(client: Client) -> None:
    assert "Aucune formation n’est publiée" in read(client, pages.catalogue().url).words
