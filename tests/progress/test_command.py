"""`./manage.py import_activity`, as a person or a script runs it."""

import json
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import DailyActivity

HEADERS = "Time,User full name,Event context,Event name,IP address"
GOOD = '"30/11/26, 08:30",Inès Berthier,Course: LMS-CREATEUR-2026-12,Course viewed,203.0.113.7'
NOBODY = '"30/11/26, 08:30",Paul Inconnu,Course: LMS-CREATEUR-2026-12,Course viewed,203.0.113.7'
KEYS = {
    "read", "matched", "days", "unchanged", "rejected", "errors", "unmatched", "homonyms", "warnings",
    "ignored_columns",
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def log(tmp_path: Path, ines: Person, enrolment: Enrolment, fixed_clock: time_machine.Traveller) -> Path:
    path = tmp_path / "journal.csv"
    path.write_text("\n".join([HEADERS, GOOD, NOBODY]))
    return path


def run(*words: str) -> str:
    out = StringIO()
    call_command("import_activity", *words, stdout=out)
    return out.getvalue()


def test_the_report_in_json_has_these_keys_and_no_other(log: Path) -> None:
    report = json.loads(run(str(log), "--json"))
    assert set(report) == KEYS
    assert (report["read"], report["matched"], report["days"]) == (2, 1, 1)
    assert report["unmatched"][0]["lines"] == [3]
    again = json.loads(run(str(log), "--json"))
    assert (again["matched"], again["unchanged"], again["days"]) == (1, 1, 0)


def test_the_report_in_words(log: Path) -> None:
    said = run(str(log), "--dry-run")
    assert "Paul Inconnu, ligne 3" in said
    assert "Colonnes jamais lues : IP address" in said
    assert "Rien n’a été enregistré" in said
    assert not DailyActivity.objects.exists()


def test_many_lines_of_one_name_are_summed_up(log: Path) -> None:
    log.write_text("\n".join([HEADERS, GOOD, *[NOBODY] * 20]))
    assert "lignes 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 et 8 autres" in run(str(log))


def test_homonyms_and_mistakes_are_told_apart(log: Path) -> None:
    log.write_text(
        "\n".join([HEADERS, GOOD, GOOD.replace("30/11/26", "31/11/26"), GOOD.replace("30/11/26", "1/1/27")])
    )
    said = run(str(log))
    assert "ligne 3, Time « 31/11/26, 08:30 »" in said
    assert "À vérifier" in said


def test_nothing_matched_fails(log: Path) -> None:
    log.write_text("\n".join([HEADERS, NOBODY]))
    with pytest.raises(CommandError, match="Aucune ligne n’a trouvé son apprenant"):
        run(str(log))


def test_an_unreadable_file_fails_with_its_sentence(log: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="n’existe pas"):
        run(str(tmp_path / "absent.csv"))
    with pytest.raises(CommandError, match="est un dossier"):
        run(str(tmp_path))
    out = StringIO()
    log.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="au format PDF"):
        call_command("import_activity", str(log), "--json", stdout=out)
    assert "au format PDF" in json.loads(out.getvalue())["errors"][0]["remedy"]
