"""The address of every route of the product: those that `tests.browser.addresses` shows, the others beside them."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse

from badges.models import Award
from courses.models import LessonPage
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation, Person
from lms_onboarding.sessions.models import Slot
from lms_onboarding.surveys.models import Questionnaire, QuestionnaireVersion
from tests.browser.addresses import OURS, PAGES, Reader

ABSENT: Final = 999_999
# What no page beside tells: a kind of file, a year, a key that means nothing.
GIVEN: Final[dict[str, Any]] = {
    "piece": "programme",
    "slug": "bilan",
    "name": "export.csv",
    "which": "emargement",
    "year": 2026,
    "path": "absent.png",
    "esp": "postmark",
    "kid": "absent",
    "rank": 1,
    "pk": ABSENT,
}
OF_ACTS: Final[dict[str, Any]] = {
    "badges_attribues:reissue": Award,
    **{f"questionnaires:{act}": Questionnaire for act in ("publish", "versions")},
    "questionnaires:preview": QuestionnaireVersion,
}  # the others of a list say their model


@dataclass(frozen=True)
class Address:
    """`steps` lead to it: the personal link first, when it takes one."""

    route: str
    path: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Known:
    kwargs: dict[str, Any]
    link: tuple[str, ...]


@dataclass(frozen=True)
class _Entry:
    """A route, `taken` the names of its parameters, `model` that of the list it belongs to."""

    route: str
    pattern: str
    taken: frozenset[str]
    model: Any


def _entries(resolver: URLResolver, namespace: str = "", before: str = "/") -> Iterator[_Entry]:
    """Every route that has a name, wherever it is included."""
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            yield from _entries(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, pattern)
        elif isinstance(entry, URLPattern) and entry.name:
            given = getattr(entry.callback, "view_initkwargs", {}).get("model")
            model = given if isinstance(given, type) else None
            taken = frozenset(re.findall(r"<(?:[^:>]+:)?(\w+)>", pattern))
            yield _Entry(f"{namespace}{entry.name}", pattern, taken, model)


def ours(places: dict[str, str]) -> list[Address]:
    """One address per route of ours, under the objects that `places` names, in the order of the project's."""
    patterns = {one.route: (one.pattern, one.taken) for one in _entries(get_resolver()) if one.route.startswith(OURS)}
    known, special = _known(places), _special(places)
    found = []
    for name, (pattern, taken) in patterns.items():
        nearest = _nearest(name, pattern, taken, known, patterns)
        kwargs = {key: nearest.kwargs.get(key, GIVEN.get(key)) for key in taken}
        given = special.get(name, _Known({}, ()))
        kwargs |= {key: value for key, value in given.kwargs.items() if key in taken}
        link = given.link or nearest.link
        found.append(Address(name, reverse(name, kwargs=kwargs), link))
    return found


def of_administration() -> list[Address]:
    """Lists of ours in Wagtail's administration, and the pages of their first object."""
    found = []
    for entry in _entries(get_resolver()):
        if _is_ours(entry) and entry.taken <= {"pk"}:
            model = OF_ACTS.get(entry.route, entry.model)
            first = model._default_manager.order_by("pk").first() if model else None
            kwargs = {"pk": first.pk if first else ABSENT} if entry.taken else {}
            found.append(Address(entry.route, reverse(entry.route, kwargs=kwargs)))
    return found


def of_others_administrations() -> list[Address]:
    """Every other route of Wagtail's and Django's, under the first number of whatever it asks for."""
    found = []
    for entry in _entries(get_resolver()):
        if entry.pattern.startswith(settings.LMSO_ADMIN_PREFIXES) and not _is_ours(entry):
            with contextlib.suppress(NoReverseMatch):  # it asks for words: another route of the same list is called
                found.append(Address(entry.route, reverse(entry.route, kwargs=dict.fromkeys(entry.taken, 1))))
    return found


def _is_ours(entry: "_Entry") -> bool:
    """The list, its objects, its forms; its history and its pages by htmx stay with the others."""
    if entry.route.endswith(("_results", "history")):
        return False
    return entry.pattern.startswith("/admin/") and ":" in entry.route and not entry.route.startswith("wagtail")


def _special(places: dict[str, str]) -> dict[str, _Known]:
    """What no page beside tells. `lmso_links:open` is a link to nothing: one that leads somewhere is « own link »."""
    mine = IssuedDocument.objects.filter(holder_key=Person.objects.get(email="ines@exemple.fr").key).earliest("pk")
    badge, own = Award.objects.get(uuid=places["badge_id"]), {"number": mine.number}
    lesson = LessonPage.objects.live().earliest("path").pk
    slot = Slot.objects.filter(session=int(places["session"])).earliest("pk")
    funder = Organisation.objects.filter(kind=OrganisationKind.FUNDER).earliest("pk")
    certificate, badge_link = (places[name] for name in ("certificate", "badge_link"))
    opened = Client().get(certificate).headers["Location"]
    return {
        "lmso_links:open": _Known({"pk": 999_999, "token": "a" * 32}, ()),
        "lmso_badges:credential": _Known({"credential": badge.credential_id}, ()),
        "lmso_badges:visibility": _Known({}, (badge_link,)),
        "lmso_portal:portfolio_address": _Known({"uuid": badge.uuid}, ()),
        "lmso_portal:own_document": _Known(own, ()),
        "lmso_portal:document": _Known({"number": places["document_number"]}, (places["document"],)),
        "lmso_portal:document_file": _Known({"number": places["document_number"]}, (places["document"],)),
        "lmso_portal:portfolio_document": _Known(own, ()),
        "lmso_portal:distance_paper": _Known(own, ()),
        "lmso_portal:attendance_session_paper": _Known(own, ()),
        "lmso_portal:scan": _Known({"code": "zzzzz"}, ()),
        "lmso_portal:sign_here": _Known({"pk": slot.pk}, ()),
        "lmso_portal:survey_funder_ask": _Known({"pk": funder.pk}, ()),
        "lmso_surveys:start": _Known({"pk": places["survey_pk"]}, (places["survey"],)),
        "lmso_qualiopi:cross_table_of": _Known({"pk": places["session"]}, ()),
        **{
            f"lmso_offboarding:certificate{act}": _Known(resolve(opened).kwargs, (certificate,))
            for act in ("", "_code")
        },
        **{f"lmso_portal:lesson{act}": _Known({"pk": lesson}, ()) for act in ("", "_check", "_action", "_help")},
    }


def _known(places: dict[str, str]) -> dict[str, list[_Known]]:
    """What the pages that are looked at say of each route: its parameters, and the link that opens it."""
    found: dict[str, list[_Known]] = {}
    for shown in PAGES:
        steps = tuple(step.format_map(places) for step in shown.steps)
        path = urlsplit(steps[-1]).path
        if shown.status >= 400 or not shown.route.startswith(OURS):
            continue
        link = steps[:1] if steps[0].startswith("/l/") else ()
        if path.startswith("/l/"):
            answer = Client().get(path, follow=True)
            path = urlsplit(answer.redirect_chain[-1][0]).path
        match = resolve(path)
        found.setdefault(match.view_name, []).append(
            _Known(match.kwargs, link if shown.reader is Reader.NOBODY else ())
        )
    return found


def _nearest(
    name: str,
    pattern: str,
    taken: frozenset[str],
    known: dict[str, list[_Known]],
    patterns: dict[str, tuple[str, frozenset[str]]],
) -> _Known:
    """Its own page where it has one, else the page whose address begins the most like its own."""
    if name in known:
        return known[name][0]
    beside = [
        (len(_shared(pattern, patterns[other][0])), len(taken & set(one.kwargs)), other)
        for other, all_of in known.items()
        for one in all_of[:1]
        if other in patterns and "<" in _shared(pattern, patterns[other][0]) and taken
    ]
    return known[max(beside)[2]][0] if beside else _Known({}, ())


def _shared(one: str, other: str) -> str:
    """How two addresses begin alike."""
    return "".join(left for left, _right in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
