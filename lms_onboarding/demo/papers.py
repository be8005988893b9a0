"""The welcome booklet and the house rules of the demonstration, in the house style."""

from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable, Spacer

from lms_onboarding.documents.printing.blocks import listing
from lms_onboarding.documents.printing.house import S2, S4, esc, para
from lms_onboarding.documents.printing.layout import heading
from lms_onboarding.documents.printing.page import Imprint, Provider, build
from lms_onboarding.documents.printing.title import Title


def draw(paper: dict[str, Any], provider: Provider, *, issued_at: datetime) -> bytes:
    """A paper of `cast/` (kind, number, version, title, lead, sections [{title, items}]) as PDF bytes."""
    story: list[Flowable] = [
        Title(paper["title"], size=25),
        Spacer(0, S2),
        para(esc(paper["lead"]), "lead"),
        Spacer(0, S4),
    ]
    for section in paper["sections"]:
        story += [*heading(section["title"]), listing([esc(item) for item in section["items"]], mark="check")]
    imprint = Imprint(paper["kind"], paper["number"], issued_at, version=paper["version"])
    return build(story, provider, imprint)
