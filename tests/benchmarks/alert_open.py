"""Opening 20,000 cases, against a bare bulk insert of the same rows; then a page of the queue with 500 of them."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from django.db import connection

from . import setting
from .measure import Measure, against_floor, hand_over, say, timed
from .welcome_sweep import _bare_insert

LIMIT: Final = 3.0
CASES: Final = 20_000


def main() -> None:
    cases = setting.scaled(CASES)
    population = [sys.executable, "-m", "tests.benchmarks.first_week", str(2 * cases), "2"]
    subprocess.run(population, check=True)
    setting.start()
    hand_over(list(_measures(cases)), setting.result_path())


def _measures(cases: int) -> Iterator[Measure]:
    from lms_onboarding.followup.models import Action, Alert, Signal  # noqa: PLC0415  Django must be set up first
    from lms_onboarding.followup.watching import exceptions, facts, frames  # noqa: PLC0415
    from lms_onboarding.followup.watching.cases import Tally, batches, keep  # noqa: PLC0415
    from lms_onboarding.journal.models import Entry  # noqa: PLC0415
    from lms_onboarding.people.services import provider  # noqa: PLC0415

    from .first_week import NOW  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    journal = Entry.objects.count()
    found = frames.setting_at(provider(), now=NOW)
    odd = exceptions.oddities(facts.followed_learners(NOW), found, now=NOW)
    watched = list(facts.assessed(found, odd, now=NOW))
    tally = Tally()

    def open_cases() -> None:
        for batch in batches(watched):
            keep(batch, found, tally, now=NOW)

    seconds, _nothing = timed(open_cases)
    assert (tally.opened, Alert.objects.count()) == (cases, cases), f"{tally} of {cases}"
    assert Entry.objects.count() - journal == cases
    floor = sum(_bare_insert(model) for model in (Alert, Signal, Action, Entry))
    say(f"  {cases} cases in {seconds:.2f} s; bare insert of {Signal.objects.count()} signals too {floor:.2f} s")
    yield against_floor("alert_open", value=seconds, floor=floor, limit=LIMIT)


if __name__ == "__main__":
    main()
