"""The queue, a case, a group, the measure: what a trainer, a learner and a quality manager may see and do."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import CaseOutcome, CaseState
from lms_onboarding.followup.models import Alert, DigestChoice
from lms_onboarding.followup.services import sweep
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from tests.factories import people
from tests.followup.traces import active, at, case, morning, stuck

Learner = Callable[..., Enrolment]
THURSDAY = morning(3)


def signed_in(person: Person) -> Client:
    if person.account is None:
        person.account = get_user_model().objects.create_user(person.email)
        person.save()
    client = Client()
    client.force_login(person.account)
    return client


@pytest.fixture
def now() -> datetime:
    """Thursday of the first week, at ten."""
    return at("2026-12-10 10:00")


@pytest.fixture
def karim(trainer: Person, fixed_clock: Any) -> Client:
    return signed_in(trainer)


@pytest.fixture
def silent(learner: Learner) -> Alert:
    learner()
    found = learner(days=(), before=(), person__first_name="Malik", person__last_name="Traoré", person__phone="06 39")
    sweep(now=THURSDAY)
    return case(found)


def test_the_queue_says_who_why_and_what_to_do(karim: Client, silent: Alert) -> None:
    page = karim.get("/alertes/").content.decode().replace("\xa0", " ")
    assert "Une personne a besoin d’un signe de vous" in page
    assert "Malik Traoré" in page
    assert "Aucun jour d’activité" in page
    assert "J’ai appelé Malik" in page
    assert "7 points" not in page  # facts, never a score


def test_a_case_of_somebody_else_does_not_exist(silent: Alert, fixed_clock: Any) -> None:
    other = signed_in(people.person("Lou", "Petit", "lou@exemple.fr"))
    assert other.get(f"/alertes/{silent.pk}/").status_code == 404
    assert other.post(f"/alertes/{silent.pk}/echange/", {"canal": "called"}).status_code == 404
    assert "Malik" not in other.get("/alertes/").content.decode()
    assert Client().get("/alertes/").status_code == 302


def test_one_press_clears_a_case_and_one_takes_it_back(karim: Client, silent: Alert) -> None:
    done = karim.post(
        f"/alertes/{silent.pk}/echange/", {"canal": "called", "de": "file", "version": silent.version}, follow=True
    )
    assert "échange noté à 10" in done.content.decode()
    silent.refresh_from_db()
    assert silent.state == CaseState.HANDLED
    karim.post(f"/alertes/{silent.pk}/annuler/", {"de": "file", "version": silent.version})
    silent.refresh_from_db()
    assert silent.state == CaseState.TODO


def test_a_closed_case_asks_for_nothing_more(karim: Client, silent: Alert) -> None:
    page = karim.get(f"/alertes/{silent.pk}/").content.decode().replace("\xa0", " ")
    assert "Demandez où en est Malik" in page
    assert page.count("aucune activité") <= 4, "days that are alike are said once, drawn and written"
    Alert.objects.filter(pk=silent.pk).update(
        state=CaseState.HANDLED, outcome=CaseOutcome.RESUMED, closed_at=THURSDAY, handled_at=THURSDAY
    )
    page = karim.get(f"/alertes/{silent.pk}/").content.decode().replace("\xa0", " ")
    assert "Rien à faire : l’alerte est close." in page
    assert "alerte close le jeudi 10 décembre 2026" in page
    assert "Demandez" not in page
    assert "À appeler aujourd’hui" not in page
    assert "ouverte depuis" not in page


def test_a_get_changes_nothing(karim: Client, silent: Alert) -> None:
    before = (silent.version, silent.actions.count())
    karim.get(f"/alertes/{silent.pk}/")
    assert karim.get(f"/alertes/{silent.pk}/echange/").status_code == 405
    silent.refresh_from_db()
    assert (silent.version, silent.actions.count()) == before


def test_the_second_of_two_sees_what_happened_and_keeps_what_was_typed(
    karim: Client, silent: Alert, organisation: Any
) -> None:
    solene = signed_in(organisation.pedagogical_referent)
    solene.post(f"/alertes/{silent.pk}/echange/", {"canal": "called", "version": silent.version})
    late = karim.post(
        f"/alertes/{silent.pk}/echange/", {"canal": "video", "note": "Vu en visio.", "version": silent.version}
    )
    page = late.content.decode()
    assert late.status_code == 409
    assert "Solène Le Goff a agi sur cette alerte" in page
    assert "Vu en visio." in page


def test_the_page_of_a_case_warns_against_health_and_says_that_the_learner_reads(karim: Client, silent: Alert) -> None:
    page = karim.get(f"/alertes/{silent.pk}/").content.decode()
    assert "Malik peut lire cette note. Pas de donnée de santé" in page
    assert "Par où commencer, en" in page  # the message chosen for a silence, ready to be read over
    assert "médiane" not in page  # a group of two is compared with nobody


def test_the_message_read_over_leaves_from_the_trainer(karim: Client, silent: Alert) -> None:
    text = "Bonjour Malik,\n\nOù en êtes-vous ?"
    karim.post(f"/alertes/{silent.pk}/message/", {"subject": "Un mot", "text": text, "version": silent.version})
    mail = OutgoingMail.objects.get(message="followup.personal")
    assert mail.variables["message_title"] == "Bonjour Malik,"
    refused = karim.post(f"/alertes/{silent.pk}/message/", {"subject": "", "text": text})
    assert refused.status_code == 422
    assert "Donnez au message un objet" in refused.content.decode()


def test_an_abandonment_is_confirmed_on_a_page_that_names_its_effect(karim: Client, silent: Alert) -> None:
    given = {"issue": "abandoned", "cause": "workload", "version": silent.version}
    first = karim.post(f"/alertes/{silent.pk}/issue/", given)
    assert "Enregistrer le départ et prévenir Malik" in first.content.decode()
    silent.refresh_from_db()
    assert silent.outcome == ""
    karim.post(f"/alertes/{silent.pk}/issue/", given | {"confirme": "oui"})
    silent.refresh_from_db()
    silent.enrolment.refresh_from_db()
    assert (silent.outcome, silent.enrolment.state) == (CaseOutcome.ABANDONED, EnrolmentState.ABANDONED)


@pytest.mark.parametrize(("choice", "until"), [("tomorrow", "2026-12-11 09:00"), ("two_days", "2026-12-14 09:00")])
def test_a_case_is_put_off_to_a_working_morning(karim: Client, silent: Alert, choice: str, until: str) -> None:
    karim.post(f"/alertes/{silent.pk}/plus-tard/", {"quand": choice, "version": silent.version})
    silent.refresh_from_db()
    assert (silent.state, silent.deferred_until) == (CaseState.DEFERRED, at(until))


def test_after_the_next_half_day(karim: Client, silent: Alert) -> None:
    karim.post(f"/alertes/{silent.pk}/plus-tard/", {"quand": "next_slot"})
    silent.refresh_from_db()
    assert silent.deferred_until == at("2026-12-10 12:30")


def test_learners_read_what_concerns_them_and_answer(karim: Client, silent: Alert) -> None:
    karim.post(f"/alertes/{silent.pk}/echange/", {"canal": "called", "note": "Point vendredi."})
    malik = signed_in(silent.enrolment.person)
    page = malik.get("/portail/suivi/").content.decode()
    assert "Point vendredi." in page
    assert "Aucun jour d’activité" in page
    malik.post(f"/portail/suivi/{silent.pk}/repondre/", {"words": "Je reprends lundi."})
    assert "Je reprends lundi." in karim.get(f"/alertes/{silent.pk}/").content.decode()
    silent.refresh_from_db()
    assert silent.state == CaseState.TODO
    karim.post(f"/alertes/{silent.pk}/lue/")
    silent.refresh_from_db()
    assert silent.reply_unread_since is None
    empty = malik.post(f"/portail/suivi/{silent.pk}/repondre/", {"words": " "})
    assert (empty.status_code, "Écrivez votre réponse" in empty.content.decode()) == (422, True)


def test_nobody_reads_the_follow_up_of_another(silent: Alert, fixed_clock: Any) -> None:
    other = signed_in(people.person("Lou", "Petit", "lou@exemple.fr"))
    assert "Malik" not in other.get("/portail/suivi/").content.decode()
    assert other.post(f"/portail/suivi/{silent.pk}/repondre/", {"words": "Bonjour"}).status_code == 422
    silent.refresh_from_db()
    assert silent.reply_unread_since is None


def test_as_many_queries_for_a_page_of_twenty_five_as_for_one(
    karim: Client, learner: Learner, silent: Alert, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12) as first:  # the bar of the page
        karim.get("/alertes/")
    for _number in range(26):
        learner(days=(), before=())
    sweep(now=at("2026-12-10 09:00"))
    with django_assert_max_num_queries(len(first)):
        page = karim.get("/alertes/").content.decode()
    assert page.count("Pourquoi cette alerte") == 25
    assert "Page 1 sur 2" in page


def test_the_measure_counts_and_claims_no_cause(karim: Client, silent: Alert) -> None:
    karim.post(f"/alertes/{silent.pk}/echange/", {"canal": "called"})
    active(silent.enrolment, 5)
    silent.refresh_from_db()
    karim.post(f"/alertes/{silent.pk}/issue/", {"issue": "false_positive", "signal": "few_active_days"})
    page = karim.get("/alertes/mesure/").content.decode().replace("\xa0", " ")
    row = page.split("Peu de jours d’activité")[1].split("</tr>")[0]
    assert ">1<" in row
    assert "0 sur 1 closes" in row
    assert "1 sur 1 closes" in row
    assert "2 h, sur 1" in row
    assert "1 sur 1" in row
    assert "ne dit pas qu’un appel fait revenir" in page


def test_the_measure_is_for_the_team_and_for_quality(silent: Alert, fixed_clock: Any) -> None:
    learner = signed_in(silent.enrolment.person)
    assert learner.get("/alertes/mesure/").status_code == 403
    quality = signed_in(people.person("Ana", "Roy", "ana@exemple.fr"))
    right = Permission.objects.get(codename="view_alert")
    get_user_model().objects.get(email="ana@exemple.fr").user_permissions.add(right)
    assert quality.get("/alertes/mesure/").status_code == 200


def test_a_trainer_chooses_the_hour_of_the_digest(karim: Client, trainer: Person, session: Session) -> None:
    assert "LMS-1" in karim.get("/alertes/reglages/").content.decode()
    assert karim.post("/alertes/reglages/", {"hour": "", "most": "8"}).status_code == 422
    karim.post("/alertes/reglages/", {"hour": "07:30", "most": "5"})
    choice = DigestChoice.objects.get(person=trainer)
    assert (f"{choice.hour:%H:%M}", choice.most) == ("07:30", 5)


def test_a_call_for_help_suggests_a_video_call(karim: Client, learner: Learner) -> None:
    asked = learner()
    stuck(asked, at("2026-12-10 08:00"))
    sweep(now=at("2026-12-10 09:00"))
    page = karim.get(f"/alertes/{case(asked).pk}/").content.decode()
    assert "partage d’écran" in page
    assert "Paramétrer les droits" in page


def test_the_message_is_read_over_and_sent_from_the_queue(karim: Client, silent: Alert) -> None:
    closed = karim.get("/alertes/").content.decode()
    link = f"?etat=a-traiter&amp;page=1&amp;message={silent.pk}#texte-{silent.pk}"
    assert link in closed
    assert "<textarea" not in closed
    card = karim.get(f"/alertes/?etat=a-traiter&page=1&message={silent.pk}").content.decode()
    assert "Par où commencer, en" in card  # prefilled, in its card, and to be changed
    assert f'formaction="/alertes/{silent.pk}/message/"' in card
    assert f"message={silent.pk}#" not in card  # it closes instead
    given = {
        "subject": "Un mot",
        "text": "Bonjour Malik,\n\nOù en êtes-vous ?",
        "de": "file",
        "version": silent.version,
    }
    back = karim.post(f"/alertes/{silent.pk}/message/", given | {"de": "file", "version": silent.version}, follow=True)
    assert back.redirect_chain[-1][0].startswith("/alertes/?fait=")
    assert OutgoingMail.objects.get(message="followup.personal").variables["message_subject"] == "Un mot"
    for wrong in ("999999", "x", ""):
        assert "<textarea" not in karim.get(f"/alertes/?message={wrong}").content.decode()
