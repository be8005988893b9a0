"""A trainer closes a session page by page; a learner, an employer and a funder open what they received."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from time_machine import travel

from badges.models import Award
from badges.services import load_badges
from lms_onboarding.followup.models import Alert
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import expand, marker
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.offboarding.afterwards.self_assessment import ask_self_assessments
from lms_onboarding.offboarding.models import ActionPlan, Bilan, Closing, Paper
from lms_onboarding.offboarding.services import open_closing, release, sweep_campaigns, sweep_closings
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import Assessment
from lms_onboarding.surveys.services import invite
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.models import CallSlot
from lms_onboarding.welcome.services import CallOffer, book_call, offer_slots, sweep
from tests.factories import people
from tests.factories.surveys import asked as an_ask
from tests.factories.surveys import starter
from tests.followup.traces import stuck
from tests.offboarding.closing.conftest import EVENING, SIGNATORY, Ended, ended
from tests.offboarding.closing.test_badges import everything_acquired
from tests.offboarding.conftest import answer, asked

__all__ = ["ended"]  # the fixture
pytestmark = pytest.mark.django_db
SIGNED = {"name": "Claire Fontaine", "quality": "directrice", "place": "Nantes", "read": "on"}


def signed_in(person: Person, *, now: datetime = EVENING) -> Client:
    user = get_user_model().objects.create_user(email=f"{person.pk}@exemple.fr")
    Person.objects.filter(pk=person.pk).update(account=user)
    client = Client()
    with travel(now, tick=False):
        client.force_login(user)
    return client


def at(moment: datetime) -> travel:
    return travel(moment, tick=False)


def body(response: object) -> str:
    content: bytes = response.content  # type: ignore[attr-defined]
    return content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_a_trainer_prepares_validates_and_releases(ended: Ended) -> None:
    client, base = signed_in(ended.trainer), f"/bilans/{ended.session.pk}/"
    with at(EVENING):
        assert ended.session.code in body(client.get("/bilans/"))
        assert "sont à préparer" in body(client.get(base))
        assert not Closing.objects.exists()  # reading wrote nothing
        client.post(base)
        desk = client.get(base, follow=True)
        assert "Deux bilans attendent votre relecture" in body(desk)
        assert "Valider les deux bilans restants" in body(desk)
        assert "D’après : « Concevoir un module court" in body(desk)
        said = {
            "strengths": ["Un.", "Deux."],
            "axes": ["Trois.", "Quatre."],
            "action": "Cinq.",
            "word": "",
            "do": "validate",
        }
        answer = client.post(f"{base}{ended.ines.pk}/", said)
        assert answer["Location"] == f"{base}{ended.malik.pk}/"
        refused = client.post(f"{base}remise/", SIGNED)
        assert refused.status_code == 422
        assert "À valider avant de remettre : le bilan de Malik Traoré" in body(refused)
        client.post(base, {"do": "validate"})
        unread = client.post(f"{base}remise/", {**SIGNED, "read": ""})
        assert "Cochez la case" in body(unread)
        assert "Remettre leurs documents à deux personnes" in body(client.get(f"{base}remise/"))
        client.post(f"{base}remise/", SIGNED)
        assert "0 documents établis sur 6" in body(client.get(base))
        sweep_closings(now=EVENING)
        assert "Les bilans sont remis" in body(client.get(base))
        archive = client.get(f"{base}documents.zip")
        content = b"".join(archive)
    assert len(ZipFile(BytesIO(content)).namelist()) == 6
    assert Bilan.objects.get(enrolment=ended.ines).strengths[0]["text"] == "Un."


def test_too_long_a_sentence_is_refused_and_stays_typed(ended: Ended) -> None:
    client = signed_in(ended.trainer)
    ended.validated()
    said = {"strengths": ["x" * 301], "axes": ["b"], "action": "c", "do": "save"}
    with at(EVENING):
        answer = client.post(f"/bilans/{ended.session.pk}/{ended.ines.pk}/", said)
    assert answer.status_code == 422
    assert "x" * 301 in body(answer)


def test_somebody_elses_session_does_not_exist(ended: Ended) -> None:
    other = signed_in(people.person("Autre", "Formatrice", "autre@exemple.fr"))
    with at(EVENING):
        for path in ("", f"{ended.ines.pk}/", "remise/", "documents.zip", f"{ended.ines.pk}/evaluation/"):
            assert other.get(f"/bilans/{ended.session.pk}/{path}").status_code == 404


def test_objectives_are_assessed_on_a_page(ended: Ended) -> None:
    client, path = signed_in(ended.trainer), f"/bilans/{ended.session.pk}/{ended.malik.pk}/evaluation/"
    sheet = {"level-2": "acquired", "evidence-2": "", "assessed_on-2": "2026-12-07"}
    with at(EVENING):
        refused = client.post(path, sheet)
        assert refused.status_code == 422
        assert "dites ce qui montre" in body(refused)
        client.post(path, {**sheet, "evidence-2": "Module publié."})
    assert Assessment.objects.current().filter(enrolment=ended.malik, level="acquired").count() == 2


# --- what the learner opens ---
@pytest.fixture
def handed(ended: Ended) -> Ended:
    ended.validated()
    release(ended.session, SIGNATORY, by="user/3", now=EVENING)
    sweep_closings(now=EVENING)
    deliver(lane=Lane.NORMAL, clock=lambda: EVENING)
    return ended


def follow(scope: str) -> tuple[Client, str]:
    link = PersonalLink.objects.filter(scope=scope).order_by("pk").first()
    assert link is not None
    client = Client()
    return client, str(client.get(expand(marker(link), base_url=""))["Location"])


def test_the_learner_opens_the_page_its_twins_and_the_files(handed: Ended) -> None:
    with at(EVENING + timedelta(days=1)):
        client, path = follow("closing")
        page = body(client.get(path))
        assert "le chemin est fait" in page
        assert "Malik" not in page
        assert "Vous n’avez pas rempli l’auto-évaluation de fin" in page
        assert 'class="legend"' not in page, "nothing is drawn: nothing to explain"
        for slug, said in (
            ("bilan", "Vos points forts"),
            ("attestation", "Objectifs et résultats"),
            ("certificat", "trois ans"),
        ):
            assert said in body(client.get(f"{path}{slug}/"))
            assert client.get(f"{path}{slug}/fichier.pdf").content.startswith(b"%PDF")
        assert client.get(f"{path}autre/").status_code == 404
    assert Paper.objects.filter(fetched_at__isnull=False).count() == 3


def test_without_the_link_the_page_is_closed(handed: Ended) -> None:
    with at(EVENING):
        for path in ("", "bilan/", "bilan/fichier.pdf"):
            assert Client().get(f"/cloture/{handed.ines.pk}/{path}").status_code == 403
        client, _path = follow("closing")
        assert client.get(f"/cloture/{handed.malik.pk}/").status_code == 403


def test_an_old_link_asks_for_a_code_sent_to_the_current_address(handed: Ended) -> None:
    later = EVENING + timedelta(weeks=7)
    Person.objects.filter(pk=handed.ines.person_id).update(email="nouvelle@exemple.fr")
    with at(later):
        client, path = follow("closing")
        assert "avec un code" in body(client.get(path))
        assert client.get(f"{path}bilan/fichier.pdf").status_code == 200
        assert "avec un code" in body(client.get(f"{path}bilan/fichier.pdf"))
        client.post(f"{path}code/")
        mail = OutgoingMail.objects.get(message="offboarding.document_code")
        assert mail.to_email == "nouvelle@exemple.fr"
        assert client.post(f"{path}code/", {"code": "000000"}).status_code == 422
        client.post(f"{path}code/", {"code": mail.variables["access_code"]})
        assert "le chemin est fait" in body(client.get(path))
    with at(later + timedelta(hours=3)):
        assert "avec un code" in body(client.get(path))


def test_the_learner_chooses_an_action_and_says_where_it_stands(handed: Ended) -> None:
    with at(EVENING + timedelta(days=1)):
        client, path = follow("closing")
        assert "Choisir cette action" in body(client.get(path))
        client.post(f"{path}action/", {"text": "  "})
        assert not ActionPlan.objects.exists()
        client.post(f"{path}action/", {"text": "Refaire le quiz  d’accueil avant le 20 décembre."})
        assert ActionPlan.objects.get().text == "Refaire le quiz d’accueil avant le 20 décembre."
    month = datetime(2027, 1, 7, 9, tzinfo=EVENING.tzinfo)
    assert [sweep_closings(now=month).actions for _ in range(2)] == [1, 0]
    with at(month):
        client.post(f"{path}action/suite/", {"outcome": "parfait"})
        client.post(f"{path}action/suite/", {"outcome": "started"})
    assert ActionPlan.objects.get().outcome == "started"


def lent(ended: Ended, now: datetime) -> CallSlot:
    """An hour for a hand, the day after."""
    offer = CallOffer(trainer=ended.trainer, starts=[now + timedelta(days=1)], minutes=15, purpose=CallPurpose.STUCK)
    return offer_slots(ended.session, offer, by="user/3", now=now)[0]


def test_who_still_waits_for_an_answer_finds_a_hand_on_the_page_of_the_end(handed: Ended) -> None:
    """A question left open in a lesson: the hours offered lead there, once only, with the first of the month as it is
    written."""
    now = datetime(2026, 12, 31, 15, tzinfo=EVENING.tzinfo)
    slot = lent(handed, now)
    with at(now):
        client, path = follow("closing")
        assert "coup de main" not in body(client.get(path)), "nothing is open: nothing is offered"
        report = stuck(handed.ines, now - timedelta(hours=2))
        page = body(client.get(path))
        assert (
            "Karim Haddad peut aussi regarder avec vous, quinze minutes, à partir du vendredi 1<sup>er</sup>" in page
        )
        assert "Choisir l’heure d’un coup de main" in page
        report.settled_at = now
        report.save()
        assert "coup de main" not in body(client.get(path))
        book_call(enrolment=handed.ines.pk, slot=slot.pk, by=handed.ines.person.key, now=now)
        assert "est prévu vendredi 1<sup>er</sup> janvier" in body(client.get(path)), "what is booked stays in sight"
        assert sweep(now=now).pointless_calls == 0, "who went to the end is still expected"


def test_an_open_case_leads_to_a_hand_too(handed: Ended) -> None:
    now = EVENING + timedelta(days=1)
    lent(handed, now)
    Alert.objects.create(enrolment=handed.ines, rules_version=1, opened_at=now, due_at=now)
    with at(now):
        client, path = follow("closing")
        assert "Choisir l’heure d’un coup de main" in body(client.get(path))


def test_the_page_of_the_end_leads_to_the_survey_while_it_waits(handed: Ended) -> None:
    """How long it takes and until when; nothing once it is answered."""
    starter()
    sweep_campaigns(now=EVENING)
    with at(EVENING + timedelta(days=1)):
        client, path = follow("closing")
        page = body(client.get(path))
        assert "Donner mon avis (3 min)" in page
        assert "3 min, d’ici au lundi 14 décembre 2026." in page
        [way] = set(re.findall(r'href="(/l/[^"]+)">(?:Répondre|Donner)', page))
        assert "Votre avis compte" in body(client.get(way, follow=True))
        invitation = asked(f"survey/hot/{handed.ines.pk}")
        answer(invitation, now=EVENING + timedelta(days=1))
        assert "Donner mon avis" not in body(client.get(path))


def test_the_page_of_the_end_draws_the_way_behind(handed: Ended) -> None:
    """What happened, by its dates; neither kit nor call where there was none."""
    with at(EVENING + timedelta(days=1)):
        client, path = follow("closing")
        route = body(client.get(path)).split("Le chemin parcouru")[1].split("</nav>")[0]
    assert re.findall(r"<b>([^<]+)</b>", route) == ["Inscription", "Premier jour", "Bilan"]
    assert re.findall(r'datetime="([^"]+)"', route)[1:] == ["2026-12-07", "2026-12-07"]
    assert route.count("aria-current") == 1


def test_the_trainer_writes_beside_what_the_learner_said_of_themselves(ended: Ended) -> None:
    """The chart of the self-assessment, and the goal written before; the goal is for who may read needs."""
    starter()
    before = EVENING - timedelta(days=5)
    needs = invite(an_ask("needs_learner", key=f"needs/{ended.ines.key}", about=ended.ines.key), now=before)
    answer(needs, now=before, needs_goal="Publier un module court", needs_adjustment_call="no")
    ask_self_assessments(now=EVENING)
    answer(asked(f"positioning/{ended.ines.key}/exit"), now=EVENING)
    open_closing(ended.session, by="user/3", now=EVENING)
    path = f"/bilans/{ended.session.pk}/{ended.ines.pk}/"
    with at(EVENING):
        page = body(signed_in(ended.trainer).get(path))
        assert "Son auto-évaluation" in page
        assert page.count('role="img"') == 4
        assert "« Publier un module court »" in page
        other = Client()
        user = get_user_model().objects.create_user(email="autre@exemple.fr")
        user.user_permissions.add(Permission.objects.get(codename="change_closing"))
        other.force_login(user)
        assert "Publier un module court" not in body(other.get(path))


def test_the_release_page_says_who_earns_the_badge_and_what_others_lack(ended: Ended) -> None:
    load_badges(now=EVENING)
    everything_acquired(ended)
    ended.validated()
    with at(EVENING):
        page = body(signed_in(ended.trainer).get(f"/bilans/{ended.session.pk}/remise/"))
    assert "Remettre leurs documents à deux personnes" in page
    hers, his = (page.split(name)[1] for name in ("Inès Berthier", "Malik Traoré"))
    assert "Badge « Création de modules" in hers.split("</div>")[0]
    assert "Pas encore de badge" in his.split("</div>")[0]
    assert not Award.objects.exists(), "looking gives nothing"
