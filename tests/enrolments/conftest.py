"""The three courses of the demonstration, each with its session of 7 December 2026."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lms_onboarding.enrolments.services import ImportOptions, ImportReport, import_enrolments
from lms_onboarding.sessions.models import Session
from tests.factories.courses import CoursePageFactory
from tests.factories.sessions import SessionFactory

IMPORTED_AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
SAMPLES = Path(__file__).resolve().parents[2] / "lms_onboarding" / "enrolments" / "samples"

Import = Callable[..., ImportReport]


@pytest.fixture
def sessions(db: None) -> dict[str, Session]:
    """By word: admin, createur, manager."""
    made: dict[str, Session] = {}
    for word, title in (("admin", "Admin"), ("createur", "Créateur"), ("manager", "Manager")):
        course = CoursePageFactory(title=f"Prendre en main votre LMS – {title}", slug=f"lms-{word}")
        made[word] = SessionFactory(code=f"LMS-{word.upper()}-2026-12", course=course, seats=12)
    return made


@pytest.fixture
def run(sessions: dict[str, Session]) -> Import:
    """Import a text or bytes: `run("Nom;…", invited=True)`."""

    def imported(content: str | bytes, *, filename: str = "inscriptions.csv", **options: object) -> ImportReport:
        raw = content.encode() if isinstance(content, str) else content
        return import_enrolments(raw, filename, options=ImportOptions(**options), by="user/1", now=IMPORTED_AT)  # type: ignore[arg-type]  # keywords of a test

    return imported


def plain(text: str) -> str:
    """A sentence whatever the width of its spaces."""
    return " ".join(text.split())


@pytest.fixture
def sample() -> Callable[[str], bytes]:
    return lambda name: (SAMPLES / name).read_bytes()
