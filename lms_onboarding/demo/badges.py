"""The badges that the demonstration gave, as their holders take them away."""

from pathlib import Path

from badges.enums import AwardState
from badges.models import Award
from badges.services import taken_away


def write_badges(folder: Path) -> int:
    """`<badge>_<identifier>.png` and `.jwt` for each that stands; how many badges. The same award, the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    awards = Award.objects.filter(state=AwardState.VALID).select_related("badge_class__image").order_by("pk")
    for award in awards.iterator(chunk_size=200):
        name = f"{award.badge_class.slug}_{award.uuid}"
        (folder / f"{name}.png").write_bytes(taken_away(award))
        (folder / f"{name}.jwt").write_text(award.credential)
    return awards.count()
