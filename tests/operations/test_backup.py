"""A backup taken by one command, put back by another, on another folder; whatever is altered is refused."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.support import commands


@pytest.fixture
def house(tmp_path: Path, migrated_copy: Path) -> Path:
    """The data folder of an embedded installation that has issued something."""
    data = tmp_path / "data"
    (data / "issued" / "ab").mkdir(parents=True)
    (data / "issued" / "ab" / "abcd").write_bytes(b"%PDF-un document")
    (data / "issued" / "ab" / ".draft").write_bytes(b"half")
    (data / "keys").mkdir()
    (data / "keys" / "links_key").write_text("la cle des liens, de plus de trente-deux caracteres")
    shutil.copyfile(migrated_copy, data / "db.sqlite3")
    with sqlite3.connect(data / "db.sqlite3") as connection:
        connection.execute("INSERT INTO lmso_operations_heartbeat (task, ended_at) VALUES ('une', '2026-11-28')")
    connection.close()
    return data


def _said(*words: str, data: Path, status: int = 0) -> str:
    done = commands.run(*words, data_dir=data, DATABASE_URL="")  # embedded, whatever database the suite runs on
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def test_a_backup_comes_back_elsewhere_whole(house: Path, tmp_path: Path) -> None:
    saved, other = tmp_path / "saved", tmp_path / "other"
    assert "fichiers" in _said("backup", str(saved), data=house)
    assert saved.stat().st_mode & 0o077 == 0, "it holds keys"
    assert not list(saved.rglob(".draft"))
    _said("restore", str(saved), data=other)
    assert (other / "issued" / "ab" / "abcd").read_bytes() == b"%PDF-un document"
    assert (other / "keys" / "links_key").read_text() == (house / "keys" / "links_key").read_text()
    with sqlite3.connect(other / "db.sqlite3") as connection:
        assert connection.execute("SELECT task FROM lmso_operations_heartbeat").fetchall() == [("une",)]
    connection.close()

    assert "n’est pas vide" in _said("backup", str(saved), data=house, status=1)
    assert "rien n’est jamais écrasé" in _said("restore", str(saved), data=house, status=1)

    (saved / "issued" / "ab" / "abcd").write_bytes(b"%PDF-un documenT")
    third = tmp_path / "third"
    assert "a changé depuis" in _said("restore", str(saved), data=third, status=1)
    assert not (third / "db.sqlite3").exists()
    assert not (third / "issued").exists()
    (saved / "issued" / "ab" / "abcd").unlink()
    assert "Il manque" in _said("restore", str(saved), data=third, status=1)
    assert "n’est pas une sauvegarde" in _said("restore", str(tmp_path), data=third, status=1)


def test_a_server_is_saved_by_its_own_tools(tmp_path: Path) -> None:
    done = commands.run("backup", str(tmp_path / "s"), data_dir=tmp_path / "d", DATABASE_URL="postgres://h/n")
    assert done.returncode == 1
    assert "pg_dump" in done.stderr
