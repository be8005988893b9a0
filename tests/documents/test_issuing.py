"""Issued once, under one number, with the exact bytes, whatever happens in between."""

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from lms_onboarding.documents.models import Blob, IssuedDocument
from lms_onboarding.documents.printing.house import UnprintableText
from lms_onboarding.documents.services import (
    AlreadySuperseded,
    Order,
    TamperedFile,
    issue,
    issue_many,
    read,
    store,
    supersede,
)

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    issued = settings.STORAGES["issued"]
    settings.STORAGES = settings.STORAGES | {
        "issued": issued | {"OPTIONS": {"location": tmp_path / "issued", "base_url": None}}
    }
    return tmp_path / "issued"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def order(key: str = "convocation/12/3", **changes: Any) -> Order:
    given: dict[str, Any] = {
        "key": key,
        "kind": "convocation",
        "prefix": "C",
        "title": "Convocation",
        "about": "enrolment/12",
        "holder_key": "person/12",
        "filename": "convocation-{number}.pdf",
        "data": {"learner": "Inès Berthier"},
    }
    return Order(**given | changes)


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once_under_their_hash(folder: Path) -> None:
    blob = store(b"bytes", now=NOW)
    assert store(b"bytes", now=NOW).pk == blob.pk == hashlib.sha256(b"bytes").hexdigest()
    assert [path.relative_to(folder).as_posix() for path in files(folder)] == [blob.path]
    assert read(blob) == b"bytes"


@pytest.mark.django_db
def test_changed_or_vanished_bytes_are_refused(folder: Path) -> None:
    blob = store(b"bytes", now=NOW)
    [file] = files(folder)
    file.write_bytes(b"other")
    with pytest.raises(TamperedFile, match="a été modifié"):
        read(blob)
    file.unlink()
    with pytest.raises(TamperedFile, match="a disparu"):
        read(blob)


@pytest.mark.django_db
def test_a_crash_before_the_row_is_mended_by_the_next_writer(folder: Path) -> None:
    path = folder / Blob(sha256=hashlib.sha256(b"bytes").hexdigest()).path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half")
    (path.parent / f".{path.name}.draft").write_bytes(b"ha")
    assert read(store(b"bytes", now=NOW)) == b"bytes"


@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_bytes_do_not_disturb_each_other(folder: Path) -> None:
    def write(_writer: int) -> str:
        try:
            return str(store(b"shared", now=NOW).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(write, range(16)))) == 1
    assert len(files(folder)) == 1
    assert Blob.objects.count() == 1


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_leaves_no_row(folder: Path) -> None:
    folder.write_bytes(b"a file stands where the folder should be")
    with pytest.raises(OSError, match=os.fspath(folder)):
        store(b"bytes", now=NOW)
    assert not Blob.objects.exists()


@pytest.mark.django_db
def test_a_storage_that_renames_is_refused(settings: Settings, folder: Path) -> None:
    plain = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = settings.STORAGES | {"issued": plain}
    store(b"bytes", now=NOW)
    Blob.objects.all().delete()
    with pytest.raises(RuntimeError, match="file_overwrite"):
        store(b"bytes", now=NOW)
    assert storages["issued"]


@pytest.mark.django_db(transaction=True)
def test_a_document_is_drawn_once_with_its_number_and_outside_transactions() -> None:
    drawn: list[str] = []

    def draw(number: str) -> bytes:
        assert not connection.in_atomic_block
        drawn.append(number)
        return f"PDF {number}".encode()

    first = issue(order(), draw, now=NOW)
    again = issue(order(title="Autre"), draw, now=NOW)
    assert drawn == ["C-2026-0001"]
    assert again == first
    assert (first.number, first.filename) == ("C-2026-0001", "convocation-C-2026-0001.pdf")
    assert (first.data, first.issued_at) == ({"learner": "Inès Berthier"}, NOW)
    assert read(first.blob) == b"PDF C-2026-0001"
    assert issue(order("convocation/13/1"), draw, now=NOW).number == "C-2026-0002"
    assert issue(order("programme/1", prefix="P"), draw, now=NOW).number == "P-2026-0001"


@pytest.mark.django_db
def test_the_year_of_a_number_is_the_one_on_paris_calendars() -> None:
    new_year_in_paris = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert issue(order(), str.encode, now=new_year_in_paris).number == "C-2027-0001"


@pytest.mark.django_db
def test_a_failed_drawing_costs_a_number_and_never_repeats_one() -> None:
    def broken(number: str) -> bytes:
        raise ZeroDivisionError(number)

    with pytest.raises(ZeroDivisionError):
        issue(order(), broken, now=NOW)
    assert not IssuedDocument.objects.exists()
    assert issue(order(), str.encode, now=NOW).number == "C-2026-0002"


@pytest.mark.django_db
def test_who_finishes_second_receives_the_first_ones_document() -> None:
    def slow(number: str) -> bytes:
        issue(order(), lambda other: f"first {other}".encode(), now=NOW)
        return f"second {number}".encode()

    document = issue(order(), slow, now=NOW)
    assert read(document.blob) == b"first C-2026-0002"
    assert IssuedDocument.objects.count() == 1


@pytest.mark.django_db
def test_an_issued_document_is_found_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    issue(order(), str.encode, now=NOW)
    with django_assert_num_queries(1):
        assert issue(order(), str.encode, now=NOW).blob.size == len("C-2026-0001")


@pytest.mark.django_db
def test_a_correction_supersedes_and_the_chain_is_never_rewritten() -> None:
    old, new, other = (issue(order(f"convocation/12/{number}"), str.encode, now=NOW) for number in (1, 2, 3))
    supersede(old, new)
    supersede(old, new)
    assert list(IssuedDocument.objects.current().order_by("pk")) == [new, other]
    with pytest.raises(AlreadySuperseded, match="n° C-2026-0001 est déjà remplacé par le n° C-2026-0002"):
        supersede(old, other)
    assert read(old.blob) == b"C-2026-0001"


@pytest.mark.django_db(transaction=True)
def test_documents_that_leave_together_are_issued_in_the_queries_of_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def requests(first: int, count: int) -> list[tuple[Order, Callable[[str], bytes]]]:
        return [(order(f"convocation/{number}/1"), draw) for number in range(first, first + count)]

    def draw(number: str) -> bytes:
        assert not connection.in_atomic_block
        return f"PDF {number}".encode()

    issue_many(requests(0, 1), now=NOW)  # the series exists
    with CaptureQueriesContext(connection) as one:
        issue_many(requests(1, 1), now=NOW)
    with django_assert_num_queries(len(one)):
        issued = issue_many(requests(1, 6), now=NOW)
    documents = [row for row in issued if isinstance(row, IssuedDocument)]
    assert [row.number for row in documents] == [f"C-2026-{number:04}" for number in range(2, 8)]
    assert [read(row.blob) for row in documents] == [f"PDF {row.number}".encode() for row in documents]
    assert IssuedDocument.objects.count() == 7


@pytest.mark.django_db
def test_one_that_cannot_be_drawn_leaves_its_refusal_in_its_place() -> None:
    def refused(number: str) -> bytes:
        raise UnprintableText("Nom", "字")

    first, second, third = issue_many(
        [(order("a"), str.encode), (order("b"), refused), (order("c"), str.encode)], now=NOW
    )
    assert isinstance(second, UnprintableText)
    assert [row.number for row in (first, third) if isinstance(row, IssuedDocument)] == ["C-2026-0001", "C-2026-0003"]
    with pytest.raises(UnprintableText):
        issue(order("b"), refused, now=NOW)


@pytest.mark.django_db
def test_of_documents_that_leave_together_those_issued_meanwhile_by_another_are_hers() -> None:
    def slow(number: str) -> bytes:
        issue(order("b"), lambda other: f"hers {other}".encode(), now=NOW)
        return f"ours {number}".encode()

    first, second = issue_many([(order("a"), slow), (order("b"), str.encode)], now=NOW)
    assert isinstance(first, IssuedDocument)
    assert isinstance(second, IssuedDocument)
    assert (read(first.blob), read(second.blob)) == (b"ours C-2026-0001", b"hers C-2026-0003")
    assert IssuedDocument.objects.count() == 2


@pytest.mark.django_db
def test_bytes_that_cannot_be_kept_leave_no_document(folder: Path) -> None:
    folder.write_bytes(b"a file stands where the folder should be")
    with pytest.raises(OSError, match=os.fspath(folder)):
        issue_many([(order("a"), str.encode), (order("b"), str.encode)], now=NOW)
    assert not IssuedDocument.objects.exists()
