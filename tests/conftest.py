"""Fixtures every room shares: a fixed time, the provider, databases of one's own, what is said of skipped tests."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadGroupScheduling

from lms_onboarding.people.models import ProviderSettings
from tests.factories import people
from tests.support import databases, summary, tools

SHARED = Path(__file__).resolve().parents[2] / "shared"
PARIS = ZoneInfo("Europe/Paris")
LONGEST = "tests/journeys/test_demo.py"
# speed is proven in `make bench`, never in a test: a busy machine fails none
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")
KEPT = "_test_serialized_contents"  # where Django looks for what a committing test must find again


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that commits is flushed afterwards: give the next one what migrations put in (Wagtail's root)."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        committing = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        if committing or (mark and mark.kwargs.get("transaction")):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)
    items.sort(key=lambda item: LONGEST not in item.nodeid)  # begun last, it would keep one core waiting


class _OneDemonstration(LoadGroupScheduling):
    """One worker plays the demonstration, once. Said here, because groups named by a mark are lost since pytest 9.2
    (xdist 3.8 writes them in a field that is read no more)."""

    def _split_scope(self, nodeid: str) -> str:
        return LONGEST if LONGEST in nodeid else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _OneDemonstration:
    return _OneDemonstration(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose tools are not on this machine; where all are required, fail it."""
    for tool in _needed(item):
        if reason := tools.lacking(tool):
            if tools.ALL_REQUIRED:
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip("the steering repository's shared folder is not beside the project")


def _needed(item: pytest.Item) -> list[str]:
    """`@pytest.mark.services("redis")` names its tools; without a name it needs all of them."""
    needed = [tool for mark in item.iter_markers("services") for tool in (mark.args or tools.SERVICES)]
    return [*needed, "chromium"] if item.get_closest_marker("browser") else needed


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("skipped")
    for line in summary.lines(summary.reasons(terminalreporter.stats.get("skipped", []))):
        terminalreporter.write_line(line)


def _on_sqlite() -> bool:
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


@pytest.fixture(scope="session")
def migrated(pytestconfig: pytest.Config) -> Path:
    """Where the migrated SQLite database is kept between runs: migrating costs twenty seconds per worker."""
    assert pytestconfig.cache is not None
    return pytestconfig.cache.mkdir("migrated") / f"{databases.fingerprint()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    return _on_sqlite() or bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def migrated_copy(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kept database, made by the command that anybody runs (it also makes the table of the rate limits)."""
    with migrated.with_name("lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not migrated.exists():
            folder = tmp_path_factory.mktemp("migrating")
            databases.migrate(f"sqlite:///{folder / 'db.sqlite3'}", folder)
            databases.keep(folder / "db.sqlite3", migrated)
    return migrated


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, request: pytest.FixtureRequest
) -> None:
    """Asked before the database is opened: put the copy in place, or name the database that the server copies."""
    tests = settings.DATABASES["default"].setdefault("TEST", {})
    if _on_sqlite():
        shutil.copyfile(request.getfixturevalue("migrated_copy"), tests["NAME"])
    elif databases.is_server_of_tests(settings.DATABASES["default"]):
        tests["TEMPLATE"] = request.getfixturevalue("_postgres_template")


@pytest.fixture(scope="session")
def _first_content(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """What migrations put in: Wagtail's root, the teams, the permissions."""
    with django_db_blocker.unblock():
        return str(connection.creation.serialize_db_to_string())


@pytest.fixture(autouse=True)
def _nothing_left_over(request: pytest.FixtureRequest) -> None:
    """No test reads what another left: neither its cache, nor the tables of one that committed, empty or not."""
    cache.clear()
    mark = request.node.get_closest_marker("django_db")
    if mark is not None and mark.kwargs.get("transaction"):
        content = request.getfixturevalue("_first_content")
        setattr(connection, KEPT, "[]")  # flush without refilling; what migrations put in is put back here
        request.getfixturevalue("transactional_db")
        if ContentType.objects.exists():  # the first of the run, or a late request of a browser after the last flush
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        # the types first: saving a page asks for its type, and would make it under another number
        types = [one for one in json.loads(content) if one["model"] == "contenttypes.contenttype"]
        ContentType.objects.bulk_create(ContentType(pk=one["pk"], **one["fields"]) for one in types)
        ContentType.objects.clear_cache()
        connection.creation.deserialize_db_from_string(content)
        _count_on()


def _count_on() -> None:
    """`flush` starts the sequences of PostgreSQL again, and rows put back with their keys do not move them on."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


@pytest.fixture
def sqlite_database(tmp_path: Path, migrated_copy: Path) -> str:
    """URL of a migrated SQLite database in a file of its own, for tests that start processes."""
    target = tmp_path / "own.sqlite3"
    shutil.copyfile(migrated_copy, target)
    return f"sqlite:///{target}"


@pytest.fixture(scope="session")
def _postgres_template(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the migrated database kept on the server: made once, whatever the number of workers and of runs."""
    with migrated.with_name("postgres-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return databases.postgres_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def postgres_database(_postgres_template: str) -> Iterator[str]:
    """URL of a migrated PostgreSQL database of its own; use it with `@pytest.mark.services("postgres")`."""
    with databases.postgres(_postgres_template) as url:
        yield url


@pytest.fixture
def now() -> datetime:
    """Monday 30 November 2026 at 9 h in Paris: seven days before the main session of these tests."""
    return datetime(2026, 11, 30, 9, tzinfo=PARIS)


@pytest.fixture
def fixed_clock(now: datetime) -> Iterator[time_machine.Traveller]:
    """The clock of views, tasks and commands stands still at `now`; `fixed_clock.move_to(…)` moves it."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def provider(db: None) -> ProviderSettings:
    """« Passerelle Formation », complete."""
    return people.with_documents(people.provider())


@pytest.fixture(scope="session")
def shared() -> Path:
    """The steering repository's shared folder; use it with the `shared` marker."""
    return SHARED
