"""A micro-course as one learner stands in it: what is done, where to go on."""

from collections.abc import Mapping
from dataclasses import dataclass

from courses.services import Outline, Step
from lms_onboarding.progress.services import LessonState, Summary


@dataclass(frozen=True, slots=True)
class Knot:
    """One lesson of the thread. `state` is None for a lesson never opened."""

    step: Step
    state: LessonState | None
    is_current: bool = False

    @property
    def is_done(self) -> bool:
        return self.state is not None and self.state.completed


@dataclass(frozen=True, slots=True)
class Thread:
    """`section` is the rank, from 1, of the lesson to open next, or of the one being read."""

    outline: Outline
    knots: tuple[Knot, ...]
    done: int
    resume: Step | None
    started: bool

    @property
    def is_done(self) -> bool:
        return bool(self.knots) and self.done == len(self.knots)

    @property
    def section(self) -> int:
        if self.outline.position:
            return self.outline.position
        return next((rank for rank, knot in enumerate(self.knots, 1) if knot.step == self.resume), len(self.knots))

    @property
    def minutes_left(self) -> int:
        """Reading time of the lessons that are not completed."""
        return sum(knot.step.minutes for knot in self.knots if not knot.is_done)

    @property
    def following(self) -> Step | None:
        """From a lesson: the next one that is not completed, in order, then from the start; None when all are."""
        here = self.outline.position
        ahead = [*self.knots[here:], *self.knots[: max(here - 1, 0)]]
        return next((knot.step for knot in ahead if not knot.is_done), None)


def thread_of(outline: Outline, summary: Summary) -> Thread:
    """No query: everything was read for the whole page."""
    states: Mapping[int, LessonState] = summary.lessons
    order = [step.pk for step in outline.steps]
    knots = tuple(
        Knot(step, states.get(step.pk), is_current=rank == outline.position)
        for rank, step in enumerate(outline.steps, 1)
    )
    resume = summary.resume(order)
    return Thread(
        outline=outline,
        knots=knots,
        done=summary.completed(order),
        resume=next((step for step in outline.steps if step.pk == resume), None),
        started=summary.started(order),
    )
