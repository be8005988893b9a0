"""The programme, opened and read."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lms_onboarding.documents.printing.house import UnprintableText
from lms_onboarding.welcome.pdf.programme import Programme, Unit, render_programme
from tests.factories.printed import BARE_PROGRAMME, CERTIFICATION, PROGRAMME, WORST_PROGRAMME
from tests.support.pdf import links, pages, words, words_out_of_place

OPTIONAL = ("Activités à distance", "Certification", "Reconnaissance", "Financement", "Groupe")


def test_it_holds_every_mandatory_field() -> None:
    read = words(render_programme(replace(PROGRAMME, certification=CERTIFICATION)))
    for expected in (
        "Passerelle Formation",
        "12, quai de la Fosse, 44000 Nantes",
        "812 345 678 00021",
        "52 44 08123 44",
        "Programme n° P-CREA-21",
        "en date du 15 janvier 2025, version 3",
        "Prendre en main votre LMS, parcours Créateur",
        "Durée 21 heures",
        "Période et calendrier Du 3 au 14 mars 2025, six demi-journées",
        "Modalité Mixte : classe virtuelle, puis une journée à Nantes",
        "Tarif 1 470 € nets de taxe par personne",
        "Groupe De 6 à 12 personnes",
        "1 Concevoir un module court à partir d’un besoin de terrain Former une équipe en dix minutes",
        "5 Vérifier les droits",
        "5 séquences, 21 heures",
        "Partir du terrain Besoin, objectif observable, choix du format Étude de cas 3 h 30",
        "Public visé Personnes chargées",
        "Prérequis Aucun prérequis technique",
        "Moyens et méthodes Classe virtuelle, micro-cours",
        "Formateurs Karim Haddad, formateur-concepteur",
        "Activités à distance 14 heures en classe virtuelle",
        "Modalités et délais d’accès Inscription jusqu’à 10 jours avant le début",
        "Suivi et évaluation Positionnement",
        "Sanction Attestation de fin de formation",
        "Certification « Concepteur de formation », RNCP 12345, certificateur : Certificateur d’exemple, "
        "enregistré le 1er mars 2024.",
        "Reconnaissance Badge numérique Open Badges",
        "Financement Plan de développement",
        "Accessibilité Locaux accessibles",
        "Une question ? Solène Le Goff, 01 99 00 45 12",
    ):
        assert expected in read.replace("1 er", "1er")


def test_a_usual_programme_takes_two_pages() -> None:
    assert len(pages(render_programme(PROGRAMME))) == 2


def test_empty_rubrics_vanish_and_no_prerequisite_is_written() -> None:
    read = words(render_programme(BARE_PROGRAMME))
    assert "Prérequis Aucun prérequis Moyens" in read
    assert not [rubric for rubric in OPTIONAL if rubric in read]
    assert "None" not in read


def test_columns_that_no_sequence_fills_vanish() -> None:
    read = words(render_programme(BARE_PROGRAMME))
    assert "Séquence Contenu Partir du terrain" in read
    some = replace(PROGRAMME, sequences=(Unit("A", "a", hours="2 h"), Unit("B", "b")))
    assert "Séquence Contenu Durée A a 2 h B b" in words(render_programme(some))


def test_a_programme_without_objectives_nor_sequences_still_draws() -> None:
    read = words(render_programme(replace(PROGRAMME, objectives=(), sequences=(), contact="")))
    assert "vous saurez" not in read
    assert "Une question" not in read


def test_the_contact_can_be_written_to() -> None:
    assert links(render_programme(PROGRAMME)) == {"mailto:solene.legoff@passerelle.example"}


def test_a_title_that_would_lose_a_letter_is_refused() -> None:
    with pytest.raises(UnprintableText, match="Intitulé de la formation"):
        render_programme(replace(PROGRAMME, course="LMS 王"))


@pytest.mark.services
@pytest.mark.parametrize("data", [PROGRAMME, BARE_PROGRAMME, WORST_PROGRAMME], ids=["usual", "bare", "worst"])
def test_every_word_is_inside_the_margins(data: Programme, tmp_path: Path) -> None:
    assert words_out_of_place(render_programme(data), tmp_path) == []


def test_the_worst_loses_nothing() -> None:
    read = words(render_programme(WORST_PROGRAMME))
    assert read.count("Diagnostiquer, à partir des journaux d’activité") == 12 + 14
    assert "14 séquences" in read


def test_the_same_data_gives_the_same_bytes() -> None:
    assert render_programme(PROGRAMME) == render_programme(PROGRAMME)


@pytest.mark.parametrize("data", [PROGRAMME, BARE_PROGRAMME, WORST_PROGRAMME], ids=["usual", "bare", "worst"])
def test_frozen_as_json_it_draws_the_same_bytes(data: Programme) -> None:
    thawed = Programme.from_frozen(json.loads(json.dumps(data.as_frozen())))
    assert thawed == data
    assert render_programme(thawed) == render_programme(data)
