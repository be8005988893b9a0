"""What a log line says, and what it never says."""

import json
import logging
import sys

import pytest
from django.test import Client

from lms_onboarding.operations.incidents import without_people
from lms_onboarding.operations.logs import REQUEST, Context, JsonLines, Masking, masked


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /l/12-s3cr3t_T0ken/",
        "GET /kit/3/?code=s3cr3t&x=1",
        "Authorization: Bearer s3cr3t",
        "could not connect to postgres://lmso:s3cr3t@db/lmso",
        "refused: s3cr3t.nom@exemple.fr",
    ],
)
def test_what_opens_a_door_or_names_a_person_is_masked(text: str) -> None:
    assert "s3cr3t" in text
    assert "s3cr3t" not in masked(text)


def test_what_is_no_secret_stays() -> None:
    line = "mail welcome/12/3 left at 09:00 for /portail/envois/"
    assert masked(line) == line


def _record(message: str) -> logging.LogRecord:
    try:
        raise ValueError("lu par ines@exemple.fr")
    except ValueError:
        return logging.LogRecord("lmso", logging.ERROR, "f", 1, message, (), sys.exc_info())


def test_a_line_names_its_request_and_masks_its_exception() -> None:
    token = REQUEST.set("d00d-1234")
    try:
        record = _record("incident sur /l/3-abcdef/")
        assert Context().filter(record)
    finally:
        REQUEST.reset(token)
    line = json.loads(JsonLines().format(record))
    assert line["request_id"] == "d00d-1234"
    assert line["message"] == "incident sur /l/3-⟦masqué⟧/"
    assert "ValueError" in line["exception"]
    assert "ines@" not in line["exception"] + Masking("%(message)s").format(record)
    assert "task_id" not in line


@pytest.mark.parametrize(("given", "kept"), [("abcd-1234-ef", True), ("a\nb: forged!", False), ("", False)])
def test_an_answer_carries_the_name_of_its_request(given: str, kept: bool) -> None:
    answer = Client().get("/healthz", headers={"x-request-id": given})
    assert (answer.headers["X-Request-ID"] == given) is kept
    assert len(answer.headers["X-Request-ID"]) >= 8


def test_an_incident_leaves_without_anybody() -> None:
    event = {
        "user": {"email": "ines@exemple.fr"},
        "breadcrumbs": {"values": [{"message": "SELECT … WHERE email = 'ines@exemple.fr'"}]},
        "request": {
            "url": "https://f.exemple.fr/l/3-abcdef/?a=b",
            "cookies": "x",
            "headers": {"Cookie": "x"},
            "data": "x",
        },
        "exception": {"values": [{"type": "ValueError", "value": "lu par ines@exemple.fr"}]},
        "logentry": {"message": "refused %s", "params": ["ines@exemple.fr"], "formatted": "refused ines@exemple.fr"},
    }
    left = json.dumps(without_people(event, None), ensure_ascii=False)
    assert "ines" not in left
    assert "abcdef" not in left
    assert "Cookie" not in left
    assert "ValueError" in left
