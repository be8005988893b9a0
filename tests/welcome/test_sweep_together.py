"""Several workers sweep at once: the work is shared, and no kit is prepared twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.welcome.models import KitEdition, WelcomeKit
from lms_onboarding.welcome.services import sweep
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory

from .conftest import at

WORKERS = 4


def _sweep(_worker: int) -> int:
    try:
        return sweep(now=at("2026-11-29 09:00")).kits
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_prepare_each_kit_once() -> None:
    for _ in range(4):
        session = SessionFactory(opened=True)
        for _ in range(5):
            EnrolmentFactory(session=session, person=PersonFactory(guardian=PersonFactory()))
    with ThreadPoolExecutor(WORKERS) as pool:
        prepared = list(pool.map(_sweep, range(WORKERS)))
    assert sum(prepared) == 20
    assert WelcomeKit.objects.count() == 20
    assert KitEdition.objects.count() == 4
    assert OutgoingMail.objects.count() == 40
    assert sweep(now=at("2026-11-29 09:00")).queued == 0
