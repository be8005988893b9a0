"""A hundred thousand rows: accepted, in a memory and a time that a small machine has."""

import resource
import sys
from time import perf_counter

import pytest

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import Outcome

from .conftest import Import

ROWS = 100_000
SECONDS = 240  # a quarter of a minute on a quiet laptop; machines that run tests are seldom quiet
MEGABYTES = 900


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024 / 1024


@pytest.mark.usefixtures("sessions")
def test_a_hundred_thousand_rows_are_understood(run: Import) -> None:
    rows = (f"Nom{n};Prénom{n};p{n}@exemple.fr;C{n % 900};LMS-ADMIN-2026-12;07/12/26" for n in range(ROWS))
    started = perf_counter()

    report = run("\n".join(["Nom;Prénom;Courriel;Entreprise;Session;Début", *rows]), dry_run=True)

    assert (report.count(Outcome.CREATED), report.errors, report.warnings) == (ROWS, [], [])
    assert perf_counter() - started < SECONDS
    assert _peak() < MEGABYTES


@pytest.mark.usefixtures("sessions")
def test_several_batches_are_written(run: Import) -> None:
    rows = (f"Nom{n};Prénom{n};p{n}@exemple.fr;C{n % 9};LMS-ADMIN-2026-12" for n in range(2_500))
    text = "\n".join(["Nom;Prénom;Courriel;Entreprise;Session", *rows])

    assert run(text).count(Outcome.CREATED) == Enrolment.objects.count() == 2_500
    assert run(text).count(Outcome.UNCHANGED) == 2_500
