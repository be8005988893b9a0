"""What an orchestrator and Prometheus read; each thing asked for real, and broken for real."""

import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import LazySettings
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from lms_onboarding.config.celery import app
from lms_onboarding.mailing.tasks import deliver_due
from lms_onboarding.operations.checks import metrics_token_is_long
from lms_onboarding.operations.models import Heartbeat
from lms_onboarding.operations.services import beat
from tests.support import commands

pytestmark = pytest.mark.django_db
TASK = "lms_onboarding.mailing.tasks.deliver_due"
TOKEN = "un-jeton-de-plus-de-trente-deux-caracteres"


@pytest.fixture(autouse=True)
def _broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded broker, in a folder of this test."""
    app.set_current()
    for name in ("CELERY_BROKER_URL", "CELERY_BROKER_READ_URL", "CELERY_BROKER_WRITE_URL"):
        monkeypatch.delenv(name, raising=False)  # celery believes the environment before its settings
    options = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "control_folder")}
    monkeypatch.setitem(current_app.conf, "broker_url", "filesystem://localhost")
    monkeypatch.setitem(current_app.conf, "broker_transport_options", options)


def _ready() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def test_alive_asks_nothing_of_anybody(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert answer.headers["Cache-Control"].startswith("max-age=0")


def test_ready_when_everything_answers_and_the_calendar_turns() -> None:
    beat(TASK, now=timezone.now() - timedelta(seconds=5))
    status, body = _ready()
    assert status == 200, body
    assert {name: one["ok"] for name, one in body.items()} == dict.fromkeys(
        ("database", "broker", "storage", "calendar"), True
    )
    assert 5 <= body["calendar"]["age_seconds"] < 60


@pytest.mark.parametrize("age", [None, timedelta(minutes=11)])
def test_not_ready_when_no_task_runs(age: timedelta | None) -> None:
    if age:
        beat(TASK, now=timezone.now() - age)
    status, body = _ready()
    assert status == 503
    assert "worker" in body["calendar"]["remedy"]


@pytest.mark.parametrize("url", ["redis://127.0.0.1:{}/0", "amqp://guest:guest@127.0.0.1:{}//"])
def test_not_ready_when_the_broker_is_away(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    beat(TASK, now=timezone.now())
    monkeypatch.setitem(current_app.conf, "broker_url", url.format(commands.free_port()))
    monkeypatch.setitem(current_app.conf, "broker_transport_options", {})
    status, body = _ready()
    assert (status, body["broker"]["ok"], body["database"]["ok"]) == (503, False, True)
    assert "CELERY_BROKER_URL" in body["broker"]["remedy"]
    assert "guest" not in str(body)


def test_a_broker_that_accepts_and_says_nothing_does_not_hang_the_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    beat(TASK, now=timezone.now())
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setitem(current_app.conf, "broker_url", f"amqp://127.0.0.1:{silent.getsockname()[1]}//")
        monkeypatch.setitem(current_app.conf, "broker_transport_options", {})
        started = timezone.now()
        status, body = _ready()
    assert (status, body["broker"]["ok"]) == (503, False)
    assert timezone.now() - started < timedelta(seconds=30)


def test_not_ready_when_the_storage_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_name: str) -> bool:
        raise OSError

    monkeypatch.setattr(storages["issued"], "exists", away)  # the one thing a folder never does by itself
    status, body = _ready()
    assert (status, body["storage"]["ok"]) == (503, False)


def test_a_task_of_the_calendar_that_ends_well_leaves_one_beat() -> None:
    deliver_due.apply()
    first = Heartbeat.objects.get(task=TASK).ended_at
    deliver_due.apply()
    assert Heartbeat.objects.get(task=TASK).ended_at > first


def test_figures_are_for_who_holds_the_token(settings: LazySettings) -> None:
    client = Client()
    assert client.get("/metrics").status_code == 404
    settings.LMSO_METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer autre"}).status_code == 404
    beat(TASK, now=timezone.now() - timedelta(seconds=30))
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'lmso_mails_waiting{state="queued"} 0.0' in text
    assert f'lmso_task_age_seconds{{task="{TASK}"}} 3' in text
    assert "django_http_requests_total_by_method_total" in text


def test_a_short_token_stops_a_deployment(settings: LazySettings) -> None:
    settings.LMSO_METRICS_TOKEN = "court"
    assert [one.id for one in metrics_token_is_long()] == ["lmso_operations.E001"]
    settings.LMSO_METRICS_TOKEN = TOKEN
    assert metrics_token_is_long() == []
