"""The pages of a small site: a home, a micro-course with its lessons, a help with its articles."""

import json
from datetime import date
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from wagtail.models import Page, Site

from courses.models import (
    CataloguePage,
    HelpArticlePage,
    HelpIndexPage,
    HomePage,
    LessonPage,
    MicroCourseIndexPage,
    MicroCoursePage,
)

READ_ON: Final = date(2026, 9, 1)
CHECK_ID: Final = str(UUID(int=1))
BEST_ID, NEAR_ID = str(UUID(int=11)), str(UUID(int=12))
Raw = dict[str, Any]


def home() -> HomePage:
    """The root page of the default site, made once."""
    site = Site.objects.get(is_default_site=True)
    found = site.root_page.specific
    if not isinstance(found, HomePage):
        found = HomePage(title="Accueil", slug="accueil", headline="Apprendre, puis faire")
        Page.get_first_root_node().add_child(instance=found)
        site.root_page = found
        site.save()
    return Page.objects.get(pk=found.pk).specific


def under(parent: Page, page: Any) -> Any:
    """Put `page` at the end of the children of `parent`, published."""
    return Page.objects.get(pk=parent.pk).add_child(instance=page)


def catalogue() -> CataloguePage:
    return _once(CataloguePage, title="Formations", slug="formations", show_in_menus=True)


def micro_courses() -> MicroCourseIndexPage:
    return _once(MicroCourseIndexPage, title="Micro-cours", slug="micro-cours", show_in_menus=True)


def help_index() -> HelpIndexPage:
    return _once(HelpIndexPage, title="Aide", slug="aide", show_in_menus=True)


def _once(model: Any, **fields: Any) -> Any:
    return model.objects.first() or under(home(), model(**fields))


def micro_course(slug: str = "ouvrir-les-acces", **fields: Any) -> MicroCoursePage:
    page = MicroCoursePage(
        **{
            "title": "Ouvrir les bons accès",
            "slug": slug,
            "audience": "admin",
            "summary": "Chacun entre, et voit ce qu’il doit voir.",
            "why": "Les blocages de la première semaine viennent d’accès mal posés.",
            **fields,
        }
    )
    return under(micro_courses(), page)


def block(kind: str, value: Any, identifier: str = "") -> Raw:
    return {"type": kind, "value": value, **({"id": identifier} if identifier else {})}


def item(value: Any, identifier: str = "") -> Raw:
    """An item of a list always has an identifier; one follows from its value when none is given."""
    return block("item", value, identifier or str(uuid5(NAMESPACE_URL, json.dumps(value))))


def check(**fields: Any) -> Raw:
    """A question with a best answer (BEST_ID) and one that is nearly right (NEAR_ID)."""
    best = {"text": "Regarder avec un compte du groupe", "feedback": "Oui. Vous voyez ce qu’elle voit.", "best": True}
    near = {"text": "Vider le cache", "feedback": "Presque : cela arrive. Mais c’est une cause rare.", "best": False}
    value = {
        "situation": "Une personne ne voit pas son module.",
        "question": "Quel est votre premier geste ?",
        "options": [item(near, NEAR_ID), item(best, BEST_ID)],
        **fields,
    }
    return block("check", value, CHECK_ID)


def body(*more: Raw) -> list[Raw]:
    """A short lesson: a text that names a menu, more blocks, a question."""
    return [block("text", "<p>Ouvrez {menu:roles} et relevez les rôles.</p>"), *more, check()]


def lesson(
    course: MicroCoursePage, slug: str = "poser-les-roles", blocks: list[Raw] | None = None, **fields: Any
) -> LessonPage:
    page = LessonPage(
        **{
            "title": "Poser les rôles",
            "slug": slug,
            "objective": "À la fin, vous saurez attribuer quatre responsabilités.",
            "minutes": 4,
            **fields,
        }
    )
    page.body = json.dumps(blocks if blocks is not None else body())
    return under(course, page)


def article(slug: str = "module-invisible", **fields: Any) -> HelpArticlePage:
    page = HelpArticlePage(
        **{
            "title": "Une personne ne voit pas son module",
            "slug": slug,
            "summary": "Elle est inscrite, et pourtant rien ne s’affiche.",
            "for_admin": True,
            "for_creator": True,
            "problem": "<p>Depuis votre compte, il s’affiche : un administrateur voit aussi les brouillons.</p>",
            "answer": "Bonjour [prénom],\n\nC’est réglé : [cause]. Ouvrez {menu:parcours} !\n\n[votre prénom]",
            "prevention": "<p>Gardez un compte témoin.</p>",
            "escalation": "<p>Quand le compte témoin ne le voit pas non plus.</p>",
            "keywords": "invisible, catalogue",
            "reviewed_on": READ_ON,
            **fields,
        }
    )
    page.checks = json.dumps(
        [block("point", {"title": "Le groupe", "text": "<p>Dans {menu:utilisateurs}, ouvrez sa fiche.</p>"})]
    )
    return under(help_index(), page)
