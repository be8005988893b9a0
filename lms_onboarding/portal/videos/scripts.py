"""What each film shows while it says it: the script of the starter content beside the storyboard of this folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from typing import Any, Final

import yaml

from courses.enums import Audience
from courses.services import video_scripts
from lms_onboarding.common.refusals import Refused

HOME: Final = "home"


class UnreadableStoryboard(Refused):
    """A film has not one screen per scene."""


@dataclass(frozen=True)
class Screen:
    """`page`: HOME, or the slug of a lesson. See storyboard.yaml."""

    page: str
    seen: str
    at: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Scene:
    """From `start` to `end`, in seconds from the beginning."""

    screen: Screen
    said: str
    start: float
    end: float


@dataclass(frozen=True)
class Film:
    audience: Audience
    lesson: str
    title: str
    scenes: tuple[Scene, ...]

    @property
    def name(self) -> str:
        """The name of its files, without their ends."""
        return f"video-{self.audience.value}"


def films() -> Iterator[Film]:
    """One per role, in the order of the roles. Raises UnreadableStoryboard, UnreadableFile."""
    storyboard: dict[str, Any] = yaml.safe_load(
        (resources.files(__package__) / "storyboard.yaml").read_text(encoding="utf-8")
    )
    for script in video_scripts():
        screens = [Screen(**row) for row in storyboard.get(script.audience.value, [])]
        if len(screens) != len(script.said):
            raise UnreadableStoryboard(
                f"« {script.title} » a {len(script.said)} scènes et {len(screens)} écrans : "
                "complétez storyboard.yaml, un écran par scène."
            )
        spans = pairwise(_starts(script.said, script.seconds))
        scenes = zip(screens, script.said, spans, strict=True)
        yield Film(
            script.audience,
            script.lesson,
            script.title,
            tuple(Scene(screen, said, *span) for screen, said, span in scenes),
        )


def _starts(said: tuple[str, ...], seconds: float) -> Iterator[float]:
    """When each text begins, and when the last one ends: as long as it takes to read, in proportion."""
    total, done = sum(map(len, said)), 0
    for text in said:
        yield seconds * done / total
        done += len(text)
    yield float(seconds)
