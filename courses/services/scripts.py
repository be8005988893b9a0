"""What the short video of each role says, as the starter content writes it."""

from dataclasses import dataclass

from courses.enums import Audience
from courses.starter_content.folder import STARTER
from courses.starter_content.lessons import AUDIENCES, lessons_of
from courses.starter_content.reading import read


@dataclass(frozen=True)
class VideoScript:
    """`said` is one text per scene, in order; together they last `seconds`. `lesson`: the slug of its lesson."""

    audience: Audience
    lesson: str
    title: str
    seconds: int
    said: tuple[str, ...]


def video_scripts() -> list[VideoScript]:
    """One per role that has one. Raises UnreadableFile."""
    found = []
    for folder, audience in AUDIENCES.items():
        for path in sorted((STARTER / folder).glob("*.md")):
            for lesson in lessons_of(read(path)):
                if script := lesson.blocks.get("script"):
                    said = tuple(str(scene["say"]) for scene in script["scenes"])
                    found.append(
                        VideoScript(audience, lesson.slug, str(script["title"]), int(script["seconds"]), said)
                    )
    return found
