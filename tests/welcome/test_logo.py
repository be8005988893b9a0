"""The provider's logo in the header of what a kit carries, and a long address written once."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.images import get_image_model

from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.content import Content, Personal
from lms_onboarding.welcome.documents import convocation_of
from lms_onboarding.welcome.pdf.convocation import render_convocation
from lms_onboarding.welcome.services.outlook import House, look
from tests.factories.people import provider
from tests.factories.sessions import SessionFactory
from tests.support.pdf import pages

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
VENUE = "Centre de conférences de l’ancienne manufacture, 3e étage, 118 boulevard Jean-Jacques-Rousseau, 44000 Nantes"


def _image(content: bytes, name: str) -> Any:
    return get_image_model().objects.create(title="Logo", file=ImageFile(BytesIO(content), name=name))


def _content(session: Session) -> Content:
    return look(Session.objects.filter(pk=session.pk), House.at(NOW))[session.pk].content


def _drawn(content: Content) -> bytes:
    whose = Personal("Inès", "Inès Berthier")
    day = date(2026, 10, 1)
    return render_convocation(convocation_of(content, whose, enrolled_on=day, number="C-1", issued_at=NOW))


@pytest.mark.django_db
def test_documents_carry_the_logo_as_it_was_and_nobody_waits_for_a_bad_one() -> None:
    organisation, session = provider(), SessionFactory(opened=True)
    bare = _content(session)
    assert bare.provider.logo == ""
    assert b"/Image" not in _drawn(bare).replace(b"/ImageB", b"").replace(b"/ImageC", b"").replace(b"/ImageI", b"")

    png = BytesIO()
    Drawing.new("RGBA", (1800, 600), (200, 40, 60, 255)).save(png, "PNG")
    organisation.logo = _image(png.getvalue(), "logo.png")
    organisation.save()
    content = _content(session)
    assert len(content.provider.logo) == 64
    pdf = _drawn(content)
    assert b"/Subtype /Image" in pdf
    assert len(pdf) < len(_drawn(bare)) + 20_000  # the file deposited was large, what is printed is not

    damaged = _image(png.getvalue(), "logo-2.png")
    Path(damaged.file.path).write_bytes(b"damaged")
    organisation.logo = damaged
    organisation.save()
    assert _content(session).provider.logo == ""


@pytest.mark.django_db
def test_a_long_address_is_written_whole_in_the_guide_and_once() -> None:
    provider()
    session = SessionFactory(opened=True)
    Session.objects.filter(pk=session.pk).update(venue=VENUE, room="")
    drawn = pages(_drawn(_content(session)))
    assert len(drawn) == 2
    assert drawn[0].count("Sur place, adresse au guide pratique") >= 2
    assert " ".join(drawn).count("ancienne manufacture") == 1
