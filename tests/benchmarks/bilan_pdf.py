"""A bilan drawn from its frozen data, against a bare reportlab layout of the same flowables on a plain canvas.

Without frozen data, header, footer, count of pages nor metadata on the bare side. CPU time, best of several rounds.
"""

from collections.abc import Callable
from io import BytesIO
from time import process_time
from typing import Any

from . import setting
from .measure import Measure, against_floor, hand_over, say

LIMIT = 1.3
ROUNDS = 7


def main() -> None:
    setting.start()
    hand_over([_measure()], setting.result_path())


def _measure() -> Measure:
    from lms_onboarding.offboarding.pdf.bilan import Bilan, render_bilan  # noqa: PLC0415  Django must be set up first
    from tests.factories.printed_closing import BILAN, BILAN_IMPRINT  # noqa: PLC0415

    frozen, times = BILAN.as_frozen(), setting.scaled(100)
    ours = _best(lambda: render_bilan(Bilan.from_frozen(frozen), BILAN_IMPRINT), times)
    story = _Story.of(BILAN, BILAN_IMPRINT)
    floor = _best(story.draw, times)
    say(f"  a bilan in {ours * 1000:.1f} ms of CPU, its pages bare in {floor * 1000:.1f} ms")
    return against_floor("bilan_pdf", value=ours, floor=floor, limit=LIMIT)


def _best(work: Callable[[], Any], times: int) -> float:
    """Seconds of CPU for one, in the best of some rounds."""
    work()
    rounds = []
    for _round in range(ROUNDS):
        start = process_time()
        for _time in range(max(1, times // ROUNDS)):
            work()
        rounds.append((process_time() - start) / max(1, times // ROUNDS))
    return min(rounds)


class _Story:
    """The same flowables laid out by reportlab's own platypus, without frozen data, header, footer nor page count."""

    def __init__(self, data: Any, imprint: Any) -> None:
        self.data, self.imprint = data, imprint

    @classmethod
    def of(cls, data: Any, imprint: Any) -> "_Story":
        return cls(data, imprint)

    def draw(self) -> bytes:
        from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415
        from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate  # noqa: PLC0415

        from lms_onboarding.documents.printing.blocks import quote  # noqa: PLC0415
        from lms_onboarding.documents.printing.hero import Hero  # noqa: PLC0415
        from lms_onboarding.documents.printing.house import A4, BOTTOM, MARGIN, TOP, WIDTH  # noqa: PLC0415
        from lms_onboarding.offboarding.pdf import bilan  # noqa: PLC0415

        data, buffer = self.data, BytesIO()
        hero = Hero(f"Bravo {data.first_name}, le chemin est fait.", "le chemin est fait", data.lead, data.stages)
        word = quote(data.word, data.assessor, data.assessor_role)
        story = [
            *bilan._progress(data),
            *bilan._strengths_and_axes(data),
            word,
            PageBreak(),
            *bilan._second(data, self.imprint),
        ]
        document = BaseDocTemplate(buffer, pagesize=A4)
        first = Frame(MARGIN, BOTTOM, WIDTH, A4[1] - BOTTOM - hero.height, 0, 0, 0, 0)
        later = Frame(MARGIN, BOTTOM, WIDTH, A4[1] - BOTTOM - TOP, 0, 0, 0, 0)
        document.addPageTemplates(
            [
                PageTemplate("first", [first], onPage=lambda canvas, _: hero(canvas), autoNextPageTemplate="later"),
                PageTemplate("later", [later]),
            ]
        )
        document.build(story, canvasmaker=lambda *args, **options: Canvas(*args, **{**options, "pageCompression": 1}))
        return buffer.getvalue()


if __name__ == "__main__":
    main()
