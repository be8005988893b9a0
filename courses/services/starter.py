"""Loading the starter content: once, again after an update of the product, and never over somebody's work."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.enums import Audience
from courses.menu_names import generic_labels
from courses.models import HelpArticlePage, HelpLesson, LessonPage, MenuLabel, MenuSettings, StarterPage
from courses.sanitising import comparable
from courses.starter_content.folder import STARTER
from courses.starter_content.planning import Planned
from courses.starter_content.tree import planned
from lms_onboarding.common import french
from lms_onboarding.common.refusals import Refused

from .films import film_block
from .site import ensure_catalogue, ensure_site


class Loaded(StrEnum):
    """What became of one page."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED = "edited"  # somebody changed it here: left as it is
    DELETED = "deleted"  # somebody deleted it here: not made again
    TAKEN = "taken"  # a page that is not ours has its address


class UnknownMenu(Refused):
    """A name was given for a menu that no page cites."""


def load_starter_content(*, now: datetime, root: Path = STARTER) -> Counter[Loaded]:
    """Make or bring up to date every page of the starter content; returns how many of each kind.

    Raises UnreadableFile before anything is written: all files are read first.
    """
    plan = list(planned(root))
    home = ensure_site()
    ensure_catalogue(home)
    today = french.local(now).date()
    _list_menus()
    found: Counter[Loaded] = Counter()
    for one in plan:
        with transaction.atomic():
            found[_load(one, home, today)] += 1
    return found


def name_menus(names: Mapping[str, str]) -> int:
    """Give menus the names they have in the client's LMS; returns how many changed. Raises UnknownMenu."""
    if unknown := sorted(set(names) - set(generic_labels())):
        raise UnknownMenu(
            _("Menus inconnus : %(unknown)s. Connus : %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(sorted(generic_labels()))}
        )
    _list_menus()
    changed = 0
    with transaction.atomic():
        for row in MenuLabel.objects.filter(key__in=names).select_for_update():
            if row.label != names[row.key]:
                row.label = names[row.key]
                row.save(update_fields=["label"])
                changed += 1
    return changed


@transaction.atomic
def _list_menus() -> None:
    """One row per menu, so that the client has only to fill in the names."""
    settings = MenuSettings.load()
    known = set(MenuLabel.objects.filter(settings=settings).values_list("key", flat=True))
    MenuLabel.objects.bulk_create(
        MenuLabel(settings=settings, key=key, sort_order=rank)
        for rank, key in enumerate(generic_labels())
        if key not in known
    )


def _load(one: Planned, home: Page, today: date) -> Loaded:
    record = StarterPage.objects.select_for_update().filter(slug=one.key).first()
    if record is None:
        return _create(one, home, today)
    if record.page_id is None:
        return Loaded.DELETED
    page = one.model.objects.get(pk=record.page_id)
    fresh = _fingerprint(_filled(one, one.model(), today), one)
    if fresh == record.fingerprint:
        return Loaded.UNCHANGED
    if not page.live or {record.fingerprint} != {_fingerprint(version, one) for version in _versions(page)}:
        return Loaded.EDITED
    _filled(one, page, today)
    page.save_revision(clean=False).publish()
    record.fingerprint = fresh
    record.save(update_fields=["fingerprint"])
    return Loaded.UPDATED


def _create(one: Planned, home: Page, today: date) -> Loaded:
    parent = _parent(one, home)
    if parent is None:
        return Loaded.DELETED  # with its parent
    if parent.get_children().filter(slug=one.slug).exists():
        return Loaded.TAKEN
    page = _filled(one, one.model(), today)
    parent.add_child(instance=page)
    page.save_revision(clean=False).publish()
    StarterPage.objects.create(slug=one.key, page_id=page.pk, fingerprint=_fingerprint(page, one))
    return Loaded.CREATED


def _parent(one: Planned, home: Page) -> Page | None:
    if not one.parent:
        return Page.objects.get(pk=home.pk)  # a fresh row: adding children changes it
    record = StarterPage.objects.filter(slug=one.parent).select_related("page").first()
    return record.page if record else None


def _versions(page: Any) -> list[Any]:
    """What is published, and the draft if there is another."""
    return [page, page.get_latest_revision_as_object()] if page.has_unpublished_changes else [page]


def _filled(one: Planned, page: Any, today: date) -> Any:
    page.title, page.slug = one.title, one.slug
    page.draft_title = one.title
    for name, value in one.fields.items():
        setattr(page, name, value)
    for name, blocks in one.streams.items():
        setattr(page, name, json.dumps(blocks))
    if one.reviewed:
        page.reviewed_on = today  # delivered text has been read again; a later reading here stays, being an edit
    if one.in_menus:
        page.show_in_menus = True
    if isinstance(page, HelpArticlePage):
        page.lessons = [HelpLesson(lesson=lesson) for lesson in _lessons(one.lessons)]
    return page


def _lessons(slugs: Iterable[str]) -> list[LessonPage]:
    keys = [f"lesson/{slug}" for slug in slugs]
    found = LessonPage.objects.in_bulk(StarterPage.objects.filter(slug__in=keys).values_list("page_id", flat=True))
    return sorted(found.values(), key=lambda lesson: lesson.path)


def _fingerprint(page: Any, one: Planned) -> str:
    """Of what the file decides; the date of review and the place in the tree are the client's own."""
    content: dict[str, Any] = {"title": page.title, "slug": page.slug}
    content |= {name: _comparable(getattr(page, name)) for name in one.fields}
    content |= {name: [_comparable(block) for block in _told(getattr(page, name))] for name in one.streams}
    if isinstance(page, HelpArticlePage):
        content["lessons"] = sorted(link.lesson_id for link in page.lessons.all())
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _told(stream: Iterable[Any]) -> list[Any]:
    """The blocks of the file: the film of a role is put there by a command, and is nobody's edition."""
    films = {film_block(audience) for audience in Audience.values}
    return [block.get_prep_value() for block in stream if str(block.id) not in films]


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return comparable(value)
    if isinstance(value, dict):
        return {key: _comparable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_comparable(inner) for inner in value]
    return value
