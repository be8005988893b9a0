"""Every page the starter content plans, parents before children, lessons before the help that points to them."""

from collections.abc import Iterator
from pathlib import Path

from courses.models import HelpIndexPage, MicroCourseIndexPage

from . import lessons, reference
from .planning import Planned
from .reading import documents


def planned(root: Path) -> Iterator[Planned]:
    """Raises UnreadableFile."""
    found = documents(root)
    kinds = {kind: [document for document in found if document.meta.get("kind") == kind] for kind in _KINDS}
    yield Planned(
        key=lessons.INDEX,
        parent="",
        model=MicroCourseIndexPage,
        slug="micro-cours",
        title="Micro-cours",
        fields={"lead": "Quelques minutes, une compétence, un essai dans votre LMS. Par rôle ; ouverts à tous."},
        in_menus=True,
    )
    for document in kinds["micro_course"]:
        yield from lessons.plan(document)
    yield Planned(
        key=reference.INDEX,
        parent="",
        model=HelpIndexPage,
        slug="aide",
        title="Aide",
        fields={"lead": "Une fiche par problème : quoi vérifier, quoi répondre."},
        in_menus=True,
    )
    yield from map(reference.plan_help, kinds["help"])
    yield from map(reference.plan_checklist, kinds["checklist"])
    yield from map(reference.plan_glossary, kinds["glossary"])


_KINDS = ("micro_course", "help", "checklist", "glossary")
