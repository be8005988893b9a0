"""The quality portal from outside: what is missing, in one click the piece, what a person says of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms_onboarding.accounts.models import User
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.models import NeedsSynthesis, WelcomeKit
from qualiopi.coverage import overview
from qualiopi.coverage.models import SessionStanding
from qualiopi.coverage.standings import sweep_standings
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory

from .conftest import analyse, at, kits_leave

pytestmark = pytest.mark.django_db
NOW = at("2026-12-20 09:00")
PERIOD = "?du=2026-12-01&au=2026-12-31"


@pytest.fixture
def lived(session: Session, moment: Any) -> Session:
    """Kits left on time, two needs out of three were analysed; it is 20 December."""
    kits_leave(at("2026-11-29 09:00"))
    for one in Enrolment.objects.order_by("pk")[:2]:
        analyse(one, now=at("2026-12-01 10:00"))
    moment.move_to(NOW)
    return session


def signed_in(team: str) -> Client:
    user = User.objects.create_user("nadia@exemple.fr", first_name="Nadia", last_name="Ferrand")
    user.groups.add(Group.objects.get(name=team))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def quality(db: None) -> Client:
    return signed_in("Responsable qualité")


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"[\s\u00a0\u202f]+", " ", plain.replace("&#x27;", "'").replace("&amp;", "&"))


def test_the_matrix_counts_says_what_is_missing_and_leads_to_each_piece(lived: Session, quality: Client) -> None:
    page = text(quality, f"/preuves/{PERIOD}")
    assert "Une session" in page
    assert re.search(r"\d+ pièces sur \d+ sont réunies ; \w+ lots manquent", page)
    assert "%" not in page
    assert "conforme" not in page.replace("aucune conformité", "")
    html = quality.get(f"/preuves/{PERIOD}").content.decode()
    assert re.search(rf"{lived.code}, indicateur 4, partielle : </span>2/3", html)
    lots = re.findall(r'<th scope="row">([^<(]+)', html.split('id="preuves"')[1])
    assert "Analyse du besoin signée" in lots
    said = re.findall(r"majeure si elle est relevée|mineure ou majeure", html)
    grave = [found == "majeure si elle est relevée" for found in said]
    assert grave == sorted(grave, reverse=True)
    assert "13 jours de retard" in page  # due on the 7th
    # one click: the cell, its pieces, and where the missing one is mended
    cell = quality.get(f"/preuves/session/{lived.pk}/4/").content.decode()
    third = Enrolment.objects.order_by("pk")[2]
    assert third.person.full_name in cell
    assert f"/besoins/inscription/{third.pk}/" in cell
    assert cell.count("/piece/needs_synthesis/synthesis/") == 2
    sheet = text(quality, f"/preuves/session/{lived.pk}/12/")
    assert "Feuilles d’émargement contresignées" in sheet
    assert "Déposer la pièce" in sheet


def test_filters_choose_sessions_indicators_and_the_version(lived: Session, quality: Client) -> None:
    SessionFactory(code="AILLEURS", opened=True)
    assert "AILLEURS" in text(quality, f"/preuves/{PERIOD}")
    assert "AILLEURS" not in text(quality, f"/preuves/{PERIOD}&session={lived.code}")
    assert "Aucune session ne répond" in text(quality, "/preuves/?du=2020-01-01&au=2020-12-31")
    one = quality.get(f"/preuves/{PERIOD}&indicateur=30").content.decode()
    assert "<b>30</b>" in one
    assert "<b>4</b>" not in one
    assert "grille V9" in text(quality, f"/preuves/{PERIOD}&audit=2026-10-01")
    assert "grille V10" in text(quality, f"/preuves/{PERIOD}&audit=2026-11-01")
    assert "Aucune version du référentiel ne couvre un audit" in text(quality, "/preuves/?audit=2015-01-01", 422)
    assert "Échangez les deux dates" in text(quality, "/preuves/?du=2026-12-31&au=2026-12-01", 422)


def test_a_review_is_bound_to_what_was_read(lived: Session, quality: Client) -> None:
    piece = NeedsSynthesis.objects.order_by("pk")[0]
    address = f"/preuves/session/{lived.pk}/piece/needs_synthesis/synthesis/{piece.pk}/"
    page = quality.get(address).content.decode()
    assert "Ce qu’elle ne prouve pas" in page
    assert "Publier un module sans aide." in page
    content = re.search(r'name="content" value="(\w{64})"', page)
    assert content
    assert "en une phrase" in quality.post(address, {"do": "doubt", "content": content[1]}).content.decode()
    quality.post(address, {"do": "sound", "content": content[1]})
    assert "preuve présente" in text(quality, address)
    NeedsSynthesis.objects.filter(pk=piece.pk).update(need="Publier deux modules.")
    assert "a changé depuis sa relecture par Nadia Ferrand" in text(quality, address)
    assert "à revoir" in text(quality, f"/preuves/session/{lived.pk}/4/")
    stale = quality.post(address, {"do": "sound", "content": content[1]})
    assert "a changé pendant que vous la lisiez" in stale.content.decode()
    quality.post(address, {"do": "doubt", "reason": "Ce besoin est copié.", "content": ""})
    assert "Ce besoin est copié." in text(quality, address)


def test_a_kit_tells_its_facts_and_gives_the_body_without_its_keys(lived: Session, quality: Client) -> None:
    kit = WelcomeKit.objects.order_by("pk")[0]
    address = f"/preuves/session/{lived.pk}/piece/kit/kit/{kit.pk}/"
    page = text(quality, address)
    assert "Parti" in page
    assert "Envoyé n'est pas reçu" in page.replace("’", "'")
    body = quality.get(f"{address}fichier/")
    assert "⟦link:" in body.content.decode()
    assert "sandbox" in body["Content-Security-Policy"]
    paper = IssuedDocument.objects.filter(kind="convocation").order_by("pk")[0]
    served = quality.get(f"/preuves/session/{lived.pk}/piece/convocation/convocation/{paper.pk}/fichier/")
    assert served.content.startswith(b"%PDF")


def test_an_indicator_is_waived_with_a_reason_and_applies_again(lived: Session, quality: Client) -> None:
    address = f"/preuves/session/{lived.pk}/7/"
    assert "Donnez le motif" in quality.post(address, {"reason": ""}).content.decode()
    quality.post(address, {"reason": "Aucune certification n’est préparée."})
    page = text(quality, address)
    assert "non applicable : Aucune certification n’est préparée. (Nadia Ferrand, 20/12/2026)" in page
    waiver = re.search(r'name="lift" value="(\d+)"', quality.get(address).content.decode())
    assert waiver
    quality.post(address, {"lift": waiver[1]})
    assert "dites si la formation mène" in text(quality, address)


@pytest.mark.parametrize("team", ["Formateur", "Référent pédagogique"])
def test_evidence_is_for_who_answers_for_it(lived: Session, team: str) -> None:
    client = signed_in(team)
    for address in ("/preuves/", f"/preuves/session/{lived.pk}/4/"):
        assert client.get(address).status_code == 403
    assert Client().get("/preuves/").status_code == 302


def test_names_are_for_who_may_read_people(lived: Session, quality: Client) -> None:
    Group.objects.get(name="Responsable qualité").permissions.filter(codename="view_person").delete()
    learner = Enrolment.objects.select_related("person").order_by("pk")[0]
    page = quality.get(f"/preuves/session/{lived.pk}/4/").content.decode()
    assert learner.person.last_name not in page
    assert "APP-0001" in page


def test_many_sessions_are_read_from_their_last_look(
    lived: Session, quality: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same figures live and kept; what a page lists is of now; as many queries whatever the number."""
    for _rank in range(3):
        EnrolmentFactory(session=SessionFactory(opened=True))
    alive = text(quality, f"/preuves/{PERIOD}")
    monkeypatch.setattr(overview, "LIVE", 0)
    assert "n’ont pas encore été vérifiées" not in alive
    assert sweep_standings(now=NOW) == 4
    assert sweep_standings(now=NOW) == 0, "twice is once"
    kept = text(quality, f"/preuves/{PERIOD}")
    verdict = re.search(r"\d+ pièces sur \d+ sont réunies ;[^.]*\.", alive)
    assert verdict
    assert verdict[0] in kept
    monkeypatch.setattr("qualiopi.views.matrix.PER_PAGE", 1)
    assert verdict[0] in text(quality, f"/preuves/{PERIOD}")
    assert "les autres l’ont été depuis" in text(quality, f"/preuves/{PERIOD}")
    SessionStanding.objects.filter(session=lived).update(checked_at=NOW - timedelta(hours=2))
    assert sweep_standings(now=NOW) == 1, "around its dates, a look lasts an hour"


def test_a_page_costs_the_same_queries_whatever_the_number(lived: Session, quality: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            quality.get(f"/preuves/{PERIOD}")
        return len(captured)

    cost()
    alone = cost()
    for _rank in range(4):
        EnrolmentFactory(session=SessionFactory(opened=True))
    assert cost() == alone
