"""How long things are kept: periods that count from the end of a year, settings that the rules bound."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from lms_onboarding.accounts.models import User
from lms_onboarding.portal.teams import ADMINISTRATOR, QUALITY
from lms_onboarding.privacy.models import RetentionSettings
from lms_onboarding.privacy.retention import Calendar, end_of, kept_until, months_later, retention
from lms_onboarding.sessions.models import Session
from tests.factories.sessions import SessionFactory

PARIS = ZoneInfo("Europe/Paris")
USUAL = {
    "proof": 36,
    "proof_cofunded": 120,
    "evidence": 48,
    "survey": 12,
    "mail": 12,
    "note": 12,
    "trace": 12,
}


def at(now: datetime, **months: int) -> Calendar:
    return Calendar(RetentionSettings(**months), now, PARIS)


@pytest.mark.parametrize(
    ("ended", "months", "until"),
    [
        (date(2025, 3, 14), 36, date(2028, 12, 31)),
        (date(2025, 12, 31), 36, date(2028, 12, 31)),
        (date(2026, 1, 1), 36, date(2029, 12, 31)),
        (date(2025, 3, 14), 120, date(2035, 12, 31)),
        (date(2025, 3, 14), 6, date(2026, 6, 30)),
    ],
)
def test_a_period_counts_from_the_end_of_the_year(ended: date, months: int, until: date) -> None:
    assert kept_until(ended, months) == until


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_a_shorter_month_ends_earlier(day: date, months: int, then: date) -> None:
    assert months_later(day, months) == then


@given(ended=some.dates(date(2000, 1, 1), date(2080, 12, 31)), months=some.integers(1, 600))
def test_what_is_due_for_the_database_is_what_the_calendar_says(ended: date, months: int) -> None:
    """On its last day it is kept, on the next it is due: both decisions are one."""
    last = kept_until(ended, months)
    moment = datetime(ended.year, ended.month, ended.day, 17, tzinfo=PARIS)
    eve = datetime(last.year, last.month, last.day, 23, 59, tzinfo=PARIS)
    following = date.fromordinal(last.toordinal() + 1)
    morning = datetime(following.year, following.month, following.day, tzinfo=PARIS)
    assert not moment < at(eve).years_before(months)
    assert moment < at(morning).years_before(months)


def test_the_usual_periods_are_those_of_the_rules() -> None:
    found = RetentionSettings()
    assert {name: getattr(found, name) for name in USUAL} == USUAL
    found.clean()


@pytest.mark.parametrize(
    ("name", "months", "said"),
    [
        ("proof", 35, "35 mois est trop court : le certificat de réalisation engage"),
        ("proof_cofunded", 119, "Donnez 120 ou plus."),
        ("evidence", 24, "tout le cycle de certification"),
        ("survey", 0, "rien ne se garde moins d’un mois"),
        ("note", 37, "ne survit pas à un cycle"),
        ("mail", 48, "Donnez 36 ou moins."),
        ("trace", 3, "il faut six mois"),
        ("trace", 13, "pas plus d’un an"),
    ],
)
def test_a_period_that_the_rules_refuse_says_why(name: str, months: int, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        RetentionSettings(**{name: months}).clean()
    assert said in str(refused.value.message_dict[name])


def test_european_money_never_shortens() -> None:
    with pytest.raises(ValidationError, match="ne raccourcit rien"):
        RetentionSettings(proof=144).clean()


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"proof": 12}, {"trace": 48}, {"proof": 240}, {"evidence": 35}, {"mail": 0}])
def test_the_database_refuses_it_too(wrong: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionSettings.objects.create(**wrong)


@pytest.mark.django_db
def test_reading_never_writes() -> None:
    assert retention().proof == 36
    assert not RetentionSettings.objects.exists()


@pytest.mark.django_db
def test_european_money_keeps_the_proof_ten_years() -> None:
    plain = SessionFactory(starts=date(2025, 3, 10))
    cofunded = SessionFactory(starts=date(2025, 3, 10), cofunded=True)
    never_dated = Session.objects.create(
        code="SANS-DATE", course=plain.course, created_at=datetime(2025, 6, 1, tzinfo=UTC)
    )

    def due(*now: int) -> set[Any]:
        rows = Session.objects.annotate(ended=end_of(""))
        return set(rows.filter(at(datetime(*now, 12, tzinfo=PARIS)).proof_is_due("")))  # type: ignore[misc,arg-type]

    assert due(2028, 12, 31) == set()
    assert due(2029, 1, 1) == {plain, never_dated}
    assert due(2035, 12, 31) == {plain, never_dated}
    assert due(2036, 1, 1) == {plain, never_dated, cofunded}


@pytest.mark.django_db
def test_the_administrator_sets_them_and_nobody_else() -> None:
    page = f"/admin/settings/lmso_privacy/retentionsettings/{RetentionSettings.load().pk}/"
    nadia, anne = (User.objects.create_user(f"{name}@exemple.fr") for name in ("nadia", "anne"))
    nadia.groups.add(Group.objects.get(name=ADMINISTRATOR))
    anne.groups.add(Group.objects.get(name=QUALITY))
    client = Client()
    client.force_login(anne)
    assert client.get(page).status_code == 302
    client.force_login(nadia)
    refused = client.post(page, {**USUAL, "proof": 12}).content.decode()
    assert "12 mois est trop court" in refused
    assert "contrainte" not in refused, "one sentence, not that of the database too"
    assert client.post(page, {**USUAL, "evidence": 60}).status_code == 302
    assert retention().evidence == 60


@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
def test_learners_read_how_long_and_why_somebody_is_told() -> None:
    page = Client().get("/donnees-personnelles/").content.decode().replace("\u00a0", " ")
    assert "Trois ans après la fin de l’année de la formation" in page
    assert "dix ans si l’Europe la cofinance" in page
    assert "Aucune décision automatique" in page
    RetentionSettings.objects.create(survey=18)
    again = Client().get("/donnees-personnelles/").content.decode().replace("\u00a0", " ")
    assert "18 mois après la fin de l’année de la formation" in again
