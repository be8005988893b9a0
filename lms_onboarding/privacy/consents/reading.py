"""The register of consents, folded from the journal: given, withdrawn, by whom, under which words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from badges.enums import Visibility
from badges.models import Award
from lms_onboarding.journal.models import Entry
from lms_onboarding.offboarding.models import PaperKind
from lms_onboarding.people.models import Person
from lms_onboarding.surveys.enums import Naming
from lms_onboarding.surveys.models import Invitation, QuestionnaireVersion, Response

VERBS: Final = (
    *("portfolio.shown", "portfolio.opened", "portfolio.closed", "badge.shown", "badge.erased"),
    *("alumni.joined", "alumni.left", "survey.answered", "survey.unnamed", "privacy.erased"),
)
Thing = tuple[str, str]  # what was consented to: a kind, and the object of that kind


@dataclass(frozen=True)
class Consent:
    """`person` is « person/12 ». `wording`: the version of the words that were read; "" before they were numbered.

    `over`: it stands no more although nobody took it back: its time ended.
    """

    person: str
    thing: Thing
    given_at: datetime
    wording: str
    public: bool = False
    withdrawn_at: datetime | None = None
    over: bool = False
    who: str = ""
    what: str = ""

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None and not self.over


def consents(person: Person | None = None) -> list[Consent]:
    """All of them, or those of one person; newest first, in words. A constant number of queries."""
    return sorted(_told(list(_folded(_entries(person)))), key=lambda one: one.given_at, reverse=True)


def _entries(person: Person | None) -> Iterable[Entry]:
    rows = Entry.objects.filter(verb__in=VERBS).order_by("occurred_at", "pk")
    if person is None:
        return rows.iterator(chunk_size=2000)
    badges = [one.subject_key for one in Award.objects.filter(person=person)]
    return rows.filter(Q(subject=person.key) | Q(actor=person.key) | Q(subject__in=badges))


def _folded(entries: Iterable[Entry]) -> Iterator[Consent]:
    """One pass: what gives opens a line, what takes back closes it, an erasure closes all of a person's."""
    open_now: dict[tuple[str, Thing], Consent] = {}
    owners: dict[Thing, str] = {}
    for entry in entries:
        if entry.verb == "privacy.erased":
            for key in [key for key in open_now if key[0] == entry.subject]:
                yield replace(open_now.pop(key), withdrawn_at=entry.occurred_at)
            continue
        thing, gives = _read(entry)
        person = _person_of(entry, owners.get(thing, ""))
        before = open_now.get((person, thing))
        if before is not None and _is_same(before, entry, gives=gives):
            continue
        if before is not None:
            yield replace(open_now.pop((person, thing)), withdrawn_at=entry.occurred_at)
        if gives and person:
            owners[thing] = person
            public = entry.codes.get("visibility") == Visibility.PUBLIC
            open_now[person, thing] = Consent(person, thing, entry.occurred_at, _wording(entry), public)
    yield from open_now.values()


def _is_same(before: Consent, entry: Entry, *, gives: bool) -> bool:
    """Answered again, shown again as before: the consent is the first one."""
    return gives and before.public == (entry.codes.get("visibility") == Visibility.PUBLIC)


def _read(entry: Entry) -> tuple[Thing, bool]:
    codes: Mapping[str, Any] = entry.codes
    if entry.verb == "portfolio.shown":
        return ("kind", str(codes.get("kind", ""))), codes.get("visibility") == Visibility.LINK
    if entry.verb in ("portfolio.opened", "portfolio.closed"):
        return ("portfolio", ""), entry.verb == "portfolio.opened"
    if entry.verb in ("badge.shown", "badge.erased"):
        shown = entry.verb == "badge.shown" and codes.get("visibility") != Visibility.PRIVATE
        return ("badge", entry.subject.partition("/")[2]), shown
    if entry.verb.startswith("alumni."):
        return ("alumni", ""), entry.verb == "alumni.joined"
    return ("answers", str(codes.get("invitation", ""))), entry.verb == "survey.answered"


def _person_of(entry: Entry, owner: str) -> str:
    """Badges and answers are named by themselves: their person is who acted, else who acted before."""
    if entry.subject.startswith("person/"):
        return entry.subject
    return owner or (entry.actor if entry.actor.startswith("person/") else "")


def _wording(entry: Entry) -> str:
    said = entry.codes.get("version") if entry.verb == "survey.answered" else entry.codes.get("wording")
    return "" if said is None else str(said)


def _told(found: list[Consent]) -> Iterator[Consent]:
    """With names and words; answers that were asked under a name leave: nobody chose there."""
    people = Person.objects.in_bulk({int(one.person.partition("/")[2]) for one in found})
    badges = {
        str(one.uuid): one for one in Award.objects.filter(uuid__in=_of(found, "badge")).select_related("badge_class")
    }
    asked = {
        str(one.pk): one for one in Invitation.objects.filter(pk__in=_of(found, "answers")).select_related("version")
    }
    free, kept = _free_versions(asked), _still_named(asked)
    for one in found:
        kind, of = one.thing
        if kind == "answers" and (of not in asked or asked[of].version_id not in free):
            continue
        person = people.get(int(one.person.partition("/")[2]))
        badge = badges.get(of) if kind == "badge" else None
        yield replace(
            one,
            who=person.full_name if person else "",
            what=_words(one, badge, asked.get(of)),
            over=one.withdrawn_at is None and kind == "answers" and of not in kept,
        )


def _of(found: list[Consent], kind: str) -> list[str]:
    return sorted({one.thing[1] for one in found if one.thing[0] == kind})


def _free_versions(asked: Mapping[str, Invitation]) -> set[int]:
    versions = QuestionnaireVersion.objects.filter(pk__in={one.version_id for one in asked.values()})
    return {one.pk for one in versions if one.content.get("naming") == Naming.CHOICE}


def _still_named(asked: Mapping[str, Invitation]) -> set[str]:
    rows = Response.objects.filter(invitation__in=[int(pk) for pk in asked]).values_list("invitation", flat=True)
    return {str(pk) for pk in rows}


def _words(one: Consent, badge: Award | None, asked: Invitation | None) -> str:
    kind, of = one.thing
    if kind == "badge":
        name = badge.badge_class.short_name if badge else ""
        said = (
            _("Montrer son badge « %s » à tous, avec son nom")
            if one.public
            else _("Montrer son badge « %s » par lien")
        )
        return said % name
    if kind == "kind":
        label = str(PaperKind(of).label) if of in PaperKind.values else of
        return _("Montrer par lien ses documents : %s") % label
    if kind == "answers":
        title = str(asked.version.content.get("title", "")) if asked else ""
        return _("Donner son nom avec ses réponses : « %s »") % title
    return _("Ouvrir son portfolio par lien") if kind == "portfolio" else _("Figurer parmi les anciens apprenants")
