"""The pages of surveys: who reads what, charts, the signed analysis, files, answers that came otherwise."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.offboarding.models import SessionCampaigns, SurveyAnalysis
from lms_onboarding.portal.teams import QUALITY, TEAMS
from lms_onboarding.sessions.models import Session
from tests.factories.sessions import SessionFactory
from tests.offboarding.conftest import THURSDAY, at, work
from tests.support.html import Page

from .reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_friday")]


def test_a_session_shows_who_answered_and_the_number_on_each_bar(quality: Client, heard: Any) -> None:
    session = heard([3, 4, 4, 5, 5, 5, 5])
    response = quality.get(f"/enquetes/session/{session.pk}/")
    text = response.content.decode()
    assert response.status_code == 200
    assert "7 sur 7" in words(response)
    assert "satisfaction ? 1 réponse à 3, 2 à 4 et 4 à 5." in text.replace("\u202f", " ")
    assert "moyenne" not in text
    assert "NPS" not in text
    assert "%" not in re.sub(r'[a-z]+="[^"]*"', "", words(response))
    assert not Page(text).problems


def test_the_title_says_what_there_is_to_look_into(quality: Client, heard: Any) -> None:
    session = heard([1, 5], hot_access="access_yes", hot_help="in_time", hot_obstacles=["nothing"])
    response = quality.get(f"/enquetes/session/{session.pk}/")
    assert "Trois réponses" not in words(response)
    assert "Deux réponses, un point à regarder" in words(response)
    low = Enrolment.objects.filter(session=session).select_related("person").order_by("pk")[0]
    assert f"{low.person.full_name} : 1 sur 5" in words(response)


def test_names_of_people_who_gave_none_are_nowhere(quality: Client, heard: Any) -> None:
    session = heard([1] * 5, naming="anonymous", hot_improve="Rien")
    response = quality.get(f"/enquetes/session/{session.pk}/")
    assert "Cinq réponses sans nom : 1 sur 5" in words(response)
    for one in Enrolment.objects.filter(session=session).select_related("person"):
        assert one.person.last_name not in response.content.decode()


def test_few_nameless_answers_wait_and_the_page_says_why(quality: Client, heard: Any) -> None:
    session = heard([1] * 4, naming="anonymous", hot_improve="Reconnaissable")
    response = quality.get(f"/enquetes/session/{session.pk}/")
    assert "4 sur 4" in words(response)
    assert (
        "Quatre réponses sans nom ne se lisent pas encore : il en faut cinq dans la même session, une fois"
        in words(response)
    )
    assert "Reconnaissable" not in response.content.decode()


def test_an_analysis_is_signed_on_the_page(quality: Client, heard: Any) -> None:
    session = heard([3, 5], hot_improve="Plus de temps\nsur les droits")
    page = f"/enquetes/session/{session.pk}/"
    given = {"retained": "Le contenu convainc.", "changed": "", "grounds": ["Plus de temps\r\nsur les droits"]}
    response = quality.post(page, given, follow=True)
    assert "signée par Nadia Ferrand" in words(response)
    analysis = SurveyAnalysis.objects.get()
    assert (analysis.retained, len(analysis.grounds)) == ("Le contenu convainc.", 2)
    assert Entry.objects.get(verb="surveys.analysed").subject == f"session/{session.pk}"
    assert quality.get("/enquetes/").content.decode().count("Analysée") == 1

    [way] = re.findall(r'href="([^"]+)">[^<]*<svg[^>]*>.{0,80}</svg>Décider une action', response.content.decode())
    assert way == f"/registres/action/nouvelle/?source=analysis/{analysis.pk}"
    assert re.search(rf'value="analysis/{analysis.pk}"[^>]*checked', quality.get(way).content.decode())

    twice = quality.post(page, given)
    assert twice.status_code == 422
    assert "vient de signer" in words(twice)
    assert quality.post(page, {**given, "replaces": analysis.pk}).status_code == 302
    assert SurveyAnalysis.objects.count() == 2


def test_an_empty_analysis_is_refused_and_ticks_are_kept(quality: Client, heard: Any) -> None:
    session = heard([3], hot_improve="Plus de temps")
    response = quality.post(f"/enquetes/session/{session.pk}/", {"retained": "", "grounds": ["Plus de temps"]})
    assert response.status_code == 422
    assert "en une phrase au moins" in words(response)
    assert re.search(r'value="Plus de temps" checked', response.content.decode())


def test_a_trainer_reads_their_sessions_and_signs_nothing(client: Client, heard: Any) -> None:
    session, other = heard([4, 4]), SessionFactory(opened=True, trainers=[], starts=THURSDAY)
    karim = session.trainers.get().person
    karim.account = get_user_model().objects.create_user("karim@exemple.fr")
    karim.save()
    client.force_login(karim.account)
    page = client.get(f"/enquetes/session/{session.pk}/")
    assert page.status_code == 200
    assert "Ce que disent les formateurs" not in words(page)
    assert "Signer" not in words(page)
    assert "Décider une action" not in words(page)
    assert "moyenne" not in words(page)
    refused = [
        client.get(f"/enquetes/session/{other.pk}/"),
        client.post(f"/enquetes/session/{session.pk}/", {"retained": "x"}),
        client.get("/enquetes/periode/"),
        client.get("/enquetes/financeurs/2026/"),
        client.get(f"/enquetes/session/{session.pk}/dates/"),
        client.get("/enquetes/periode/chiffres.csv"),
    ]
    assert [response.status_code for response in refused] == [404] * len(refused)


def test_a_learner_reads_nothing(client: Client, heard: Any) -> None:
    session = heard([4])
    person = Enrolment.objects.get(session=session).person
    person.account = get_user_model().objects.create_user("ines@exemple.fr")
    person.save()
    client.force_login(person.account)
    assert client.get(f"/enquetes/session/{session.pk}/").status_code == 404
    assert client.get("/enquetes/").status_code == 404
    assert client.get("/enquetes/periode/enquetes.xlsx").status_code == 404


def test_a_period_is_compared_to_the_one_before(quality: Client, heard: Any) -> None:
    heard([2] * 4, starts=date(2026, 11, 5))
    heard([5] * 3)
    response = quality.get("/enquetes/periode/?du=2026-12-01&au=2026-12-31")
    assert "3 sur 3" in words(response)
    assert "4 sur 4 avant, 0 sur 3 maintenant" in response.content.decode().replace("\u00a0", " ")
    assert "Deux groupes différents, et petits : un signe, pas une preuve." in words(response)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("du=2026-12-31&au=2026-12-01", "finit avant de commencer"),
        ("du=hier&au=2026-12-01", "Choisissez un jour"),
        ("du=2016-01-01&au=2026-12-01", "cinq ans au plus"),
    ],
)
def test_an_impossible_period_says_how_to_mend_it(quality: Client, query: str, sentence: str) -> None:
    response = quality.get(f"/enquetes/periode/?{query}")
    assert response.status_code == 422
    assert sentence in words(response)


def test_files_say_the_figures_and_run_nothing(quality: Client, heard: Any) -> None:
    session = heard([3, 5], hot_improve="=HYPERLINK(1)")
    figures = quality.get(f"/enquetes/session/{session.pk}/chiffres.csv")
    rows = figures.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Public;Sollicitations;Réponses;Question")
    assert any(";hot_overall;;2;3;1;" in row for row in rows)
    comments = quality.get(f"/enquetes/session/{session.pk}/commentaires.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in comments
    book = load_workbook(io.BytesIO(quality.get(f"/enquetes/session/{session.pk}/enquetes.xlsx").content))
    assert book.sheetnames == ["Chiffres", "Commentaires"]
    cells = [cell for row in book["Commentaires"].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert quality.get(f"/enquetes/session/{session.pk}/tout.exe").status_code == 404
    assert quality.get("/enquetes/periode/chiffres.csv?du=2026-12-01&au=2026-12-31").status_code == 200


def test_a_session_may_ask_at_other_dates(quality: Client, heard: Any) -> None:
    session = heard([4])
    page = f"/enquetes/session/{session.pk}/dates/"
    assert "le lundi 1 er février 2027 à 9 h" in words(quality.get(page))
    response = quality.post(page, {"cold_delay": "45", "hour": "14:30"}, follow=True)
    assert "le lundi 18 janvier 2027 à 14 h 30" in words(response)
    assert SessionCampaigns.objects.get().cold_delay == 45
    wrong = quality.post(page, {"cold_delay": "-2", "hour": "midi"})
    assert wrong.status_code == 422
    assert "Donnez une heure, par exemple 09:30." in words(wrong)
    quality.post(page, {"stopped": "on"})
    assert work(at("2027-01-18 14:30")).queued == 0


def test_pages_cost_the_same_for_one_answer_and_for_many(quality: Client, heard: Any) -> None:
    def cost(session: Session) -> int:
        with CaptureQueriesContext(connection) as queries:
            quality.get(f"/enquetes/session/{session.pk}/")
        return len(queries)

    one, many = heard([1]), heard([1, 2, 3, 4, 5, 1, 2])
    quality.get("/enquetes/")
    assert cost(one) == cost(many)
    with CaptureQueriesContext(connection) as few:
        quality.get("/enquetes/")
    heard([4])
    with CaptureQueriesContext(connection) as more:
        quality.get("/enquetes/")
    assert len(few) == len(more)


def test_the_teams_have_their_rights() -> None:
    rights = {
        team: set(
            Group.objects.get(name=team)
            .permissions.filter(content_type__app_label="lmso_offboarding")
            .values_list("codename", flat=True)
        )
        for team in TEAMS
    }
    assert "add_surveyanalysis" in rights[QUALITY]
    assert "change_campaignsettings" in rights[QUALITY]
