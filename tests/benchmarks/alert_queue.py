"""The queue of a trainer with 500 open cases: how many queries a page costs, and how long it takes."""

import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any, Final

from . import setting
from .measure import Measure, against_bar, hand_over, say, timed
from .welcome_sweep import _Counter

QUERIES: Final = 12
CASES: Final = 500
TRIES: Final = 9


def main() -> None:
    population = [sys.executable, "-m", "tests.benchmarks.first_week", str(2 * CASES), "2"]
    subprocess.run(population, check=True)
    setting.start()
    hand_over(list(_measures()), setting.result_path())


def _measures() -> Iterator[Measure]:
    from django.conf import settings  # noqa: PLC0415  Django must be set up first
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from lms_onboarding.followup.models import Alert  # noqa: PLC0415
    from lms_onboarding.followup.services import sweep  # noqa: PLC0415
    from tests.factories.sessions import karim  # noqa: PLC0415
    from tests.support.keys import signed_in  # noqa: PLC0415

    from .first_week import NOW  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    sweep(now=NOW)
    assert Alert.objects.waiting().count() == CASES
    person = karim()
    person.account = get_user_model().objects.create_user(person.email)
    person.save()
    client: Any = signed_in(person.account)
    client.get("/alertes/")
    counter = _Counter()
    with connection.execute_wrapper(counter):
        page = client.get("/alertes/?page=3")
    assert page.content.decode().count("Pourquoi cette alerte") == 25
    seconds = median(timed(lambda: client.get("/alertes/?page=3"))[0] for _try in range(TRIES))
    say(f"  a page of 25 among {CASES}: {counter.count} queries, {1000 * seconds:.0f} ms")
    yield against_bar("alert_queue", value=counter.count, bar=QUERIES, unit="queries")


if __name__ == "__main__":
    main()
