"""Loading the starter content: twice is once, and nobody's work is overwritten."""

import json
from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from courses.models import (
    CataloguePage,
    ChecklistPage,
    GlossaryPage,
    HelpArticlePage,
    HomePage,
    LessonPage,
    MenuLabel,
    MenuSettings,
    MicroCoursePage,
    StarterPage,
)
from courses.services import Loaded, load_starter_content, name_menus
from courses.services.starter import UnknownMenu
from courses.starter_content.folder import STARTER
from courses.starter_content.reading import UnreadableFile

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
LATER = datetime(2026, 12, 30, 8, tzinfo=UTC)
COURSE = "admin/01-ouvrir-les-bons-acces.md"
FILES = (COURSE, "help/module-invisible.md", "premier-lancement.md", "glossaire.md")
ALL = 10  # two indexes, a course and its four lessons, an article, the checklist, the glossary


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small starter content, that a test may edit."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((STARTER / name).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def load(folder: Path, now: datetime = NOW) -> Counter[Loaded]:
    return load_starter_content(now=now, root=folder)


def rewrite(folder: Path, name: str, before: str, after: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.django_db
def test_files_become_pages(folder: Path) -> None:
    assert load(folder) == {Loaded.CREATED: ALL}
    course = MicroCoursePage.objects.get()
    assert [lesson.slug for lesson in course.lessons()] == [
        "poser-les-roles",
        "preparer-la-liste",
        "donner-juste-assez-de-droits",
        "regarder-comme-un-apprenant",
    ]
    lesson = LessonPage.objects.get(slug="preparer-la-liste")
    kinds = [block.block_type for block in lesson.body]
    assert kinds == [*["heading", "text"] * 2, "heading", "steps", "callout", "callout", "check", "action", "recall"]
    assert [block.value["kind"] for block in lesson.body if block.block_type == "callout"] == ["example", "tip"]
    article = HelpArticlePage.objects.get()
    assert article.audiences == ["Admin", "Créateur"]
    assert [link.lesson.slug for link in article.lessons.all()] == ["regarder-comme-un-apprenant"]
    assert article.reviewed_on == NOW.date()
    assert [point.value["title"] for point in article.checks][:2] == ["Le bon compte", "Le groupe"]
    points = [point for group in ChecklistPage.objects.get().groups for point in group.value["points"]]
    assert (len(points), sum(point["required"] for point in points)) == (20, 15)
    assert len(GlossaryPage.objects.get().terms) == 40


@pytest.mark.django_db
def test_a_second_run_changes_nothing(folder: Path) -> None:
    load(folder)
    before = [(Page.objects.count(), Revision.objects.count(), MenuLabel.objects.count()), _stamps()]
    assert load(folder, LATER) == {Loaded.UNCHANGED: ALL}
    assert before == [(Page.objects.count(), Revision.objects.count(), MenuLabel.objects.count()), _stamps()]


def _stamps() -> list[object]:
    return list(Page.objects.order_by("pk").values_list("pk", "last_published_at", "latest_revision_id", "path"))


@pytest.mark.django_db
def test_a_new_version_reaches_a_page_nobody_changed_and_keeps_the_question(folder: Path) -> None:
    load(folder)
    before = LessonPage.objects.get(slug="preparer-la-liste")
    rewrite(folder, COURSE, "## Cinq colonnes, pas davantage\n", "Un paragraphe de plus.\n\n## Cinq colonnes\n")
    assert load(folder, LATER) == {Loaded.UPDATED: 1, Loaded.UNCHANGED: ALL - 1}
    after = LessonPage.objects.get(slug="preparer-la-liste")
    assert "Un paragraphe de plus" in json.dumps(list(after.body.raw_data), ensure_ascii=False)
    questions = [[block.id for block in page.body if block.block_type == "check"] for page in (before, after)]
    assert questions[0] == questions[1]
    assert load(folder, LATER) == {Loaded.UNCHANGED: ALL}


@pytest.mark.django_db
@pytest.mark.parametrize("published", [True, False], ids=["published", "draft"])
def test_an_edited_page_is_left_alone(folder: Path, published: bool) -> None:
    load(folder)
    lesson = LessonPage.objects.get(slug="preparer-la-liste")
    lesson.objective = "À la fin, vous saurez faire comme chez nous."
    revision = lesson.save_revision()
    if published:
        revision.publish()
    rewrite(folder, COURSE, "nettoyer une liste d’apprenants", "laver une liste d’apprenants")
    assert load(folder, LATER) == {Loaded.EDITED: 1, Loaded.UNCHANGED: ALL - 1}
    kept = LessonPage.objects.get(slug="preparer-la-liste").get_latest_revision_as_object()
    assert kept.objective == "À la fin, vous saurez faire comme chez nous."


@pytest.mark.django_db
def test_saving_without_a_change_is_no_edit(folder: Path) -> None:
    load(folder)
    lesson = LessonPage.objects.get(slug="preparer-la-liste")
    for block in lesson.body:  # the editor opens every block and adds its own marks
        if block.block_type == "text":
            block.value.source = block.value.source.replace("<p>", '<p data-block-key="k1">')
    lesson.save_revision().publish()
    article = HelpArticlePage.objects.get()
    article.reviewed_on = LATER.date()
    article.save_revision().publish()
    rewrite(folder, COURSE, "nettoyer une liste d’apprenants", "laver une liste d’apprenants")
    assert load(folder, LATER)[Loaded.UPDATED] == 1


@pytest.mark.django_db
def test_an_unpublished_page_is_not_put_back(folder: Path) -> None:
    load(folder)
    LessonPage.objects.get(slug="preparer-la-liste").unpublish()
    rewrite(folder, COURSE, "nettoyer une liste d’apprenants", "laver une liste d’apprenants")
    assert load(folder)[Loaded.EDITED] == 1
    assert not LessonPage.objects.get(slug="preparer-la-liste").live


@pytest.mark.django_db
def test_a_deleted_page_stays_deleted(folder: Path) -> None:
    load(folder)
    Page.objects.get(pk=MicroCoursePage.objects.get().pk).delete()
    found = load(folder)
    assert found[Loaded.DELETED] == 5
    assert not LessonPage.objects.exists()
    assert StarterPage.objects.filter(page=None).count() == 5


@pytest.mark.django_db
def test_somebody_s_page_keeps_its_address(folder: Path) -> None:
    (folder / "help/module-invisible.md").rename(folder / "later")
    load(folder)
    (folder / "later").rename(folder / "help/module-invisible.md")
    index = Page.objects.get(slug="aide")
    theirs = index.add_child(
        instance=HelpArticlePage(
            title="La nôtre", slug="module-invisible", summary="x", problem="x", reviewed_on=NOW.date(), live=False
        )
    )
    assert load(folder)[Loaded.TAKEN] == 1
    assert HelpArticlePage.objects.get() == theirs


@pytest.mark.django_db
def test_a_broken_file_stops_everything_before_it_starts(folder: Path) -> None:
    rewrite(folder, "glossaire.md", "kind: glossary", "kind: glossary\nkind: glossary")
    with pytest.raises(UnreadableFile, match=r"glossaire\.md : YAML illisible, .*clé répétée"):
        load(folder)
    assert not StarterPage.objects.exists()
    assert not HomePage.objects.exists()


@pytest.mark.django_db
def test_the_command_loads_all_and_names_menus(tmp_path: Path) -> None:
    names = tmp_path / "menus.yaml"
    names.write_text("roles: Profils\nutilisateurs: Comptes\n", encoding="utf-8")
    out = StringIO()
    call_command("load_starter_content", menus=names, stdout=out)
    assert out.getvalue().splitlines() == ["Menus renommés : 2.", "Pages créées : 59."]
    assert MenuSettings.labels()["roles"] == "Profils"
    assert MenuSettings.labels()["suivi"] == "Suivi"
    assert LessonPage.objects.count() == 30
    assert HelpArticlePage.objects.count() == 16
    assert MenuLabel.objects.count() == 18
    assert CataloguePage.objects.exists()
    for lesson in LessonPage.objects.all():
        lesson.full_clean()  # what we deliver passes the checks that authors meet


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("rolles: Profils", "Menus inconnus : rolles. Connus : aide, apercu"),
        ("- roles", "suite de « repère: nom »"),
        ("roles: [", "YAML illisible"),
        ("roles: 3", "suite de « repère: nom »"),
    ],
)
def test_a_wrong_file_of_menus_is_refused_with_the_remedy(tmp_path: Path, content: str, sentence: str) -> None:
    names = tmp_path / "menus.yaml"
    names.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        call_command("load_starter_content", menus=names)
    assert not StarterPage.objects.exists()


@pytest.mark.django_db
def test_naming_menus_counts_what_changes() -> None:
    assert name_menus({"roles": "Profils"}) == 1
    assert name_menus({"roles": "Profils"}) == 0
    with pytest.raises(UnknownMenu):
        name_menus({"inconnu": "x"})
