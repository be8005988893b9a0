"""`POST /api/activity`: who may send, what counts, once; and a sentence for everything that does not."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller, travel

from lms_onboarding.api import services
from lms_onboarding.api.models import ApiToken, ReceivedBatch
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.progress.enums import Source
from lms_onboarding.progress.models import ActivitySource, DailyActivity, ImportedLine
from lms_onboarding.progress.services import ActivityOptions, freshness, import_activity
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory
from tests.progress.attendance.conftest import at

pytestmark = pytest.mark.django_db
CODE = "LMS-CREATEUR-2026-12"


@pytest.fixture
def clock(provider: object) -> Iterator[Traveller]:
    with travel(at(12), tick=False) as traveller:
        yield traveller


@pytest.fixture
def ines(clock: Traveller) -> Enrolment:
    session = SessionFactory(code=CODE, opened=True)
    return EnrolmentFactory(session=session, person=people.person("Inès", "Berthier", "ines@exemple.fr"))


def token(**fields: Any) -> str:
    sessions = fields.pop("sessions", ())
    made = services.make_token(
        ApiToken(**{"sender": "lms", **fields}), scopes=["activity:write"], sessions=sessions, by="user/1", now=at(8)
    )
    return made.secret


@pytest.fixture
def secret(ines: Enrolment) -> str:
    return token()


def line(number: int = 1, **fields: Any) -> dict[str, Any]:
    given = {"id": f"e-{number}", "email": "ines@exemple.fr", "session": CODE, "at": "2026-12-07T10:02:00+01:00"}
    return {**given, "kind": "lesson", **fields}


def post(secret: str, *lines: Any, batch: Any = "lot-1", raw: Any = None, **payload: Any) -> Any:
    body = raw if raw is not None else json.dumps({"batch": batch, "lines": list(lines), **payload})
    headers = {"authorization": f"Bearer {secret}"} if secret else {}
    return Client().post("/api/activity", body, content_type="application/json", headers=headers)


def test_lines_become_days_of_activity(secret: str, ines: Enrolment) -> None:
    answer = post(secret, line(1), line(2, kind="check"), line(3, at="2026-12-06T23:30:00Z"))
    assert answer.status_code == 200
    report = answer.json()
    assert (report["read"], report["matched"], report["days"], report["replayed"]) == (3, 3, 1, False)
    day = DailyActivity.objects.get()  # half past midnight in Paris is the 7th
    assert (day.day, day.source, day.lessons, day.checks, day.events) == (date(2026, 12, 7), Source.API, 2, 1, 3)
    source = ActivitySource.objects.get()
    assert (source.source, source.last_arrival_at, source.last_day) == (Source.API, at(12), date(2026, 12, 7))


def test_the_same_batch_twice_is_one_and_is_answered_the_same(secret: str) -> None:
    first = post(secret, line(1)).json()
    again = post(secret, line(1)).json()
    assert again == {**first, "replayed": True}
    assert DailyActivity.objects.get().events == 1
    assert ReceivedBatch.objects.count() == 1


def test_a_line_sent_in_two_batches_counts_once(secret: str) -> None:
    post(secret, line(1), line(1))
    report = post(secret, line(1), line(2), batch="lot-2").json()
    assert (report["matched"], report["unchanged"]) == (2, 1)
    assert DailyActivity.objects.get().events == 2
    renewed = token()  # a token that replaces another, of the same sender
    assert post(renewed, line(2), batch="lot-3").json()["unchanged"] == 1
    assert post(token(sender="autre"), line(2), batch="lot-1").json()["unchanged"] == 0


def test_a_key_used_for_other_lines_is_refused(secret: str) -> None:
    post(secret, line(1))
    answer = post(secret, line(2))
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "batch_changed"
    assert "Donnez une nouvelle clé" in answer.json()["error"]["sentence"]
    assert ImportedLine.objects.count() == 1


def test_what_comes_from_the_future_is_refused_and_the_rest_kept(secret: str) -> None:
    report = post(
        secret, line(1), line(2, at="2026-12-07T12:04:00+01:00"), line(3, at="2026-12-08T10:00:00+01:00")
    ).json()
    assert (report["matched"], report["rejected"]) == (2, 1)
    (problem,) = report["errors"]
    assert (problem["line"], problem["column"]) == (3, "at")
    assert "daté de l’avenir" in problem["remedy"]


def test_homonyms_are_reported_and_nobody_is_chosen(secret: str, ines: Enrolment) -> None:
    EnrolmentFactory(session=ines.session, person=people.person("Ines", "BERTHIER", "autre@exemple.fr"))
    named = {"email": "", "name": "Inès Berthier"}
    report = post(secret, line(1, **named), line(2)).json()
    assert [one["lines"] for one in report["homonyms"]] == [[1]]
    assert report["matched"] == 1


def test_lines_of_nobody_are_reported_with_their_remedy(secret: str) -> None:
    report = post(
        secret, line(1, email="inconnue@exemple.fr"), line(2, session="AUCUNE"), line(3, email="INES@exemple.fr ")
    ).json()
    assert report["matched"] == 1
    assert sorted(one["lines"][0] for one in report["unmatched"]) == [1, 2]
    assert all(one["remedy"] for one in report["unmatched"])
    assert post(secret, line(1), batch="lot-2").json()["matched"] == 1  # mended, the same line counts


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"at": "2026-12-07 10:02"}, "at"),
        ({"at": "hier"}, "at"),
        ({"at": 12}, "at"),
        ({"at": "0001-01-01T00:00:00+01:00"}, "at"),
        ({"at": "2026-13-45T00:00:00Z"}, "at"),
        ({"id": ""}, "id"),
        ({"id": 4}, "id"),
        ({"session": ""}, "session"),
        ({"email": "", "name": " "}, "email"),
        ({"name": "x\u0000"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"kind": "danse"}, "kind"),
        ({"kind": []}, "kind"),
        ({"email": "x" * 300}, "email"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(secret: str, change: dict[str, Any], column: str) -> None:
    report = post(secret, line(1), line(2, **change), "rien").json()
    assert (report["read"], report["matched"], report["rejected"]) == (3, 1, 2)
    assert [problem["line"] for problem in report["errors"]] == [2, 3]
    assert report["errors"][0]["column"] == column
    assert report["errors"][0]["remedy"]


@pytest.mark.parametrize(
    "raw", ["{", "[]", '{"lines": []}', '{"batch": "a", "lines": {}}', '{"batch": "a", "sessions": [1]}']
)
def test_a_batch_that_cannot_be_read_is_refused(secret: str, raw: str) -> None:
    answer = post(secret, raw=raw)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["sentence"]
    assert not ReceivedBatch.objects.exists()


def test_depth_size_and_number_have_limits(secret: str) -> None:
    assert post(secret, raw='{"batch":"a","lines":' + "[" * 100_000).status_code in (400, 422)
    assert post(secret, *[line(rank) for rank in range(1_001)]).status_code == 413
    assert post(secret, raw='{"batch":"' + "a" * 1_000_001 + '"}').status_code == 413
    assert not DailyActivity.objects.exists()


def test_other_doors_are_closed(secret: str, clock: Traveller) -> None:
    assert post("").status_code == 401
    assert post("lmso_inconnu").status_code == 401
    assert "Bearer" in post("").headers["WWW-Authenticate"]
    assert Client().get("/api/activity", headers={"authorization": f"Bearer {secret}"}).status_code == 405
    form = Client().post("/api/activity", {"batch": "a"}, headers={"authorization": f"Bearer {secret}"})
    assert form.status_code == 415
    short = token(expires_at=at(13))
    clock.move_to(at(13, 1))
    assert post(short).status_code == 401
    services.revoke_token(ApiToken.objects.order_by("pk")[0], by="user/1", now=at(13))
    assert post(secret).status_code == 401
    ApiToken.objects.update(scopes=[])
    assert post(token(sender="b"), line()).status_code == 200


def test_a_token_without_the_scope_is_refused(secret: str) -> None:
    ApiToken.objects.update(scopes=["other:read"])
    answer = post(secret, line())
    assert answer.status_code == 403
    assert "activity:write" in answer.json()["error"]["sentence"]


def test_a_token_of_one_session_opens_no_other(ines: Enrolment) -> None:
    other = EnrolmentFactory(person=ines.person)
    report = post(token(sessions=[other.session]), line(1), line(2, session=other.session.code.lower())).json()
    assert (report["matched"], report["rejected"]) == (1, 1)
    assert "n’ouvre pas cette session" in report["errors"][0]["remedy"]
    assert DailyActivity.objects.get().enrolment == other


def test_the_secret_is_nowhere_in_the_database(secret: str) -> None:
    row = ApiToken.objects.values().get()
    assert secret not in json.dumps(row, default=str)
    assert secret.startswith(row["prefix"])
    post(secret)
    assert ApiToken.objects.get().last_used_at == at(12)


def test_too_many_batches_in_a_minute_wait(secret: str) -> None:
    answers = [post(secret, batch=f"lot-{rank}").status_code for rank in range(121)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {200}


def test_saying_that_nothing_happened_keeps_the_source_alive(secret: str, clock: Traveller) -> None:
    post(secret, line(1))
    clock.shift(timedelta(hours=49))
    (stale,) = freshness(now=at(13, day=9))
    assert stale.is_absent
    post(secret, batch="lot-2", sessions=[CODE])
    (alive,) = freshness(now=at(13, day=9))
    assert not alive.is_absent
    assert ActivitySource.objects.get().last_day == date(2026, 12, 7)


def test_a_file_and_the_interface_keep_their_own_rows(secret: str, ines: Enrolment) -> None:
    post(secret, line(1))
    log = f'Time,User full name,Event context\n"7/12/26, 10:02",Inès Berthier,Course: {CODE}'.encode()
    import_activity(log, "journal.csv", options=ActivityOptions(), by="system", now=at(12))
    assert sorted(DailyActivity.objects.values_list("source", "events")) == [("api", 1), ("file", 1)]
    (session,) = freshness(now=at(12))
    assert [one.source for one in session.sources] == ["api", "file"]


def test_a_batch_costs_the_same_queries_whatever_its_length(secret: str, ines: Enrolment) -> None:
    others = EnrolmentFactory.create_batch(20, session=ines.session)

    def cost(key: str, *lines: Any) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert post(secret, *lines, batch=key).status_code == 200
        return len(seen)

    cost("lot-0", line(0))
    one = cost("lot-1", line(1))
    many = [line(10 + rank, email=other.person.email) for rank, other in enumerate(others)]
    assert cost("lot-2", *many) <= one + 2
