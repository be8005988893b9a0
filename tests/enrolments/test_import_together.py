"""Two people press the button at once: everybody is in, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import ImportReport, Outcome
from lms_onboarding.people.models import Person, ProviderSettings

from .conftest import Import

PEOPLE = 40


def _file(code: str) -> str:
    rows = (f"Nom{n};Prénom{n};p{n}@exemple.fr;Fonderie;{code}" for n in range(PEOPLE))
    return "\n".join(["Nom;Prénom;Courriel;Entreprise;Session", *rows])


def _together(*imports: Callable[[], ImportReport]) -> list[ImportReport]:
    start = Barrier(len(imports))

    def one(work: Callable[[], ImportReport]) -> ImportReport:
        try:
            start.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(imports)) as pool:
        return list(pool.map(one, imports))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("codes", [("LMS-ADMIN-2026-12",) * 2, ("LMS-ADMIN-2026-12", "LMS-MANAGER-2026-12")])
def test_two_imports_of_the_same_people_at_once(
    run: Import, codes: tuple[str, str], provider: ProviderSettings
) -> None:
    before = Person.objects.count()
    reports = _together(*(lambda code=code: run(_file(code)) for code in codes))

    assert Person.objects.count() - before == PEOPLE
    assert Enrolment.objects.count() == PEOPLE * len(set(codes))
    assert sum(report.people_created for report in reports) == PEOPLE
    assert sum(report.count(Outcome.CREATED) for report in reports) == PEOPLE * len(set(codes))
    assert all(report.valid == PEOPLE for report in reports)
