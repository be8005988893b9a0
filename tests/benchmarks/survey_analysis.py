"""Reading 100,000 responses of a year beside those of the year before: queries, and time beside one bare aggregate.

The floor is what somebody would type in psql for the same figures and nothing else: each answer of each question,
counted by version and by year, in one statement. It knows nothing of nameless answers, rates, totals or comments, all
of which are measured above it.
"""

import os
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, Final
from zoneinfo import ZoneInfo

from . import setting
from .measure import Measure, against_bar, against_floor, hand_over, say, timed

RESPONSES: Final = 100_000
GROUP: Final = 12
PARIS: Final = ZoneInfo("Europe/Paris")
NOW: Final = datetime(2026, 12, 31, 9, tzinfo=PARIS)
ROUNDS: Final = 5
SLICE: Final = 5_000
QUERIES: Final = 10
LIMIT: Final = 2.0


def fill(responses: int) -> None:
    """Sessions of twelve over two years, half of the answers without a name: one in three of these groups is too small
    to be read."""
    from lms_onboarding.sessions.models import Session  # noqa: PLC0415  Django must be set up first
    from lms_onboarding.surveys.models import Invitation, QuestionnaireVersion, Response  # noqa: PLC0415
    from lms_onboarding.surveys.services import load_questionnaires  # noqa: PLC0415
    from tests.factories.people import provider  # noqa: PLC0415
    from tests.factories.sessions import SessionFactory  # noqa: PLC0415

    provider()
    load_questionnaires(now=NOW)
    version = QuestionnaireVersion.objects.get(questionnaire__key="hot_learner")
    drawn = random.Random(2026)  # noqa: S311  the same answers each time
    model = SessionFactory(starts=date(2026, 3, 2), opened=True)
    columns = {
        field.attname: getattr(model, field.attname)
        for field in Session._meta.concrete_fields
        if not field.primary_key
    }
    count = max(1, responses // GROUP)
    ends = [NOW - timedelta(days=drawn.randrange(730), hours=1) for _ in range(count)]
    sessions = Session.objects.bulk_create(
        [
            Session(**columns | {"code": f"B-{rank}", "starts_at": end - timedelta(hours=8), "ends_at": end})
            for rank, end in enumerate(ends)
        ],
        batch_size=SLICE,
    )
    made = 0
    rows: list[Any] = []
    for session in sessions:
        nameless = drawn.randrange(13)
        for rank in range(GROUP):
            made += 1
            invitation = Invitation(
                key=f"survey/hot/{made}",
                version=version,
                about=f"enrolment/{made}",
                group=f"session/{session.pk}",
                invited_at=NOW,
                opens_at=NOW,
                closes_at=NOW + timedelta(days=7),
                answered_on=NOW.date(),
            )
            named = rank >= nameless
            response = Response(
                version=version,
                group=f"session/{session.pk}",
                naming="named" if named else "anonymous",
                answers=_answers(drawn),
                submitted_at=NOW if named else None,
            )
            rows.append((invitation, response, named))
        if len(rows) >= SLICE:
            _keep(rows)
            rows = []
    _keep(rows)


def _keep(rows: list[Any]) -> None:
    from lms_onboarding.surveys.models import Invitation, Response  # noqa: PLC0415

    Invitation.objects.bulk_create([invitation for invitation, _response, _named in rows])
    for invitation, response, named in rows:
        response.invitation = invitation if named else None
    Response.objects.bulk_create([response for _invitation, response, _named in rows])


def _answers(drawn: random.Random) -> dict[str, Any]:
    scales = (
        "hot_overall",
        "hot_welcome",
        "hot_objectives_clear",
        "hot_content_useful",
        "hot_organisation",
        "hot_trainer",
    )
    given: dict[str, Any] = {name: drawn.choice((2, 3, 4, 4, 5, 5)) for name in scales}
    given |= {
        "hot_pace": drawn.choice(("too_slow", "right", "right", "too_fast")),
        "hot_help": drawn.choice(("in_time", "late", "not_asked")),
        "hot_obstacles": sorted(drawn.sample(("organise", "technical", "stress", "relevance"), drawn.randrange(1, 3))),
        "hot_use": drawn.choice(("this_week", "quarter", "not_yet")),
        "hot_recommend": drawn.choice((6, 8, 9, 10)),
    }
    if drawn.random() < 0.4:
        given["hot_improve"] = "Plus de temps sur les droits d’accès, moins sur la théorie du début."
    return given


BARE: Final = {
    "postgresql": """SELECT held.ends_at > %s, answer.version_id, one.key, one.value::text, count(*)
        FROM lmso_surveys_response AS answer
        JOIN lmso_sessions_session AS held ON answer."group" = 'session/' || held.id,
        jsonb_each(answer.answers) AS one GROUP BY 1, 2, 3, 4""",
    "sqlite": """SELECT held.ends_at > %s, answer.version_id, one.key, CAST(one.value AS text), count(*)
        FROM lmso_surveys_response AS answer
        JOIN lmso_sessions_session AS held ON answer."group" = 'session/' || held.id,
        json_each(answer.answers) AS one GROUP BY 1, 2, 3, 4""",
}


def measure() -> list[Measure]:
    from django.db import connection  # noqa: PLC0415  Django must be set up first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from lms_onboarding.offboarding.services import last_year, of_period, read_surveys  # noqa: PLC0415

    year = last_year(NOW, PARIS)

    def read() -> Any:
        return read_surveys(of_period(year), before=of_period(year.earlier))

    def bare() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(BARE[connection.vendor], [NOW - timedelta(days=365)])
            return cursor.fetchall()

    with connection.cursor() as cursor:
        # what autovacuum does in an hour, done at once
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "postgresql":  # the work is compared, not how many processors shared it
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    with CaptureQueriesContext(connection) as queries:
        reading = read()
    assert reading.answered
    pairs = []
    for _round in range(ROUNDS):  # in turn, so that what else the machine does weighs on both
        floor, _rows = timed(bare)
        start = process_time()
        value, _reading = timed(read)
        pairs.append((value, floor, process_time() - start))
    value, floor, own = (median(column) for column in zip(*pairs, strict=True))
    say(f"  {reading.answered} answers in the year; {own:.3f} s of it in Python")
    return [
        against_floor("survey_analysis", value=value, floor=floor, limit=LIMIT),
        against_bar("survey_analysis queries", value=len(queries), bar=QUERIES, unit="queries"),
    ]


if __name__ == "__main__":
    setting.start()
    fill(setting.scaled(RESPONSES))
    hand_over(measure(), Path(os.environ["BENCH_RESULT"]))
