"""The questions and the action of a lesson, read from its blocks; whether a question is still the one displayed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from wagtail.models import Revision

from courses.enums import Proof
from courses.models import LessonPage

from .enums import Outcome
from .rules import outcome_of

CHECK: Final = "check"
ACTION: Final = "action"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; `feedback` says why, and begins with « Oui », « Presque » or neither."""

    option: str
    text: str
    feedback: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Question:
    block: str
    text: str
    choices: tuple[Choice, ...]

    def choice(self, option: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.option == option), None)


@dataclass(frozen=True, slots=True)
class RealAction:
    block: str
    title: str
    proof: Proof


def questions_of(lesson: LessonPage) -> dict[str, Question]:
    """By block id, in their order."""
    return {question.block: question for question in _questions(lesson)}


def action_of(lesson: LessonPage) -> RealAction | None:
    """The real action of the lesson; the room of courses allows one."""
    for block in lesson.body:
        if block.block_type == ACTION:
            return RealAction(str(block.id), block.value["title"], Proof(block.value["proof"]))
    return None


def _questions(lesson: LessonPage) -> Iterator[Question]:
    for block in lesson.body:
        if block.block_type == CHECK:
            choices = tuple(
                Choice(
                    option=str(child.id),
                    text=child.value["text"],
                    feedback=child.value["feedback"],
                    outcome=outcome_of(best=bool(child.value["best"]), feedback=child.value["feedback"]),
                )
                for child in block.value["options"].bound_blocks
            )
            yield Question(str(block.id), block.value["question"], choices)


def is_still_asked(lesson: LessonPage, *, block: str, seen: int | None) -> bool:
    """Whether the question that stood in the revision `seen` is the one that is published now.

    A new revision that left the question alone (a word changed elsewhere) asks the same one: the answer counts.
    """
    published = lesson.live_revision_id
    if seen == published:
        return True
    if seen is None or published is None:
        return False
    revisions = Revision.objects.filter(pk__in=[seen, published], object_id=str(lesson.pk)).in_bulk()
    if len(revisions) < 2:
        return False
    then, now = (_stored(revisions[pk].content, block) for pk in (seen, published))
    return then is not None and then == now


def _stored(content: Mapping[str, Any], block: str) -> Any:
    """The stored value of a question, or None; Wagtail keeps the stream of a revision as JSON text."""
    body = content.get("body") or "[]"
    stream = json.loads(body) if isinstance(body, str) else body
    return next((child["value"] for child in stream if child.get("id") == block and child["type"] == CHECK), None)
