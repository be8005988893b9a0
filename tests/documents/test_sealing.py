"""The electronic seal: valid to an independent reader, dated at issue, and nothing drawn is changed by it."""

import hashlib
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.checks import run_checks
from django.test import Client
from pytest_django import Settings
from reportlab.platypus import Flowable

from lms_onboarding.documents import sealing
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.printing.house import text
from lms_onboarding.documents.printing.page import Imprint, build
from lms_onboarding.documents.services import (
    Order,
    SealUnusable,
    Standing,
    issue,
    read,
    revoke,
    seal,
    supersede,
    verify_file,
    verify_number,
)
from lms_onboarding.journal.models import Entry
from tests.factories.printed import PROVIDER
from tests.support.pdf import reader, words

NOW = datetime(2026, 12, 18, 16, 5, tzinfo=UTC)


def drawn(number: str = "A-2026-0001") -> bytes:
    story: list[Flowable] = [text("Inès Berthier a suivi la formation.")]
    return build(story, PROVIDER, Imprint("Attestation", number, NOW))


def sealed(key: str = "attestation/12/1") -> IssuedDocument:
    order = Order(
        key=key,
        kind="attestation_fin",
        prefix="A",
        title="Attestation de fin de formation",
        about="enrolment/12",
        holder_key="person/12",
        filename="attestation-{number}.pdf",
        sealed=True,
    )
    return issue(order, drawn, now=NOW)


@pytest.fixture
def own_seal(settings: Settings, tmp_path: Path) -> Path:
    settings.LMSO_SEAL_FILE = str(tmp_path / "keys" / "seal.pem")
    return tmp_path / "keys" / "seal.pem"


def test_poppler_finds_the_seal_valid_and_the_whole_file_signed(tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(seal(drawn(), at=NOW))
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Cachet électronique de l'organisme" in said


def test_the_seal_says_the_time_of_issue_and_adds_nothing_to_the_page() -> None:
    before = drawn()
    after = seal(before, at=NOW)
    assert after.startswith(before)
    assert words(after) == words(before)
    fields = reader(after).get_fields() or {}
    assert str(fields["Cachet"]["/V"]["/M"]) == "D:20261218160500Z"


def test_the_key_is_made_once_for_its_owner_alone(own_seal: Path) -> None:
    first = sealing.seal_of_the_house(at=NOW)
    assert isinstance(first.key.curve, ec.SECP256R1)
    assert own_seal.stat().st_mode & 0o777 == 0o600
    assert sealing.seal_of_the_house(at=NOW).der == first.der


def test_a_seal_is_never_made_where_the_settings_name_one(own_seal: Path, settings: Settings) -> None:
    settings.LMSO_SEAL_MADE = False
    with pytest.raises(SealUnusable, match="introuvable"):
        seal(drawn(), at=NOW)
    assert [message.id for message in run_checks() if (message.id or "").startswith("lmso_documents")] == [
        "lmso_documents.E001"
    ]


def test_another_kind_of_key_is_refused(own_seal: Path) -> None:
    certificate = sealing.seal_of_the_house(at=NOW).certificate.public_bytes(serialization.Encoding.PEM)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    own_seal.write_bytes(key + certificate)
    with pytest.raises(SealUnusable, match="P-256"):
        seal(drawn(), at=NOW)


@pytest.mark.django_db
def test_the_fingerprint_of_the_drawing_is_kept_beside_that_of_the_file() -> None:
    document = sealed()
    content = read(document.blob)
    assert document.drawn_sha256 == hashlib.sha256(drawn(document.number)).hexdigest()
    assert hashlib.sha256(content).hexdigest() == document.blob_id != document.drawn_sha256


# --- verification ---
@pytest.mark.django_db
def test_one_byte_changed_is_told() -> None:
    content = bytearray(read(sealed().blob))
    assert verify_file(bytes(content), now=NOW).standing is Standing.AUTHENTIC
    content[200] ^= 1
    assert verify_file(bytes(content), now=NOW).standing is Standing.ALTERED
    assert verify_file(drawn(), now=NOW).standing is Standing.UNKNOWN


@pytest.mark.django_db
def test_a_replaced_document_leads_to_the_last_one() -> None:
    first, second, third = (sealed(f"attestation/12/{version}") for version in (1, 2, 3))
    supersede(first, second)
    supersede(second, third)
    verdict = verify_number(f" {first.number.lower()} ")
    assert (verdict.standing, verdict.replaced_by) == (Standing.SUPERSEDED, third)
    assert verify_number(third.number).standing is Standing.AUTHENTIC


@pytest.mark.django_db
def test_a_document_is_revoked_once_with_its_reason() -> None:
    document = sealed()
    assert [revoke(document, reason="Erreur sur la personne", by="user/1", now=NOW) for _ in range(2)] == [True, False]
    assert verify_number(document.number).standing is Standing.REVOKED
    assert verify_file(read(document.blob), now=NOW).standing is Standing.REVOKED
    assert Entry.objects.filter(verb="document.revoked").count() == 1


@pytest.mark.django_db
def test_the_page_answers_without_any_name(client: Client) -> None:
    document = sealed()
    page = client.post("/verifier/", {"number": f" {document.number} "}, follow=True)
    told = page.content.decode()
    assert page.status_code == 200
    assert "Ce document est authentique" in told
    assert document.number in told
    assert "Inès" not in told
    with_file = client.post("/verifier/", {"file": _upload(read(document.blob))})
    assert "octet pour octet" in with_file.content.decode()


@pytest.mark.django_db
def test_a_title_that_names_somebody_is_cut_before_the_name(client: Client) -> None:
    """That of a statement of attendance at a distance: its number is one of a series, which anybody may guess."""
    document = sealed()
    IssuedDocument.objects.filter(pk=document.pk).update(title="Relevé d’assiduité, Inès Berthier, LMS-1")
    told = client.get(f"/verifier/{document.number}/").content.decode()
    assert "Relevé d’assiduité" in told
    assert "Berthier" not in told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({"number": ""}, 422, "tel qu’il est imprimé"),
        ({"number": "A/2026"}, 422, "tel qu’il est imprimé"),
        ({"number": "A-2026-9999"}, 404, "Nous ne reconnaissons pas"),
    ],
)
def test_the_page_says_how_to_ask_again(client: Client, given: dict[str, str], status: int, sentence: str) -> None:
    page = client.post("/verifier/", given, follow=True)
    assert page.status_code == status
    assert sentence in page.content.decode()


@pytest.mark.django_db
def test_the_public_certificate_is_given_and_never_the_key(client: Client) -> None:
    content = client.get("/verifier/cachet.pem").content
    assert b"BEGIN CERTIFICATE" in content
    assert b"PRIVATE" not in content


def _upload(content: bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    return SimpleUploadedFile("attestation.pdf", content, content_type="application/pdf")
