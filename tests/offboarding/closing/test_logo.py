"""The provider's logo stands in the header of what closing remits, frozen at release."""

from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.images import get_image_model

from lms_onboarding.offboarding.models import Paper, PaperKind
from lms_onboarding.offboarding.services import sweep_closings
from lms_onboarding.people.models import ProviderSettings
from tests.offboarding.closing.conftest import LATER, Ended, paper, pdf, released

pytestmark = pytest.mark.django_db


def test_every_paper_carries_the_logo_as_it_was_at_release(ended: Ended) -> None:
    png = BytesIO()
    Image.new("RGB", (900, 300), (200, 40, 60)).save(png, "PNG")
    logo = get_image_model().objects.create(title="Logo", file=ImageFile(BytesIO(png.getvalue()), name="logo.png"))
    ProviderSettings.objects.update(logo=logo)
    released(ended)
    ProviderSettings.objects.update(logo=None)
    sweep_closings(now=LATER)
    assert {len(one.data["provider"]["logo"]) for one in Paper.objects.all()} == {64}
    for kind in PaperKind:
        assert b"/Subtype /Image" in pdf(paper(ended.ines, kind))
