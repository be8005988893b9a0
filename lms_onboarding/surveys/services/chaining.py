"""What the same person may still answer about the same thing: in a mail, on a page, or once the first half is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.links.services import expand
from lms_onboarding.surveys.models import Invitation

from .inviting import link_markers


@dataclass(frozen=True)
class Following:
    """`marker` stands for the person’s own link in a stored mail; `url` is that link, for a page that is theirs."""

    questionnaire: str
    title: str
    minutes: int
    marker: str
    closes_at: datetime

    @property
    def url(self) -> str:
        return expand(self.marker, base_url="")


def waiting(*, about: str, respondent: str, now: datetime, but: int = 0) -> list[Following]:
    """Open and unanswered questionnaires of this person (« person/12 ») about this object, the first to close first.

    Two queries at most.
    """
    return waiting_many([(about, respondent)], now=now, but=but)[0]


def waiting_many(whose: Sequence[tuple[str, str]], *, now: datetime, but: int = 0) -> list[list[Following]]:
    """`waiting` for each (about, respondent), in their order, at the price of one."""
    named = [pair for pair in whose if pair[1]]
    if not named:
        return [[] for _pair in whose]
    open_ones = Invitation.objects.open(now).unanswered().about([about for about, _who in named])
    theirs = open_ones.filter(respondent_key__in={who for _about, who in named}).exclude(pk=but)
    found = list(theirs.select_related("version__questionnaire").order_by("closes_at", "opens_at", "pk"))
    markers = link_markers(found) if found else {}
    by_pair: dict[tuple[str, str], list[Following]] = {pair: [] for pair in named}
    for one in found:
        if one.pk in markers and (pair := (one.about, one.respondent_key)) in by_pair:
            by_pair[pair].append(_following(one, markers[one.pk]))
    return [by_pair.get(pair, []) for pair in whose]


def _following(one: Invitation, marker: str) -> Following:
    return Following(
        questionnaire=one.version.questionnaire.key,
        title=one.version.questionnaire.title,
        minutes=int(one.version.content.get("minutes", 1)),
        marker=marker,
        closes_at=one.closes_at,
    )


def following(invitation: Invitation, *, now: datetime) -> Following | None:
    """The next questionnaire of this person, about the same object, that is open and unanswered."""
    others = waiting(about=invitation.about, respondent=invitation.respondent_key, now=now, but=invitation.pk)
    return next(iter(others), None)
