"""« Tout emporter » : one ZIP with every badge in every form, every document, and a page of French that says what
each file is and how anybody checks it. The same portfolio gives the same bytes."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string

from badges.services import every_form, note_taken, public_address, verify_address
from lms_onboarding.common.typography import typographie
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import read
from lms_onboarding.people.services import provider

from .gathering import Portfolio

FOLDER: Final = "portfolio"
README: Final = "LISEZ-MOI.txt"
_DATED: Final = (1980, 1, 1, 0, 0, 0)  # what a ZIP says of a file without a date


def pack(portfolio: Portfolio, *, now: datetime) -> bytes:
    """The archive; that each badge was taken away is noted once."""
    output = BytesIO()
    with ZipFile(output, "w", ZIP_DEFLATED) as archive:
        for name, content in _files(portfolio):
            entry = ZipInfo(f"{FOLDER}/{name}", _DATED)
            entry.external_attr, entry.compress_type = 0o644 << 16, ZIP_DEFLATED
            archive.writestr(entry, content)
    for trophy in portfolio.trophies:
        note_taken(trophy.award, form="zip", now=now)
    return output.getvalue()


def _files(portfolio: Portfolio) -> Iterator[tuple[str, bytes]]:
    yield README, _readme(portfolio).encode()
    for trophy in portfolio.trophies:
        for ending, content in every_form(trophy.award).items():
            yield f"badges/{_name(trophy.award.badge_class.slug, str(trophy.award.uuid))}.{ending}", content
    for document in portfolio.documents:
        yield f"documents/{file_of(document)}", read(document.blob)


def file_of(document: IssuedDocument) -> str:
    """Its number is in its name, which keeps two of a kind apart."""
    return document.filename if document.number in document.filename else f"{document.number}_{document.filename}"


def _name(slug: str, uuid: str) -> str:
    """Two badges of one kind keep two names."""
    return f"{slug}_{uuid[:8]}"


def _readme(portfolio: Portfolio) -> str:
    badges = [
        {"trophy": one, "file": _name(one.award.badge_class.slug, str(one.award.uuid)),
         "address": public_address(one.award.uuid)}
        for one in portfolio.trophies
    ]  # fmt: skip
    context = {
        "portfolio": portfolio,
        "badges": badges,
        "documents": [{"document": one, "file": file_of(one)} for one in portfolio.documents],
        "provider": provider(),
        "verify": verify_address(),
    }
    return typographie(render_to_string("lmso_portal/portfolio_readme.txt", context))
