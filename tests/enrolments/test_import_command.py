"""The command: a table for people, JSON for machines, an exit status for scripts."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.sessions.models import Session

from .conftest import SAMPLES, plain

pytestmark = pytest.mark.usefixtures("sessions", "fixed_clock")


def _run(*arguments: str | Path) -> str:
    out = io.StringIO()
    call_command("import_enrolments", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_table_says_what_went_in_and_what_to_mend() -> None:
    told = plain(_run(SAMPLES / "export-cp1252.csv"))
    for words in (
        "Lignes lues 6",
        "Inscriptions créées 3",
        "Déjà enregistrées 1",
        "Personnes créées 3",
        "ligne 5, Adresse de courriel*",
        "ligne 6, Date de début (jj/mm/aaaa) « 31/02/2026 »",
        "ligne 7, Adresse de courriel* « Ronan.LeGall@exemple.fr »",
        "Colonnes non reconnues : Commentaire",
        "deux lignes à corriger",
    ):
        assert words in told
    assert Enrolment.objects.count() == 3


def test_json_and_nothing_else_on_standard_output() -> None:
    report = json.loads(_run(SAMPLES / "export-cp1252.csv", "--json"))
    assert list(report) == [
        "read",
        "created",
        "updated",
        "unchanged",
        "rejected",
        "people_created",
        "errors",
        "warnings",
        "unknown_columns",
        "ignored_columns",
    ]
    assert {key: report[key] for key in ("read", "created", "unchanged", "rejected")} == {
        "read": 6,
        "created": 3,
        "unchanged": 1,
        "rejected": 2,
    }
    assert [list(error) for error in report["errors"]] == [["line", "column", "value", "remedy"]] * 3
    assert report["read"] == sum(report[key] for key in ("created", "updated", "unchanged", "rejected"))


def test_dry_run_writes_nothing_and_says_so() -> None:
    assert "Rien n’a été enregistré" in _run(SAMPLES / "moodle-upload.csv", "--dry-run")
    assert not Enrolment.objects.exists()


def test_twice_succeeds() -> None:
    _run(SAMPLES / "moodle-upload.csv")
    assert json.loads(_run(SAMPLES / "moodle-upload.csv", "--json"))["unchanged"] == 10


def test_invited(sessions: dict[str, Session]) -> None:
    _run(SAMPLES / "moodle-upload.csv", "--invited")
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"invited"}


def test_create_sessions(tmp_path: Path) -> None:
    file = tmp_path / "janvier.csv"
    file.write_text(
        "Nom;Prénom;Courriel;Formation;Début;Fin\n"
        "Sarr;Fatou;f@exemple.fr;Prendre en main votre LMS – Admin;11/01/2027;22/01/2027"
    )
    with pytest.raises(CommandError):
        _run(file)
    _run(file, "--create-sessions")
    assert Enrolment.objects.get().session.code == "LMS-ADMIN-2027-01-11"


@pytest.mark.parametrize("json_asked", [True, False])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "n’existe pas"),
        (b"", "vide"),
        ("Nom;Prénom\nSarr;Fatou".encode(), "Il manque la colonne"),
        ("Nom;Prénom;Courriel;Session\nSarr;Fatou;f@;LMS-ADMIN-2026-12".encode(), "adresse complète"),
        (b"x" * (10 * 1024 * 1024 + 1), "dépasse 10 Mo"),
    ],
)
def test_the_command_fails_when_no_row_is_good(
    tmp_path: Path, content: bytes | None, sentence: str, *, json_asked: bool
) -> None:
    file = tmp_path / "x.csv"
    if content is not None:
        file.write_bytes(content)
    out = io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("import_enrolments", str(file), *(["--json"] if json_asked else []), stdout=out)
    if json_asked:
        report = json.loads(out.getvalue())
        assert report["created"] == 0
        assert sentence in plain(report["errors"][0]["remedy"])
    else:
        assert sentence in plain(f"{out.getvalue()} {refusal.value}")
    assert not Enrolment.objects.exists()


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="dossier"):
        _run(tmp_path)
