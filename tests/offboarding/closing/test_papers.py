"""What was released is issued once, learner by learner, sealed and told; a corrected bilan replaces the one before."""

import hashlib
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.storage import storages
from pytest_django import DjangoAssertNumQueries, Settings

from lms_onboarding.documents.services import Standing, verify_file, verify_number
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.offboarding.models import Paper, PaperKind
from lms_onboarding.offboarding.refusals import (
    BilansToValidate,
)
from lms_onboarding.offboarding.services import (
    Wording,
    draw,
    issue_papers,
    release,
    release_correction,
    save_bilan,
    sweep_closings,
    validate_bilans,
    write_archive,
)
from lms_onboarding.people.models import Organisation, Person
from tests.factories.enrolments import EnrolmentFactory
from tests.offboarding.closing.conftest import EVENING, LATER, SIGNATORY, Ended, judged, paper, pdf, present, released
from tests.support.pdf import pages, words

pytestmark = pytest.mark.django_db


def test_papers_are_issued_once_and_told_once(ended: Ended) -> None:
    released(ended)
    first = sweep_closings(now=LATER)
    again = sweep_closings(now=LATER)
    assert (first.issued, first.learners) == (6, 2)
    assert (again.issued, again.learners) == (0, 0)
    assert OutgoingMail.objects.filter(message="offboarding.closing").count() == 2


@pytest.mark.services("pdftotext")
@pytest.mark.parametrize("kind", PaperKind)
def test_poppler_reads_every_mandatory_field_and_a_valid_seal(ended: Ended, kind: PaperKind, tmp_path: Path) -> None:
    released(ended)
    sweep_closings(now=LATER)
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf(paper(ended.ines, kind)))
    raw = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    text = " ".join(raw.split())
    for field, said in MANDATORY[kind].items():
        assert said in text, field
    for never in NEVER[kind]:
        assert never not in text
    signed = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in signed


IDENTITY = {
    "raison sociale": "Passerelle Formation",
    "adresse": "12, quai de la Fosse, 44000 Nantes",
    "SIRET": "812 345 678 00021",
    "numéro de déclaration d'activité (NDA)": "52 44 08123 44",
}
MANDATORY: dict[PaperKind, dict[str, str]] = {
    PaperKind.BILAN: {
        "objectifs et niveau atteint": "en cours d’acquisition",
        "points forts": "Vos points forts",
        "axes de progrès": "À consolider",
        "assiduité": "Votre assiduité",
        "suite conseillée": "Et maintenant",
        "évaluateur et date": "Karim Haddad, formateur, le 7 décembre 2026",
        "auto-évaluation de l'apprenant": "Dans vos mots",
    },
    PaperKind.ATTESTATION: {
        **IDENTITY,
        "nom et prénom": "Inès Berthier",
        "intitulé": "Prendre en main votre LMS",
        "nature de l'action (L. 6313-1)": "L. 6313-1",
        "objectifs en termes opérationnels": "Concevoir un module court à partir d’un besoin de terrain",
        "dates": "le lundi 7 décembre 2026",
        "durée suivie": "7 heures",
        "modalité": "présentiel",
        "résultats de l'évaluation": "non acquis",
        "date": "Fait à Nantes, le 7 décembre 2026",
        "signataire": "Claire Fontaine",
        "numéro": "A-2026-0001",
    },
    PaperKind.CERTIFICATE: {
        **IDENTITY,
        "signataire": "Claire Fontaine, directrice de Passerelle Formation, représentant légal",
        "nom et prénom du bénéficiaire": "Inès Berthier",
        "entreprise employeur (si salarié)": "Coopérative",
        "intitulé de l'action": "Prendre en main votre LMS",
        "nature": "action de formation par apprentissage",
        "date de début": "7 décembre 2026",
        "durée RÉELLE en heures": "7 heures",
        "engagement de conservation": "trois ans à compter de la fin de l’année du dernier paiement",
        "fait à, le": "Fait à Nantes, le 7 décembre 2026",
        "cachet et signature du dispensateur": "Cachet et signature du dispensateur",
    },
}
NEVER = {
    PaperKind.BILAN: ("obligatoire", "Malik"),
    PaperKind.ATTESTATION: ("obligatoire", "6353-1"),
    PaperKind.CERTIFICATE: ("acquis", "Vérifier", "point fort"),
}


def test_the_same_frozen_data_draw_the_same_bytes_before_the_seal(ended: Ended) -> None:
    released(ended)
    sweep_closings(now=LATER)
    for found in Paper.objects.select_related("document"):
        assert found.document is not None
        drawn = draw(found, number=found.document.number, issued_at=found.document.issued_at)
        assert hashlib.sha256(drawn).hexdigest() == found.document.drawn_sha256


def test_a_bilan_holds_on_two_pages_and_an_attestation_on_one(ended: Ended) -> None:
    released(ended)
    sweep_closings(now=LATER)
    counts = {kind: len(pages(pdf(paper(ended.ines, kind)))) for kind in PaperKind}
    assert counts == {PaperKind.BILAN: 2, PaperKind.ATTESTATION: 1, PaperKind.CERTIFICATE: 1}


def test_without_self_assessment_a_bilan_draws_nothing_and_says_so(ended: Ended) -> None:
    released(ended)
    sweep_closings(now=LATER)
    row = paper(ended.ines, PaperKind.BILAN)
    assert row.document is not None
    silent = words(pdf(row))
    row.data["progress"] = [{**goal, "before": 1, "after": 4} for goal in row.data["progress"]]
    told = words(draw(row, number=row.document.number, issued_at=LATER))
    assert "après, à consolider" in told
    assert "seuls les résultats" not in told
    assert "après, à consolider" not in silent
    assert "seuls les résultats de l’évaluation figurent ici" in silent


def test_without_a_planned_assessment_no_result_is_printed(ended: Ended) -> None:
    ended.session.programme["assessment"] = ""
    ended.session.save(update_fields=["programme"])
    released(ended)
    sweep_closings(now=LATER)
    said = words(pdf(paper(ended.ines, PaperKind.ATTESTATION)))
    assert "Aucune évaluation des acquis n’était prévue" in said
    assert "non acquis" not in said


def test_one_that_cannot_be_drawn_says_why_and_stops_nobody(ended: Ended) -> None:
    Person.objects.filter(pk=ended.malik.person_id).update(first_name="Malik 😀")
    released(ended)
    report = sweep_closings(now=LATER)
    assert (report.issued, report.learners) == (3, 1)
    stuck = Paper.objects.to_issue()
    assert stuck.count() == 3
    assert all("police" in one.problem for one in stuck)


def test_a_learner_is_not_told_before_all_their_papers_are_there(ended: Ended, settings: Settings) -> None:
    released(ended)
    Paper.objects.filter(enrolment=ended.ines, kind=PaperKind.ATTESTATION).update(data={})
    report = sweep_closings(now=LATER)
    assert (report.issued, report.learners) == (5, 1)
    assert not OutgoingMail.objects.filter(key=f"closing/{ended.ines.pk}").exists()


# --- correction ---
def test_a_bilan_edited_after_release_is_a_new_version_and_its_holder_is_told(ended: Ended) -> None:
    released(ended)
    sweep_closings(now=LATER)
    wording = Wording(strengths=["Vous écrivez des consignes claires."], axes=["Relire un rapport."], action="Relire.")
    edited = save_bilan(ended.bilan(ended.ines), wording, by="user/3", now=LATER)
    assert edited.version == 2
    with pytest.raises(BilansToValidate):
        release_correction(edited, by="user/3", now=LATER)
    validate_bilans([edited], validator=ended.trainer, by="user/3", now=LATER)
    for _ in range(2):
        release_correction(ended.bilan(ended.ines), by="user/3", now=LATER)
    assert sweep_closings(now=LATER).issued == 1
    old, new = (paper(ended.ines, PaperKind.BILAN, version) for version in (1, 2))
    assert old.document is not None and new.document is not None  # noqa: PT018
    assert verify_number(old.document.number).standing is Standing.SUPERSEDED
    assert verify_file(pdf(old), now=LATER).standing is Standing.SUPERSEDED
    assert "version 2" in words(pdf(new))
    assert "Vous écrivez des consignes claires." in words(pdf(new))
    assert OutgoingMail.objects.filter(key=f"closing/{ended.ines.pk}/2").count() == 1
    assert Paper.objects.current().filter(enrolment=ended.ines).count() == 3


# --- mails ---
def test_mails_say_what_the_documents_say_and_name_nobody_to_partners(ended: Ended, mailoutbox: list[object]) -> None:
    Organisation.objects.filter(pk=ended.ines.company_id or 0).update(
        contact_name="Anne", contact_email="rh@coop.exemple.fr"
    )
    released(ended)
    sweep_closings(now=LATER)
    deliver(lane=Lane.NORMAL, clock=lambda: datetime(2026, 12, 8, 9, tzinfo=UTC))
    sent = {mail.to_email: mail for mail in OutgoingMail.objects.left()}
    learner, partner = sent["ines@exemple.fr"], sent["rh@coop.exemple.fr"]
    assert learner.subject == "Inès, votre bilan de formation est là"
    assert "deux objectifs acquis sur quatre" in learner.text.replace("\xa0", " ")
    assert "badge" not in learner.text.lower()
    assert "7 heures" in partner.text.replace("\xa0", " ")
    assert "Inès" not in partner.text + partner.html


def test_the_number_of_queries_does_not_follow_the_number_of_learners(
    ended: Ended, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        one = EnrolmentFactory(session=ended.session)
        present(one, "present", "present" if number else "absent", by=ended.trainer)
        judged(one, "acquired", "in_progress", by=ended.trainer)
    ended.validated()
    with django_assert_max_num_queries(60):
        release(ended.session, SIGNATORY, by="user/3", now=EVENING)
    assert Paper.objects.count() == 66


def test_a_handful_of_papers_costs_the_queries_of_one(
    ended: Ended, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    released(ended)
    assert Paper.objects.to_issue().count() == 6
    with django_assert_max_num_queries(28):
        assert issue_papers(now=LATER) == 6


def test_the_archive_of_a_session_survives_a_lost_file_and_names_it(ended: Ended) -> None:
    released(ended)
    sweep_closings(now=LATER)
    whole, again = BytesIO(), BytesIO()
    write_archive(whole, ended.session)
    write_archive(again, ended.session)
    assert whole.getvalue() == again.getvalue()
    lost = paper(ended.ines, PaperKind.ATTESTATION).document
    assert lost is not None
    storages["issued"].delete(lost.blob.path)
    torn = BytesIO()
    write_archive(torn, ended.session)
    archive = ZipFile(torn)
    assert len(ZipFile(whole).namelist()) == len(archive.namelist()) == 6
    assert lost.number in archive.read("A_LIRE.txt").decode()
