"""What the portfolio shows, to its owner and to whoever received its link. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from badges.enums import AwardState, Visibility
from badges.models import Award, Issuer
from badges.services import bears_address, linkedin_url
from lms_onboarding.common import french
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import expand, marker
from lms_onboarding.people.models import Person
from lms_onboarding.portal.models import SharedKind

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

SCOPE: Final = "portfolio"
# Kinds of documents (documents.json) that say what somebody can do, in the order of the page: no other is shown.
KINDS: Final[dict[str, "StrOrPromise"]] = {
    "attestation_fin": _("Attestations"),
    "certificat_realisation": _("Certificats de réalisation"),
    "bilan_personnalise": _("Bilan personnel"),
}


_WITH: Final = ("badge_class__image", "badge_class__drawing", "person")


@dataclass(frozen=True)
class Trophy:
    award: Award
    linkedin: str
    stands: bool
    bears_address: bool


@dataclass(frozen=True)
class Shelf:
    """Documents of one kind."""

    kind: str
    label: "StrOrPromise"
    documents: Sequence[IssuedDocument]
    is_shared: bool


@dataclass(frozen=True)
class Portfolio:
    person: Person
    trophies: Sequence[Trophy]
    shelves: Sequence[Shelf]
    link: PersonalLink | None

    @property
    def documents(self) -> list[IssuedDocument]:
        return [document for shelf in self.shelves for document in shelf.documents]

    @property
    def lead(self) -> str:
        """« Deux badges, une attestation. »"""
        counts = [(len(self.trophies), "badge"), (len(self.documents), "document")]
        said = ", ".join(french.counted(count, noun) for count, noun in counts if count)
        return f"{said[:1].upper()}{said[1:]}." if said else ""

    @property
    def address(self) -> str:
        """The path to give, with its token."""
        return expand(marker(self.link), base_url="") if self.link else ""

    def shown(self) -> "Portfolio":
        """What a visitor sees: what its owner shows, and stands."""
        return Portfolio(
            self.person,
            [one for one in self.trophies if one.award.visibility != Visibility.PRIVATE and one.stands],
            [shelf for shelf in self.shelves if shelf.is_shared],
            None,
        )


def portfolio_of(person: Person, *, now: datetime) -> Portfolio:
    """Five queries, whatever the number of badges and documents."""
    shared = set(SharedKind.objects.filter(person=person).values_list("kind", flat=True))
    issuer = Issuer.objects.first()
    awards = Award.objects.of(person).exclude(state=AwardState.ERASED).select_related(*_WITH)
    found = IssuedDocument.objects.of(person.key).current().filter(kind__in=list(KINDS), revoked_at__isnull=True)
    by_kind: dict[str, list[IssuedDocument]] = {kind: [] for kind in KINDS}
    for document in found.select_related("blob").order_by("-issued_at", "-pk"):
        by_kind[document.kind].append(document)
    return Portfolio(
        person,
        [Trophy(one, linkedin_url(one, issuer), one.stands(now), bears_address(one)) for one in awards],
        [Shelf(kind, KINDS[kind], rows, kind in shared) for kind, rows in by_kind.items() if rows],
        PersonalLink.objects.usable(now).filter(scope=SCOPE, object_key=str(person.pk)).order_by("-pk").first(),
    )
