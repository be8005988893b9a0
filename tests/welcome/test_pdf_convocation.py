"""The convocation and practical guide, opened and read."""

import json
import os
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from lms_onboarding.documents.printing.blocks import Contact
from lms_onboarding.documents.printing.frozen import FrozenMismatch
from lms_onboarding.documents.printing.house import UnprintableText
from lms_onboarding.welcome.pdf.convocation import Convocation, HalfDay, render_convocation
from tests.factories.printed import (
    BARE_CONVOCATION,
    CONVOCATION,
    ON_SITE,
    REMOTE,
    WORST_CONVOCATION,
    daily_half_days,
)
from tests.support.pdf import links, pages, words, words_out_of_place

IDENTITY = (
    "Passerelle Formation",
    "12, quai de la Fosse, 44000 Nantes",
    "812 345 678 00021",
    "52 44 08123 44",
    "Convocation n° C-2025-0147",
    "en date du 24 février 2025",
)


def test_it_holds_every_mandatory_field_on_two_pages() -> None:
    first, guide = pages(render_convocation(CONVOCATION))
    for expected in (
        *IDENTITY,
        "Inès, nous vous attendons lundi 3 mars à 9 h.",
        "Mme Inès Berthier",
        "« Prendre en main votre LMS, parcours Créateur », 21 heures, du 3 au 14 mars 2025.",
        "Classe virtuelle et Nantes, salle Loire.",
        "Contact administratif",
        "Solène Le Goff",
        "01 99 00 45 12",
        "Lundi 3 mars 2025 9 h à 12 h 30 Classe virtuelle Karim Haddad",
        "Vendredi 14 mars 2025 13 h 30 à 17 h Nantes, salle Loire Karim Haddad",
        "« Bienvenue Inès ! J’ai lu vos attentes",
        "En cas d’absence ou de retard",
        "même pour dix minutes de retard",
    ):
        assert expected in first
    for expected in (
        *IDENTITY,
        "Transformer un besoin de terrain en module de dix minutes",
        "Pour que vos collègues l’appliquent dès le lendemain",
        "12, quai de la Fosse, salle Loire, 2e étage, 44000 Nantes",
        "Tram 1, arrêt Chantiers Navals",
        "https://classe.passerelle.example/creatrice-mars",
        "Prérequis techniques",
        "débit de 4 Mbit/s",
        "Bloqué ? On répond",
        "réponse en moins de 2 heures",
        "Un casque avec micro",
        "Tester ma connexion (3 min)",
        "Formateur : contenu, exercices, votre projet",
        "Référente pédagogique",
        "Référent handicap",
        "Documents joints : le programme, le règlement intérieur et le livret d’accueil.",
    ):
        assert expected in guide


def test_every_half_day_has_its_row() -> None:
    first = pages(render_convocation(CONVOCATION))[0]
    for day in ("Lundi 3", "Mardi 4", "Jeudi 6", "Lundi 10"):
        assert first.count(f"{day} mars 2025") == 1
    assert first.count("Vendredi 14 mars 2025") == 2


def test_on_site_says_nothing_of_connecting() -> None:
    read = words(render_convocation(ON_SITE))
    assert "Venir" in read
    assert "Tram 1" in read
    assert "Se connecter" not in read


def test_at_a_distance_says_nothing_of_coming() -> None:
    read = words(render_convocation(REMOTE))
    assert "Se connecter" in read
    assert "Venir" not in read
    assert "Nantes, salle Loire" not in read


def test_what_nobody_wrote_sends_to_the_administrative_contact() -> None:
    read = words(render_convocation(BARE_CONVOCATION))
    assert "Itinéraire, étage, stationnement : Solène Le Goff, 01 99 00 45 12." in read
    assert "Prévenez-nous dès que possible : Solène Le Goff, 01 99 00 45 12." in read
    assert "Aucun matériel particulier n’est demandé à ce jour." in read
    for absent in ("«  »", "Documents joints", "Ce que vous saurez faire", "À faire", "Scannez", "Avec", "None"):
        assert absent not in read
    remote = replace(BARE_CONVOCATION, place="", link="https://classe.exemple.fr")
    assert "Ordinateur, navigateur, débit : Solène Le Goff, 01 99 00 45 12." in words(render_convocation(remote))


def test_without_place_nor_link_it_still_draws() -> None:
    read = words(render_convocation(replace(BARE_CONVOCATION, place="")))
    assert "Venir" not in read
    assert "Se connecter" not in read


def test_the_guardian_of_a_minor_is_named() -> None:
    read = pages(render_convocation(replace(CONVOCATION, guardian="M. Paul Berthier, père")))[0]
    assert "Copie au responsable légal M. Paul Berthier, père" in read
    assert "responsable légal" not in words(render_convocation(CONVOCATION))


def test_the_code_to_scan_opens_a_page_that_asks_for_a_code() -> None:
    pdf = render_convocation(CONVOCATION)
    assert "https://lms.passerelle.example/d/C-2025-0147" in links(pdf)
    assert "Scannez pour ouvrir cette page en version accessible" in words(pdf)
    assert "un code vous sera envoyé. lms.passerelle.example/d/C-2025-0147" in words(pdf)


@pytest.mark.parametrize("suffix", ["?token=abc", "#abc"])
def test_a_printed_address_carries_no_token(suffix: str) -> None:
    with pytest.raises(ValueError, match="no token"):
        replace(CONVOCATION, page_url=f"{CONVOCATION.page_url}{suffix}")


def test_the_class_and_the_people_can_be_reached_with_a_finger() -> None:
    assert links(render_convocation(CONVOCATION)) >= {
        "https://classe.passerelle.example/creatrice-mars",
        "mailto:aide@passerelle.example",
        "mailto:karim.haddad@passerelle.example",
    }


def test_dates_are_absolute_and_lateness_is_not_printed() -> None:
    read = words(render_convocation(CONVOCATION))
    for relative in ("hors délai", "J-7", "dans sept jours", " demain"):
        assert relative not in read


@pytest.mark.parametrize("count", [1, 2, 4, 6, 8, 10, 12, 14])
def test_a_usual_session_takes_two_pages(count: int) -> None:
    read = pages(render_convocation(replace(CONVOCATION, half_days=daily_half_days(count))))
    assert len(read) == 2
    assert read[0].count("Nantes, salle Loire Karim Haddad") == count
    assert "En cas d’absence ou de retard" in " ".join(read)


def test_a_long_session_flows_on_and_repeats_its_head() -> None:
    read = pages(render_convocation(replace(CONVOCATION, half_days=daily_half_days(40))))
    assert sum(page.count("Nantes, salle Loire Karim Haddad") for page in read) == 40
    assert [page.count("Demi-journée Horaire Lieu Avec") for page in read[:2]] == [1, 1]


def test_one_day_is_not_a_period() -> None:
    one = replace(CONVOCATION, half_days=(HalfDay(date(2025, 9, 1), time(9), time(12), "Nantes"),))
    assert "21 heures, le lundi 1er septembre 2025." in words(render_convocation(one))


def test_a_convocation_needs_a_half_day() -> None:
    with pytest.raises(ValueError, match="half-day"):
        replace(CONVOCATION, half_days=())


# --- names ---
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (replace(CONVOCATION, full_name="Inès 王"), "Nom"),
        (replace(CONVOCATION, first_name="王"), "Prénom"),
        (replace(CONVOCATION, guardian="王"), "Responsable légal"),
        (replace(CONVOCATION, course="LMS 😀"), "Intitulé de la formation"),
        (replace(CONVOCATION, people=(Contact("محمد", "Formateur"),)), "Interlocuteur"),
        (replace(CONVOCATION, half_days=(HalfDay(date(2025, 9, 1), time(9), time(12), "王"),)), "Lieu"),
    ],
)
def test_a_name_that_would_lose_a_letter_is_refused(changed: Convocation, field: str) -> None:
    with pytest.raises(UnprintableText) as refused:
        render_convocation(changed)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Hồng", "Олена Шевченко", "Ελένη", "Zoë O'Neill", "Łukasz Żak", "Ine\u0300s"]
)
def test_names_of_europe_and_vietnam_are_printed(name: str) -> None:
    read = words(render_convocation(replace(CONVOCATION, full_name=name)))
    assert unicodedata.normalize("NFC", name).replace("'", "’") in read


def test_an_emoji_in_the_trainers_word_only_vanishes() -> None:
    assert "« Bienvenue ! »" in words(render_convocation(replace(CONVOCATION, word="Bienvenue 😀 !")))


# --- the worst ---
@pytest.mark.services
@pytest.mark.parametrize(
    "data",
    [
        CONVOCATION,
        ON_SITE,
        REMOTE,
        BARE_CONVOCATION,
        WORST_CONVOCATION,
        replace(CONVOCATION, half_days=daily_half_days(14)),
        replace(CONVOCATION, half_days=daily_half_days(20), guardian="M. Paul Berthier, père"),
    ],
    ids=["blended", "on-site", "remote", "bare", "worst", "14", "20"],
)
def test_every_word_is_inside_the_margins(data: Convocation, tmp_path: Path) -> None:
    assert words_out_of_place(render_convocation(data), tmp_path) == []


def test_the_worst_loses_nothing() -> None:
    read = words(render_convocation(WORST_CONVOCATION))
    assert read.count("9 h à 12 h 30") == 18
    assert "LMS-CREATEUR-2026-12-B-000147-AB12CD34EF56" in read
    assert "< niveau avancé> & administration" in read.replace("<niveau", "< niveau")


# --- bytes and frozen data ---
def test_the_same_data_gives_the_same_bytes() -> None:
    assert render_convocation(CONVOCATION) == render_convocation(CONVOCATION)


def test_several_threads_draw_the_same_bytes() -> None:
    expected = render_convocation(CONVOCATION)
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: render_convocation(CONVOCATION), range(8)))
    assert all(pdf == expected for pdf in drawn)


DIGEST = (
    "import hashlib; from tests.factories.printed import CONVOCATION, PROGRAMME;"
    "from lms_onboarding.welcome.pdf.convocation import render_convocation;"
    "from lms_onboarding.welcome.pdf.programme import render_programme;"
    "print(hashlib.sha256(render_convocation(CONVOCATION) + render_programme(PROGRAMME)).hexdigest())"
)


def test_the_bytes_do_not_follow_the_environment() -> None:
    root = Path(__file__).parents[2]
    digests = set()
    for seed, epoch, zone in (("0", "0", "UTC"), ("1", "1700000000", "Asia/Tokyo")):
        own = {"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch, "TZ": zone, "PYTHONPATH": str(root)}
        run = subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, **own},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(run.stdout.strip())
    assert len(digests) == 1


@pytest.mark.parametrize("data", [CONVOCATION, BARE_CONVOCATION, WORST_CONVOCATION])
def test_frozen_as_json_it_draws_the_same_bytes(data: Convocation) -> None:
    thawed = Convocation.from_frozen(json.loads(json.dumps(data.as_frozen())))
    assert thawed == data
    assert render_convocation(thawed) == render_convocation(data)


def test_frozen_data_says_dates_in_iso() -> None:
    frozen = CONVOCATION.as_frozen()
    assert frozen["half_days"][0] == {
        "on": "2025-03-03",
        "start": "09:00:00",
        "end": "12:30:00",
        "where": "classe virtuelle",
        "trainer": "Karim Haddad",
    }
    assert frozen["imprint"]["issued_at"] == "2025-02-24T09:00:00+01:00"


def test_frozen_data_of_another_shape_is_refused() -> None:
    frozen = CONVOCATION.as_frozen()
    del frozen["full_name"]
    with pytest.raises(FrozenMismatch, match="full_name"):
        Convocation.from_frozen(frozen)


def test_an_address_wider_than_its_column_is_cut_after_a_sign_of_its_own() -> None:
    reach = "solene.legoff-administration@organisme-passerelle-formation.exemple.fr"
    data = replace(CONVOCATION, administrative_contact=Contact("Solène Le Goff", "Contact", reach))
    first = pages(render_convocation(data))[0]
    assert "solene.legoff-administration@ organisme-passerelle-formation. exemple.fr" in first
