"""What is a signature: a drawing that is not a dot, a name that is one's own, or the code of the room just read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from lms_onboarding.common.folding import fold_name
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import SignatureKind

from .refusals import SignatureUnusable

WIDTH, HEIGHT = 600, 300  # the box in which strokes are kept, whatever the screen
STROKES: Final = 80
POINTS: Final = 4000
SHORTEST: Final = 60  # units of the box: less is a slip of the finger
Stroke = list[int]  # x, y, x, y…


@dataclass(frozen=True, slots=True)
class Signature:
    """`drawing`: strokes, each a flat list of x, y in a box of 600 by 300."""

    kind: SignatureKind
    drawing: list[Stroke] = field(default_factory=list)
    name: str = ""


def drawn(raw: Any) -> Signature:
    """From what a page posted. Raises SignatureUnusable for what is no drawing, or too little of one."""
    strokes = _strokes(raw)
    if sum(map(_length, strokes)) < SHORTEST:
        raise SignatureUnusable(
            _("Le tracé est trop court : signez dans le cadre, ou écrivez votre nom."), field="drawing"
        )
    return Signature(SignatureKind.DRAWN, strokes)


def written(name: str, *, person: Person) -> Signature:
    """The name must be the person's own, in either order, accents or not. Raises SignatureUnusable."""
    words = " ".join(name.split())[:200]
    own = {fold_name(f"{person.first_name} {person.last_name}"), fold_name(f"{person.last_name} {person.first_name}")}
    if fold_name(words) not in own:
        sentence = _("Écrivez votre prénom et votre nom tels qu’ils figurent sur la feuille : %(name)s.")
        raise SignatureUnusable(sentence % {"name": person.full_name}, field="name")
    return Signature(SignatureKind.WRITTEN, name=words)


def scanned() -> Signature:
    """The code of the room, read a moment ago by somebody who has proved who they are."""
    return Signature(SignatureKind.SCANNED)


def _strokes(raw: Any) -> list[Stroke]:
    unreadable = SignatureUnusable(
        _("Le tracé n’a pas pu être lu. Effacez-le et recommencez, ou écrivez votre nom."), field="drawing"
    )
    if not isinstance(raw, list) or not 0 < len(raw) <= STROKES:
        raise unreadable
    strokes = [_stroke(one) for one in raw]
    if not all(strokes) or sum(len(stroke) for stroke in strokes) > 2 * POINTS:
        raise unreadable
    return strokes


def _stroke(raw: Any) -> Stroke:
    """A stroke inside the box, or nothing when it is none."""
    if not isinstance(raw, list) or len(raw) < 2 or len(raw) % 2:
        return []
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in raw):
        return []
    return [
        min(max(round(value), 0), HEIGHT if index % 2 else WIDTH) if abs(value) < 1e6 else 0
        for index, value in enumerate(raw)
    ]


def _length(stroke: Sequence[int]) -> float:
    points = list(zip(stroke[::2], stroke[1::2], strict=True))
    return sum(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 for (x1, y1), (x2, y2) in pairwise(points))
