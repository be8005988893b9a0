"""What the same person may still answer about the same thing: the second half, once the first is sent."""

from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.links.services import expand
from lms_onboarding.surveys.models import Invitation

from .inviting import link_markers


@dataclass(frozen=True)
class Following:
    """`url` is the person's own link: who holds the first one is who the second is for."""

    title: str
    minutes: int
    url: str


def following(invitation: Invitation, *, now: datetime) -> Following | None:
    """The first questionnaire of this person, about the same object, that is open and unanswered."""
    if not invitation.respondent_key:
        return None
    others = Invitation.objects.open(now).unanswered().about([invitation.about]).exclude(pk=invitation.pk)
    theirs = others.filter(respondent_key=invitation.respondent_key).select_related("version__questionnaire")
    found = theirs.order_by("closes_at", "pk").first()
    markers = link_markers([found]) if found else {}
    if found is None or found.pk not in markers:
        return None
    minutes = int(found.version.content.get("minutes", 1))
    return Following(found.version.questionnaire.title, minutes, expand(markers[found.pk], base_url=""))
