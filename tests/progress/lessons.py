"""A site with micro-courses: home, list, one course per role, lessons with a question and a real action."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from wagtail.models import Page

from courses.models import LessonPage, MicroCourseIndexPage, MicroCoursePage
from tests.factories.indexing import unindexed

ALMOST: Final = "Presque. La vidéo montre le quai, mais c’est la décision qui est difficile."


def uid(number: int) -> str:
    return str(UUID(int=number))


def check(block: int = 1, *, question: str = "Quel format choisissez-vous ?", best: str = "Un exercice") -> Any:
    """A question whose options are 10·block+1 (the best), +2 (« Presque ») and +3."""
    options = [(best, "Oui. Elle fait décider.", True), ("Une vidéo", ALMOST, False), ("Une fiche", "Utile.", False)]
    return {
        "type": "check",
        "id": uid(block),
        "value": {
            "situation": "",
            "question": question,
            "options": [
                {
                    "type": "item",
                    "id": option(rank, block=block),
                    "value": {"text": text, "feedback": feedback, "best": is_best},
                }
                for rank, (text, feedback, is_best) in enumerate(options, 1)
            ],
        },
    }


def option(rank: int, *, block: int = 1) -> str:
    """1 is the best answer, 2 almost, 3 another."""
    return uid(10 * block + rank)


def action(block: int = 90, *, proof: str = "yes_no") -> Any:
    return {
        "type": "action",
        "id": uid(block),
        "value": {
            "title": "Publier un module d’essai",
            "minutes": 10,
            "steps": [{"type": "item", "id": uid(block + 1), "value": "Ouvrez la liste des modules."}],
            "success": "Un collègue voit le module.",
            "proof": proof,
        },
    }


def course(
    audience: str = "creator", *, live: bool = True, title: str = "Créer votre premier module"
) -> MicroCoursePage:
    """An empty micro-course, in the list made once."""
    shelf = MicroCourseIndexPage.objects.first()
    if shelf is None:
        home = Page.objects.get(depth=2)  # the root of the default site, as migrations make it
        shelf = MicroCourseIndexPage(title="Micro-cours", slug="micro-cours")
        with unindexed():
            home.add_child(instance=shelf)
    slug = f"{audience}-{MicroCoursePage.objects.count()}"
    page = MicroCoursePage(
        title=title, slug=slug, audience=audience, summary="En une phrase.", why="Pour ne plus attendre.", live=live
    )
    with unindexed():
        shelf.add_child(instance=page)
    return MicroCoursePage.objects.get(pk=page.pk)


def lesson(
    within: MicroCoursePage, *blocks: Any, title: str = "Choisir le bon format", live: bool = True
) -> LessonPage:
    """A lesson with these blocks, else one question; published, it has a revision as the editor makes them."""
    page = LessonPage(
        title=title,
        slug=f"lecon-{LessonPage.objects.count()}",
        objective="À la fin, vous saurez choisir.",
        minutes=4,
        live=False,
        body=_stream(blocks or (check(),)),
    )
    with unindexed():
        within.add_child(instance=page)
        if live:
            page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


def republish(page: LessonPage, *blocks: Any, title: str = "") -> LessonPage:
    """The same lesson, with other blocks, published again."""
    page.body = _stream(blocks)
    page.title = title or page.title
    page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


def _stream(blocks: Sequence[Any]) -> Any:
    body = LessonPage._meta.get_field("body")
    return body.stream_block.to_python(list(blocks))
