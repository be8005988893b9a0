"""The enrolment files that the demonstration imports when none is given: the project's own, dated for the anchor."""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib import resources

from .dates import month_of

SAMPLE_MONTH = "2026-12"
SAMPLE_START, SAMPLE_END = "07/12/2026", "18/12/2026"


def own_files(anchor: date) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each of the project's own files, in the encoding they were saved in."""
    folder = resources.files("lms_onboarding.enrolments") / "samples"
    for name, encoding in (("moodle-upload.csv", "utf-8"), ("export-cp1252.csv", "cp1252")):
        text = (folder / name).read_bytes().decode(encoding)
        dated = (
            text.replace(SAMPLE_MONTH, month_of(anchor))
            .replace(SAMPLE_START, f"{anchor:%d/%m/%Y}")
            .replace(SAMPLE_END, f"{anchor + timedelta(days=11):%d/%m/%Y}")
        )
        yield name, dated.encode(encoding)
