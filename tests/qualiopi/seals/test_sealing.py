"""Seals from outside: one a day, everything in the first that sees it, every change seen, a rewriting betrayed."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.documents.models import Blob, IssuedDocument
from lms_onboarding.documents.services import Order, issue, supersede
from lms_onboarding.journal.models import Entry
from lms_onboarding.journal.services import Fact, record_many
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import ProviderSettings
from qualiopi.models import Leaf, Seal, SealSettings
from qualiopi.services import seal_due, verify_seals

pytestmark = pytest.mark.django_db


def _happens(count: int, now: datetime) -> None:
    record_many([Fact("kit.sent", f"enrolment/{rank}", now) for rank in range(count)], now=now)


def _paper(now: datetime, number: int = 1) -> IssuedDocument:
    order = Order(
        key=f"paper/{number}", kind="programme", prefix="P", title="Programme", about="session/1", filename="p.pdf"
    )
    return issue(order, lambda text: f"%PDF {text}".encode(), now=now)


def _sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def sealed(provider: ProviderSettings, now: datetime) -> Seal:
    _happens(3, now)
    _paper(now)
    (seal,) = seal_due(now=now)
    return seal


def test_a_day_has_one_seal_and_each_content_joins_the_first(sealed: Seal, now: datetime) -> None:
    assert (sealed.number, sealed.size) == (1, 4)
    _happens(2, now)
    assert seal_due(now=now + timedelta(hours=3)) == []
    (second,) = seal_due(now=now + timedelta(days=1))
    assert (second.number, second.size) == (2, 2)
    assert verify_seals().holds
    assert verify_seals().leaves == 6


def test_a_day_without_anything_new_has_no_seal(sealed: Seal, now: datetime) -> None:
    assert seal_due(now=now + timedelta(days=1)) == []


def test_more_than_one_seal_holds_makes_several(
    provider: ProviderSettings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qualiopi.seals.sealing.LARGEST", 4)
    _happens(9, now)
    assert [one.size for one in seal_due(now=now)] == [4, 4, 1]
    assert verify_seals().holds


def test_sealing_asks_as_many_queries_for_two_as_for_many(
    provider: ProviderSettings, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    SealSettings.load()
    _happens(1, now)
    seal_due(now=now)
    for count, day in ((2, 1), (120, 2)):
        _happens(count, now)
        with django_assert_num_queries(16):
            seal_due(now=now + timedelta(days=day))


def test_a_changed_entry_is_named(sealed: Seal) -> None:
    entry = Entry.objects.order_by("pk")[1]
    _sql("UPDATE lmso_journal_entry SET actor = %s WHERE id = %s", "user/9", entry.pk)
    (fault,) = verify_seals().faults
    assert fault.what == f"entry/{entry.pk} a été modifié"


def test_a_deleted_entry_is_named(sealed: Seal) -> None:
    entry = Entry.objects.order_by("pk")[2]
    _sql("DELETE FROM lmso_journal_entry WHERE id = %s", entry.pk)
    assert [one.what for one in verify_seals().faults] == [f"entry/{entry.pk} a disparu"]


def test_a_changed_file_is_named(sealed: Seal) -> None:
    document = IssuedDocument.objects.select_related("blob").get()
    with storages["issued"].open(document.blob.path, "wb") as file:
        file.write(b"%PDF autre")
    (fault,) = verify_seals().faults
    assert document.number in fault.what
    assert "modifié" in fault.what
    assert verify_seals(files=False).holds


def test_an_erased_content_keeps_its_leaf_and_is_no_fault(sealed: Seal) -> None:
    entry = Entry.objects.order_by("pk")[0]
    Leaf.objects.filter(kind="entry", ref=entry.pk).update(salt=None)
    _sql("DELETE FROM lmso_journal_entry WHERE id = %s", entry.pk)
    verdict = verify_seals()
    assert verdict.holds
    assert verdict.erased == 1


def test_a_document_replaced_later_is_still_as_it_was_sealed(sealed: Seal, now: datetime) -> None:
    supersede(IssuedDocument.objects.get(), _paper(now, 2))
    assert verify_seals().holds


def test_a_missing_leaf_breaks_the_root(sealed: Seal) -> None:
    Leaf.objects.filter(rank=3).delete()
    assert any("racine" in one.what for one in verify_seals().faults)


def test_a_missing_seal_breaks_the_chain(sealed: Seal, now: datetime) -> None:
    for day in (1, 2):
        _happens(1, now)
        seal_due(now=now + timedelta(days=day))
    Leaf.objects.filter(seal__number=2).delete()
    Seal.objects.filter(number=2).delete()
    said = " ".join(one.what for one in verify_seals().faults)
    assert "n° 2 manque" in said
    assert "ne suit pas" in said


@pytest.fixture
def received(provider: ProviderSettings, now: datetime, mailoutbox: list[EmailMessage]) -> bytes:
    settings = SealSettings.load()
    settings.email = "archives@exemple.fr"
    settings.save()
    _happens(3, now)
    seal_due(now=now)
    deliver(clock=lambda: now)
    return bytes(mailoutbox[0].message().as_bytes())


def test_the_message_carries_the_seal_outside(received: bytes, mailoutbox: list[EmailMessage]) -> None:
    assert Seal.objects.get().chain in str(mailoutbox[0].body)
    assert OutgoingMail.objects.get().to_email == "archives@exemple.fr"


def test_whoever_rewrites_everything_is_betrayed_by_the_message(
    received: bytes, now: datetime, tmp_path: Path
) -> None:
    kept = tmp_path / "sceau.eml"
    kept.write_bytes(received)
    call_command("verify_seals", "--messages", str(kept), stdout=StringIO())
    Leaf.objects.all().delete()
    Seal.objects.all().delete()
    _sql("UPDATE lmso_journal_entry SET actor = %s", "user/9")
    seal_due(now=now)
    alone = StringIO()
    call_command("verify_seals", stdout=alone)
    assert "pas une falsification" in alone.getvalue()
    told = StringIO()
    with pytest.raises(CommandError, match="a changé"):
        call_command("verify_seals", "--messages", str(kept), stdout=told)
    assert "message reçu" in told.getvalue()


def test_a_file_without_a_seal_is_refused(tmp_path: Path, db: None) -> None:
    (tmp_path / "autre.txt").write_text("Bonjour", encoding="utf-8")
    with pytest.raises(CommandError, match="aucun sceau"):
        call_command("verify_seals", "--messages", str(tmp_path / "autre.txt"))
    with pytest.raises(CommandError, match="ne se lit pas"):
        call_command("verify_seals", "--messages", str(tmp_path / "absent.eml"))


def test_a_blob_alone_is_not_sealed(provider: ProviderSettings, now: datetime) -> None:
    Blob.objects.create(sha256="0" * 64, size=1, stored_at=now)
    assert seal_due(now=now) == []
