"""The log of another platform, counted in days of activity, once for ever."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.common.tabular import TableRefused
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Source
from lms_onboarding.progress.models import ActivityImport, ActivitySource, DailyActivity, ImportedLine
from lms_onboarding.progress.services import ActivityOptions, ActivityReport, import_activity, touch_day
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory

PARIS = ZoneInfo("Europe/Paris")
IMPORTED_AT = datetime(2026, 12, 10, 8, tzinfo=PARIS)
ENGLISH = "Time,User full name,Affected user,Event context,Component,Event name,Description,Origin,IP address"
FRENCH = (
    "Heure;Nom complet de l’utilisateur;Utilisateur touché;Contexte de l’événement;Composant;"
    "Nom de l’événement;Description;Origine;Adresse IP"
)
COURSE = "LMS-CREATEUR-2026-12"
pytestmark = pytest.mark.django_db

Import = Callable[..., ActivityReport]


def line(
    time: str = "7/12/26, 09:04", name: str = "Inès Berthier", context: str = f"Course: {COURSE}", *,
    event: str = "Course viewed", component: str = "System",
) -> str:  # fmt: skip
    return f'"{time}",{name},-,"{context}",{component},{event},"The user with id \'12\'.",web,203.0.113.7'


def log(*lines: str) -> bytes:
    return "\n".join([ENGLISH, *lines]).encode()


def run(content: bytes, *, now: datetime = IMPORTED_AT, **options: object) -> ActivityReport:
    return import_activity(content, "journal.csv", options=ActivityOptions(**options), by="user/1", now=now)  # type: ignore[arg-type]  # keywords of a test


@pytest.fixture
def tuan(enrolment: Enrolment) -> Person:
    person = people.person("Tuan", "Nguyen", "tuan@exemple.fr")
    EnrolmentFactory(person=person, session=enrolment.session)
    return person


def counted(person: Person) -> list[tuple[date, int]]:
    return list(DailyActivity.objects.of(person).filter(source=Source.FILE).values_list("day", "events"))


def stored() -> list[Sequence[object]]:
    tables = (DailyActivity, ImportedLine, ActivitySource, ActivityImport)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.mark.shared
def test_the_shared_log(ines: Person, enrolment: Enrolment, tuan: Person, shared: Path) -> None:
    report = run((shared / "data" / "imports" / "moodle-log.csv").read_bytes())
    assert (report.read, report.matched, report.days, report.unchanged, report.rejected) == (3, 3, 2, 0, 0)
    assert (report.errors, report.unmatched, report.homonyms, report.warnings) == ([], [], [], [])
    assert list(report.ignored_columns) == ["IP address"]
    assert counted(ines) == [(date(2026, 12, 7), 2)]
    assert counted(tuan) == [(date(2026, 12, 8), 1)]
    row = DailyActivity.objects.of(ines).get()
    assert (row.visits, row.lessons) == (1, 1)


def test_the_same_file_twice_changes_nothing(ines: Person, enrolment: Enrolment) -> None:
    content = log(line(), line("8/12/26, 10:00"), line(context="Page: Choisir"))
    run(content)
    before = stored()
    report = run(content, now=IMPORTED_AT + timedelta(days=1))
    assert (report.matched, report.unchanged, report.days) == (3, 3, 0)
    assert stored() == before


def test_a_longer_export_adds_only_what_is_new(ines: Person, enrolment: Enrolment) -> None:
    run(log(line("7/12/26, 09:04")))
    report = run(log(line("8/12/26, 10:00"), line("07/12/2026, 9:04"), line("7/12/26, 09:05")))
    assert (report.matched, report.unchanged, report.days) == (3, 1, 2)
    assert counted(ines) == [(date(2026, 12, 7), 2), (date(2026, 12, 8), 1)]


def test_two_identical_lines_are_two_gestures(ines: Person, enrolment: Enrolment) -> None:
    content = log(line(), line())
    assert run(content).days == 1
    assert counted(ines) == [(date(2026, 12, 7), 2)]
    assert run(content).unchanged == 2


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(8, 9), st.sampled_from(["a", "b"])), max_size=12),
    st.data(),
)
def test_whatever_the_overlaps_each_line_counts_once(
    ines: Person, enrolment: Enrolment, events: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    """Exports that grow day after day, imported in any order and any number of times."""
    DailyActivity.objects.all().delete()
    events = sorted([(6, 8, "a"), *events])
    lines = [
        line(f"{day}/12/26, {hour:02}:00", context=f"Course: {COURSE}", event=event) for day, hour, event in events
    ]
    cuts = data.draw(st.lists(st.integers(1, len(lines)), max_size=4))
    for cut in [*cuts, len(lines)]:
        run(log(*lines[:cut]))
    days = sorted({day for day, _hour, _event in events})
    assert counted(ines) == [(date(2026, 12, day), sum(event[0] == day for event in events)) for day in days]


def test_a_french_log_with_its_byte_order_mark(ines: Person, enrolment: Enrolment) -> None:
    rows = [
        f"7/12/26, 09:04;Inès Berthier;-;Cours : {COURSE};Système;Cours consulté;x;web;203.0.113.7",
        "7/12/26, 09:06;Inès Berthier;-;Page: Choisir;Page;Module de cours consulté;x;web;203.0.113.7",
        "7/12/26, 09:09;Inès Berthier;-;Test: Quiz;Test;Tentative de test envoyée;x;web;203.0.113.7",
        "7/12/26, 09:12;Inès Berthier;-;Devoir: Module;Devoir;Un travail a été remis.;x;web;203.0.113.7",
    ]
    report = run("\ufeff".encode() + "\r\n".join([FRENCH, *rows]).encode())
    assert report.matched == 4
    assert list(report.ignored_columns) == ["Adresse IP"]
    row = DailyActivity.objects.get()
    assert (row.visits, row.lessons, row.checks, row.actions, row.events) == (1, 1, 1, 1, 4)


def test_addresses_are_never_kept(ines: Person, enrolment: Enrolment) -> None:
    report = run(log(line(), line(name="Inconnue"), line("hier")))
    assert "203.0.113" not in f"{report.as_json()}{stored()}"


def test_homonyms_are_reported_and_never_guessed(ines: Person, enrolment: Enrolment) -> None:
    other = people.person("Ines", "BERTHIER", "autre.ines@exemple.fr")
    EnrolmentFactory(person=other, session=enrolment.session)
    report = run(log(line(), line("7/12/26, 09:05")))
    assert (report.matched, report.days) == (0, 0)
    (homonym,) = report.homonyms
    assert (homonym.name, homonym.lines) == ("Inès Berthier", [2, 3])
    assert not DailyActivity.objects.exists()


def test_a_homonym_of_another_session_changes_nothing(ines: Person, enrolment: Enrolment) -> None:
    other = people.person("Inès", "Berthier", "autre.ines@exemple.fr")
    EnrolmentFactory(person=other, session=SessionFactory(opened=True))
    assert run(log(line())).matched == 1
    assert counted(ines) == [(date(2026, 12, 7), 1)]
    assert counted(other) == []


@pytest.mark.parametrize("name", ["BERTHIER Inès", "ines  berthier", "Berthier Ines"])
def test_a_name_is_known_in_both_orders_and_without_accents(ines: Person, enrolment: Enrolment, name: str) -> None:
    assert run(log(line(name=name))).matched == 1


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (line(name="Paul Inconnu"), "n’est inscrit dans cette session"),
        (line(context="Course: AUTRE"), "ni le code d’une session"),
        (line(name="Karim Haddad"), "anime la session"),
        (line(name="-"), "n’est inscrit"),
    ],
)
def test_a_line_of_nobody_is_reported_with_its_number(
    ines: Person, enrolment: Enrolment, given: str, word: str
) -> None:
    report = run(log(line(), given))
    assert (report.matched, report.nobody) == (1, 1)
    (left,) = report.unmatched
    assert left.lines == [3]
    assert word in left.remedy


@pytest.mark.parametrize("state", [EnrolmentState.INVITED, EnrolmentState.CANCELLED])
def test_who_has_no_place_has_no_activity(ines: Person, enrolment: Enrolment, state: EnrolmentState) -> None:
    Enrolment.objects.update(state=state)
    assert run(log(line())).matched == 0


def test_a_log_that_names_no_session_asks_for_one(ines: Person, enrolment: Enrolment) -> None:
    content = log(line(context="Page: Choisir"))
    assert "--session CODE" in run(content).unmatched[0].remedy
    assert run(content, session="lms-createur-2026-12").matched == 1


def test_a_session_option_that_does_not_exist(ines: Person, enrolment: Enrolment) -> None:
    with pytest.raises(TableRefused, match="Aucune session n’a le code « X »"):
        run(log(line()), session="X")


def test_a_course_named_by_its_title(ines: Person, enrolment: Enrolment) -> None:
    title = enrolment.session.course.title
    assert run(log(line(context=f"Course: {title}"))).matched == 1


def test_a_page_of_who_is_in_two_sessions_is_not_guessed(ines: Person, enrolment: Enrolment) -> None:
    second = EnrolmentFactory(person=ines, session=SessionFactory(opened=True))
    report = run(log(line(), line(context=f"Course: {second.session.code}"), line(context="Page: Choisir")))
    assert report.matched == 2
    assert "dans plusieurs des sessions" in report.unmatched[0].remedy


@pytest.mark.parametrize(
    ("given", "column"),
    [
        (line("32/12/26, 09:00"), "Time"),
        (line("12/31/26, 09:00"), "Time"),
        (line(""), "Time"),
        (line("hier"), "Time"),
        (line(name=""), "User full name"),
        (line() + ",de,trop", ""),
    ],
)
def test_a_line_that_cannot_be_read_is_listed_and_the_others_count(
    ines: Person, enrolment: Enrolment, given: str, column: str
) -> None:
    report = run(log(given, line()))
    assert (report.read, report.matched, report.rejected) == (2, 1, 1)
    (problem,) = report.errors
    assert (problem.line, problem.column) == (2, column)
    assert problem.remedy.endswith(".")


def test_a_day_still_to_come_is_said(ines: Person, enrolment: Enrolment) -> None:
    report = run(log(line(), line("11/12/26, 00:00"), line("12/12/26, 00:00")))
    (warning,) = report.warnings
    assert (warning.line, warning.value) == (3, "11/12/2026")
    assert warning.remedy.startswith("2 lignes sont datées après aujourd’hui")


def test_a_file_without_its_columns_is_refused_whole(ines: Person, enrolment: Enrolment) -> None:
    report = run(b"Nom;Score\nBerthier;12\n")
    assert report.rejected == report.read == 1
    assert [problem.column for problem in report.errors] == [
        "Heure", "Nom complet de l’utilisateur", "Contexte de l’événement"
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"%PDF-1.7", b"x" * (10 * 1024 * 1024 + 1)])
def test_what_is_no_table_is_refused(enrolment: Enrolment, content: bytes) -> None:
    with pytest.raises(TableRefused):
        run(content)


def test_a_dry_run_says_the_same_and_writes_nothing(ines: Person, enrolment: Enrolment) -> None:
    content = log(line(), line("8/12/26, 10:00"), line(name="Paul Inconnu"))
    rehearsed = run(content, dry_run=True).as_json()
    assert stored() == [[], [], [], []]
    assert run(content).as_json() == rehearsed


def test_portal_and_file_keep_their_own_days(ines: Person, enrolment: Enrolment) -> None:
    touch_day(person=ines, now=datetime(2026, 12, 7, 9, tzinfo=PARIS))
    run(log(line()))
    assert set(DailyActivity.objects.values_list("source", "day", "events")) == {
        ("portal", date(2026, 12, 7), 1),
        ("file", date(2026, 12, 7), 1),
    }


def test_the_source_of_a_session_says_when_it_last_spoke(ines: Person, enrolment: Enrolment) -> None:
    silent = SessionFactory(opened=True)
    run(log(line("8/12/26, 10:00")))
    run(log(line("7/12/26, 10:00")), now=IMPORTED_AT + timedelta(days=1))
    run(log(line("7/12/26, 10:00")), now=IMPORTED_AT + timedelta(days=2))
    source = ActivitySource.objects.get()
    assert (source.session, source.source) == (enrolment.session, Source.FILE)
    assert (source.last_arrival_at, source.last_day) == (IMPORTED_AT + timedelta(days=1), date(2026, 12, 8))
    assert not silent.activity_sources.exists()


def test_each_file_leaves_one_trace(ines: Person, enrolment: Enrolment) -> None:
    content = log(line(), line(name="Paul Inconnu"))
    run(content)
    run(content)
    trace = ActivityImport.objects.get()
    assert (trace.filename, trace.read, trace.fresh, trace.unmatched) == ("journal.csv", 2, 1, 1)
    assert (trace.imported_at, trace.imported_by) == (IMPORTED_AT, "user/1")


def test_queries_do_not_depend_on_lines(
    ines: Person, enrolment: Enrolment, tuan: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    few = log(line(), line(name="Tuan Nguyen"))
    many = log(*(line(f"9/12/26, {minute // 60:02}:{minute % 60:02}") for minute in range(380)))
    for content in (few, many):
        with django_assert_max_num_queries(19):
            run(content)
