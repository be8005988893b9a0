"""The pages of surveys: who reads what, charts, the signed analysis, files, answers that came otherwise."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.offboarding.models import RelayedReply, SessionCampaigns, SurveyAnalysis
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.portal.teams import QUALITY, TEAMS
from lms_onboarding.sessions.models import Session
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import OrganisationFactory, provider
from tests.factories.sessions import SessionFactory
from tests.factories.surveys import starter
from tests.offboarding.conftest import END, THURSDAY, answer, asked, at, work
from tests.support.html import Page

pytestmark = pytest.mark.django_db
FRIDAY = at("2026-12-04 09:00")


@pytest.fixture(autouse=True)
def moment() -> Any:
    provider()
    starter()
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def nadia(client: Client) -> Client:
    """The quality manager, signed in."""
    user = get_user_model().objects.create_user("nadia@exemple.fr", first_name="Nadia", last_name="Ferrand")
    user.groups.add(Group.objects.get(name=QUALITY))
    client.force_login(user)
    return client


@pytest.fixture
def heard() -> Callable[..., Session]:
    """A session whose learners answered hot with these marks; `said` by question applies to all."""

    def make(marks: list[int], *, starts: date = THURSDAY, learner: Any = None, **said: Any) -> Session:
        session = SessionFactory(starts=starts, opened=True)
        people = [EnrolmentFactory(**{"company": None, **(learner or {})}, session=session) for _ in marks]
        assert session.ends_at
        work(session.ends_at)
        for one, mark in zip(people, marks, strict=True):
            later = session.ends_at + timedelta(hours=1)
            answer(asked(f"survey/hot/{one.pk}"), now=later, **{"hot_overall": mark, "hot_recommend": 8, **said})
        return session

    return make


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " "))


def test_a_session_shows_who_answered_and_the_number_on_each_bar(nadia: Client, heard: Any) -> None:
    session = heard([3, 4, 4, 5, 5, 5, 5])
    response = nadia.get(f"/enquetes/session/{session.pk}/")
    text = response.content.decode()
    assert response.status_code == 200
    assert "7 sur 7" in words(response)
    assert "satisfaction ? 1 réponse à 3, 2 à 4 et 4 à 5." in text.replace("\u202f", " ")
    assert "moyenne" not in text
    assert "NPS" not in text
    assert "%" not in re.sub(r'[a-z]+="[^"]*"', "", words(response))
    assert not Page(text).problems


def test_the_title_says_what_there_is_to_look_into(nadia: Client, heard: Any) -> None:
    session = heard([1, 5], hot_access="access_yes", hot_help="in_time", hot_obstacles=["nothing"])
    response = nadia.get(f"/enquetes/session/{session.pk}/")
    assert "Trois réponses" not in words(response)
    assert "Deux réponses, un point à regarder" in words(response)
    low = Enrolment.objects.filter(session=session).select_related("person").order_by("pk")[0]
    assert f"{low.person.full_name} : 1 sur 5" in words(response)


def test_names_of_people_who_gave_none_are_nowhere(nadia: Client, heard: Any) -> None:
    session = heard([1] * 5, naming="anonymous", hot_improve="Rien")
    response = nadia.get(f"/enquetes/session/{session.pk}/")
    assert "Cinq réponses sans nom : 1 sur 5" in words(response)
    for one in Enrolment.objects.filter(session=session).select_related("person"):
        assert one.person.last_name not in response.content.decode()


def test_few_nameless_answers_wait_and_the_page_says_why(nadia: Client, heard: Any) -> None:
    session = heard([1] * 4, naming="anonymous", hot_improve="Reconnaissable")
    response = nadia.get(f"/enquetes/session/{session.pk}/")
    assert "4 sur 4" in words(response)
    assert "Quatre réponses sans nom ne se lisent pas encore : il en faut cinq dans la même session." in words(
        response
    )
    assert "Reconnaissable" not in response.content.decode()


def test_an_analysis_is_signed_on_the_page(nadia: Client, heard: Any) -> None:
    session = heard([3, 5], hot_improve="Plus de temps\nsur les droits")
    page = f"/enquetes/session/{session.pk}/"
    given = {"retained": "Le contenu convainc.", "changed": "", "grounds": ["Plus de temps\r\nsur les droits"]}
    response = nadia.post(page, given, follow=True)
    assert "signée par Nadia Ferrand" in words(response)
    analysis = SurveyAnalysis.objects.get()
    assert (analysis.retained, len(analysis.grounds)) == ("Le contenu convainc.", 2)
    assert Entry.objects.get(verb="surveys.analysed").subject == f"session/{session.pk}"
    assert nadia.get("/enquetes/").content.decode().count("Analysée") == 1

    twice = nadia.post(page, given)
    assert twice.status_code == 422
    assert "vient de signer" in words(twice)
    assert nadia.post(page, {**given, "replaces": analysis.pk}).status_code == 302
    assert SurveyAnalysis.objects.count() == 2


def test_an_empty_analysis_is_refused_and_ticks_are_kept(nadia: Client, heard: Any) -> None:
    session = heard([3], hot_improve="Plus de temps")
    response = nadia.post(f"/enquetes/session/{session.pk}/", {"retained": "", "grounds": ["Plus de temps"]})
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
    assert "Aucune de vos sessions" in words(client.get("/enquetes/"))
    assert client.get("/enquetes/periode/enquetes.xlsx").status_code == 404


def test_a_period_is_compared_to_the_one_before(nadia: Client, heard: Any) -> None:
    heard([2] * 4, starts=date(2026, 11, 5))
    heard([5] * 3)
    response = nadia.get("/enquetes/periode/?du=2026-12-01&au=2026-12-31")
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
def test_an_impossible_period_says_how_to_mend_it(nadia: Client, query: str, sentence: str) -> None:
    response = nadia.get(f"/enquetes/periode/?{query}")
    assert response.status_code == 422
    assert sentence in words(response)


def test_files_say_the_figures_and_run_nothing(nadia: Client, heard: Any) -> None:
    session = heard([3, 5], hot_improve="=HYPERLINK(1)")
    figures = nadia.get(f"/enquetes/session/{session.pk}/chiffres.csv")
    rows = figures.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Public;Sollicitations;Réponses;Question")
    assert any(";hot_overall;;2;3;1;" in row for row in rows)
    comments = nadia.get(f"/enquetes/session/{session.pk}/commentaires.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in comments
    book = load_workbook(io.BytesIO(nadia.get(f"/enquetes/session/{session.pk}/enquetes.xlsx").content))
    assert book.sheetnames == ["Chiffres", "Commentaires"]
    cells = [cell for row in book["Commentaires"].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert nadia.get(f"/enquetes/session/{session.pk}/tout.exe").status_code == 404
    assert nadia.get("/enquetes/periode/chiffres.csv?du=2026-12-01&au=2026-12-31").status_code == 200


def test_a_session_may_ask_at_other_dates(nadia: Client, heard: Any) -> None:
    session = heard([4])
    page = f"/enquetes/session/{session.pk}/dates/"
    assert "le lundi 1 er février 2027 à 9 h" in words(nadia.get(page))
    response = nadia.post(page, {"cold_delay": "45", "hour": "14:30"}, follow=True)
    assert "le lundi 18 janvier 2027 à 14 h 30" in words(response)
    assert SessionCampaigns.objects.get().cold_delay == 45
    wrong = nadia.post(page, {"cold_delay": "-2", "hour": "midi"})
    assert wrong.status_code == 422
    assert "Donnez une heure, par exemple 09:30." in words(wrong)
    nadia.post(page, {"stopped": "on"})
    assert work(at("2027-01-18 14:30")).queued == 0


def opco() -> Any:
    return OrganisationFactory(name="OPCO Ouest", kind=OrganisationKind.FUNDER, contact_email="hugo@opco.fr")


REPLY: dict[str, Any] = {
    "channel": "meeting",
    "on_day": "2026-12-03",
    "spoke": "Hugo Martin, conseiller",
    "funder_overall": "4",
    "funder_files": "na",
    "funder_deadlines": "2",
    "funder_alert": "alert_yes",
}


def test_a_meeting_with_a_funder_is_an_answer_with_its_channel(nadia: Client, heard: Any) -> None:
    funder = OrganisationFactory(name="OPCO Est", kind=OrganisationKind.FUNDER)
    heard([4, 4], learner={"funder": funder})
    assert "aucun contact : complétez sa fiche, ou notez un échange" in words(nadia.get("/enquetes/financeurs/2026/"))
    form = nadia.post(f"/enquetes/financeurs/2026/{funder.pk}/noter/")
    response = nadia.post(form["Location"], REPLY, follow=True)

    assert "Hugo Martin, conseiller, en réunion, le jeudi 3 décembre 2026" in words(response)
    assert "1 « Sans avis »" in words(response)
    reply = RelayedReply.objects.select_related("invitation").get()
    assert (reply.channel, reply.invitation.answered_on) == ("meeting", FRIDAY.date())
    assert Entry.objects.get(verb="survey.relayed").codes == {"channel": "meeting", "on": "2026-12-03"}
    assert work(at("2026-12-04 09:00")).queued == 0, "nobody is asked for what they already said"
    again = nadia.post(form["Location"], REPLY)
    assert again.status_code == 422
    assert "a déjà répondu" in words(again)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"channel": ""}, "Choisissez un canal"),
        ({"spoke": ""}, "Notez qui a répondu"),
        ({"on_day": "2026-12-25"}, "ne peut pas être à venir"),
        ({"funder_overall": "9"}, "Question 1"),
        ({"funder_overall": ""}, "Question 1"),
    ],
)
def test_a_reply_that_cannot_be_written_down_loses_nothing(
    nadia: Client, heard: Any, change: dict[str, str], sentence: str
) -> None:
    funder = opco()
    heard([4], learner={"funder": funder})
    form = nadia.post(f"/enquetes/financeurs/2026/{funder.pk}/noter/")
    response = nadia.post(form["Location"], REPLY | change)
    assert response.status_code == 422
    assert sentence in words(response)
    assert not RelayedReply.objects.exists()
    assert re.search(r'name="funder_deadlines" value="2" checked', response.content.decode())


def test_nobody_writes_for_a_learner(nadia: Client, heard: Any) -> None:
    session = heard([4])
    silent = EnrolmentFactory(session=session, company=None)
    work(END + timedelta(hours=1))
    assert nadia.get(f"/enquetes/reponse/{asked(f'survey/hot/{silent.pk}').pk}/").status_code == 404


def test_a_funder_of_another_year_is_not_asked(nadia: Client, heard: Any) -> None:
    funder = opco()
    heard([4], learner={"funder": funder})
    response = nadia.post(f"/enquetes/financeurs/2024/{funder.pk}/noter/", follow=True)
    assert "n’a financé personne en 2024" in words(response)


def test_pages_cost_the_same_for_one_answer_and_for_many(nadia: Client, heard: Any) -> None:
    def cost(session: Session) -> int:
        with CaptureQueriesContext(connection) as queries:
            nadia.get(f"/enquetes/session/{session.pk}/")
        return len(queries)

    one, many = heard([1]), heard([1, 2, 3, 4, 5, 1, 2])
    nadia.get("/enquetes/")
    assert cost(one) == cost(many)
    with CaptureQueriesContext(connection) as few:
        nadia.get("/enquetes/")
    heard([4])
    with CaptureQueriesContext(connection) as more:
        nadia.get("/enquetes/")
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
