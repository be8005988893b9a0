"""Needs: asked once, answered by link, analysed by a person, given back in the kit; a private request stays so."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import cancel as cancel_enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import expand, marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import note_bounced
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import cancel as cancel_session
from lms_onboarding.sessions.services import plans_of, reschedule
from lms_onboarding.surveys.models import Invitation, QuestionnaireVersion
from lms_onboarding.surveys.services import (
    told,
)
from lms_onboarding.welcome.enums import Decision, Source
from lms_onboarding.welcome.models import NeedsSynthesis
from lms_onboarding.welcome.services import (
    AlreadySynthesised,
    Analysis,
    Author,
    Stage,
    SynthesisRefused,
    needs_facts,
    sweep,
    synthesise,
)
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import OrganisationFactory
from tests.factories.sessions import SessionFactory
from tests.factories.surveys import follow_link, starter

from .asking import answer, needs_of
from .conftest import at, kit_of, left, plain, work

pytestmark = pytest.mark.django_db

# The session starts on Monday 7 December at 9 h: its needs close on Friday 4 December at 18 h.
ASKED = at("2026-11-02 09:00")
CLOSING = at("2026-12-04 18:00")
KIT = at("2026-11-30 09:00")
KARIM = Author("user/7", "Karim Haddad")


@pytest.fixture(autouse=True)
def questionnaires(organisation: ProviderSettings) -> None:
    starter()


def analysis(**changes: Any) -> Analysis:
    given: dict[str, Any] = {
        "need": "Publier un module court pour les saisonniers.",
        "fit": 4,
        "sources": [Source.LEARNER, Source.POSITIONING],
        "decision": Decision.ADAPT,
        "adaptations": ["examples"],
        "reason": "Le groupe travaille sur la même échéance.",
        "restated": "Vous voulez publier un module avant mai : nous partirons de votre consigne récolte.",
    }
    return Analysis(**given | changes)


def test_a_confirmed_learner_is_asked_once(client: Client) -> None:
    one = EnrolmentFactory(company=None)

    report = work(ASKED)
    again = work(ASKED + timedelta(minutes=5))

    assert (report.needs.learners, report.needs.placed, again.needs.queued) == (1, 1, 0)
    assert left("welcome.needs") == [f"needs/{one.pk}/invitation"]
    mail = OutgoingMail.objects.get()
    assert mail.reply_to == "karim.haddad@passerelle.example.fr"
    assert "d’ici au vendredi 4 décembre" in plain(mail.text)
    assert "Thomas Arnaud vous contactera en confidentialité" in plain(mail.text)
    assert needs_of(one).closes_at == CLOSING
    positioning = Invitation.objects.get(key=f"positioning/{one.key}")
    assert (positioning.occasion, positioning.closes_at) == ("entry", at("2026-12-07 09:00"))
    assert positioning.context["objectives"][0]["text"].startswith("Concevoir un module court")
    assert client.get(follow_link(client, needs_of(one))).status_code == 302


@pytest.mark.parametrize(
    ("moment", "asked"),
    [("2026-10-05 09:00", 0), ("2026-10-08 09:00", 1), ("2026-12-03 18:00", 1), ("2026-12-03 18:01", 0)],
)
def test_nobody_is_asked_too_early_nor_without_a_day_to_answer(moment: str, asked: int) -> None:
    EnrolmentFactory(company=None)
    assert work(at(moment)).needs.learners == asked


def test_nothing_is_asked_without_a_published_questionnaire() -> None:
    QuestionnaireVersion.objects.all().delete()
    EnrolmentFactory()
    assert work(ASKED).needs.queued == 0


def test_one_reminder_after_five_business_days(client: Client) -> None:
    silent, spoken, returned = (EnrolmentFactory(company=None) for _ in range(3))
    work(ASKED)
    answer(needs_of(spoken), now=ASKED)
    note_bounced(OutgoingMail.objects.get(key=f"needs/{returned.pk}/invitation"), reason="x", at=ASKED, now=ASKED)

    # Monday 2 November + five business days, Wednesday 11 being a holiday of nobody yet reached: Monday 9.
    assert work(at("2026-11-09 08:59")).needs.reminders == 0
    assert work(at("2026-11-09 09:00")).needs.reminders == 1
    assert work(at("2026-11-10 09:00")).needs.reminders == 0
    assert left("welcome.needs_reminder") == [f"needs/{silent.pk}/reminder"]


def test_company_and_funder_are_asked_once_per_session() -> None:
    company = OrganisationFactory(contact_name="Anne Perrin", contact_email="anne@laiterie.example.fr")
    funder = OrganisationFactory(kind=OrganisationKind.FUNDER, contact_email="dossiers@opco.example.fr")
    mute = OrganisationFactory()
    session = SessionFactory(opened=True)
    for organisation in (company, company, mute):
        EnrolmentFactory(session=session, company=organisation, funder=funder)

    assert work(ASKED).needs.partners == 2
    EnrolmentFactory(session=session, company=company, funder=funder)
    assert work(ASKED + timedelta(days=1)).needs.partners == 0

    said = {mail.message: mail for mail in OutgoingMail.objects.filter(about=session_key(session))}
    assert "deux personnes de votre équipe" in plain(said["welcome.needs_company"].text)
    assert plain(said["welcome.needs_company"].text).startswith("Bonjour Anne Perrin")
    assert session.code in said["welcome.needs_funder"].subject
    asked = Invitation.objects.get(key=f"needs_company/{session_key(session)}/{company.pk}")
    assert "Karim Haddad" in asked.context["texts"]["readers_sentence"]


def session_key(session: Session) -> str:
    return f"session/{session.pk}"


def test_a_form_is_not_an_analysis_until_somebody_signs_it() -> None:
    one = EnrolmentFactory(company=None)
    work(ASKED)
    answer(needs_of(one), now=ASKED)
    answered = needs_facts([one.pk])[one.pk]
    assert (answered.stage(ASKED), answered.is_analysis) == (Stage.ANSWERED, False)

    signed = synthesise(one, analysis(), author=KARIM, now=ASKED)
    facts = needs_facts([one.pk])[one.pk]
    assert (facts.stage(ASKED), facts.author, facts.decision) == (Stage.ANALYSED, "Karim Haddad", "adapt")

    with pytest.raises(AlreadySynthesised, match="Karim Haddad vient de signer"):
        synthesise(one, analysis(), author=Author("user/8", "Solène Le Goff"), now=ASKED)
    later = synthesise(one, analysis(decision=Decision.KEEP), author=KARIM, replaces=signed.pk, now=ASKED)
    signed.refresh_from_db()
    assert (signed.superseded_at, later.supersedes_id, later.adaptations) == (ASKED, signed.pk, [])
    assert [entry.codes["decision"] for entry in Entry.objects.filter(verb="needs.analysed")] == ["adapt", "keep"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"need": "  "}, "need"), ({"restated": ""}, "restated"), ({"reason": "x" * 801}, "reason"),
        ({"sources": ["rumour"]}, "sources"), ({"decision": "maybe"}, "decision"), ({"fit": 6}, "fit"),
        ({"adaptations": []}, "adaptations"),
    ],
)  # fmt: skip
def test_what_is_not_an_analysis_is_refused_with_the_way_to_mend_it(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(SynthesisRefused) as refused:
        synthesise(EnrolmentFactory(), analysis(**changes), author=KARIM, now=ASKED)
    assert refused.value.field == field
    assert not NeedsSynthesis.objects.exists()


def test_the_kit_gives_the_analysed_need_back_and_never_the_answers() -> None:
    analysed, unread = EnrolmentFactory(company=None), EnrolmentFactory(company=None)
    work(ASKED)
    for one in (analysed, unread):
        answer(needs_of(one), now=ASKED, needs_goal=["Tenir la ligne en mai"])
    synthesise(analysed, analysis(), author=KARIM, now=ASKED)

    work(KIT)

    kit, mail = kit_of(analysed), OutgoingMail.objects.get(key=f"welcome/{analysed.pk}/1")
    assert kit.personal["need"].startswith("Vous voulez publier un module avant mai")
    assert "nous partirons de votre consigne récolte" in plain(mail.text)
    assert kit_of(unread).personal["need"] == ""
    assert not any("Tenir la ligne" in mail.text for mail in OutgoingMail.objects.all())


def test_the_kit_lists_what_is_still_to_answer_and_no_more(client: Client) -> None:
    done, silent = EnrolmentFactory(company=None), EnrolmentFactory(company=None)
    work(ASKED)
    answer(needs_of(done), now=ASKED)
    work(KIT)

    texts = {one.pk: plain(kit_of(one).mail.text) for one in (done, silent)}
    assert "Préciser vos attentes" not in texts[done.pk]
    assert "Vous situer, objectif par objectif" in texts[done.pk]
    assert "Il reste trois étapes, 9 min." in plain(kit_of(silent).mail.html)
    with time_machine.travel(KIT, tick=False):
        page = plain(client.get(open_kit_link(client, silent)).content.decode())
    assert "Vos attentes" in page
    assert "Vous situer" in page


def open_kit_link(client: Client, one: Enrolment) -> str:
    link = PersonalLink.objects.get(scope="kit", object_key=f"kit/{kit_of(one).pk}")
    return str(client.get(expand(marker(link), base_url=""))["Location"])


def test_questions_follow_a_moved_session_and_go_with_a_departure() -> None:
    moved, gone, cancelled = (EnrolmentFactory(company=None) for _ in range(3))
    work(ASKED)
    reschedule(
        moved.session,
        slots=[type(slot)(date(2026, 12, 14), slot.start, slot.end) for slot in plans_of(moved.session)],
        reason="La salle est prise.",
        by="user/1",
        now=ASKED,
    )
    cancel_enrolment(gone, by="user/1", now=ASKED)
    cancel_session(cancelled.session, reason="Trop peu.", options="Une autre date.", by="user/1", now=ASKED)

    work(ASKED + timedelta(hours=1))

    assert needs_of(moved).closes_at == at("2026-12-11 18:00")
    assert needs_of(gone).withdrawn_at is not None
    assert needs_of(cancelled).withdrawn_at is not None


def test_the_second_half_is_offered_once_the_first_is_sent(client: Client) -> None:
    one = EnrolmentFactory(company=None)
    work(ASKED)
    page = follow_link(client, needs_of(one))
    answer(needs_of(one), now=ASKED)
    with time_machine.travel(ASKED, tick=False):
        thanks = client.get(page).content.decode()
        assert "Vous situer" in thanks
        second = thanks.split('class="btn btn-primary" href="')[1].split('"')[0]
        assert client.get(second, follow=True).status_code == 200


def test_answers_are_told_in_words() -> None:
    one = EnrolmentFactory(company=None)
    work(ASKED)
    invitation = needs_of(one)
    answer(invitation, now=ASKED, needs_role=["creator"])
    words = {row.question: row.words for row in told([needs_of(one)])[invitation.pk]}
    assert plain(words["needs_role"]) == "Créer : modules, quiz, parcours"
    placed = Invitation.objects.select_related("version").get(key=f"positioning/{one.key}")
    answer(placed, now=ASKED)
    rows = [row for row in told([placed])[placed.pk] if row.question == "pos_objective"]
    assert (rows[0].degree, plain(rows[0].words)) == (1, "1 : je sais à quoi cela sert")


def test_asking_many_costs_the_queries_of_a_few() -> None:
    def cost(number: int, session: Session) -> int:
        EnrolmentFactory.create_batch(number, session=session, company=None)
        with CaptureQueriesContext(connection) as queries:
            assert sweep(now=ASKED).needs.learners == number
        return len(queries)

    cost(1, SessionFactory(opened=True))
    few = cost(2, SessionFactory(opened=True))
    assert cost(15, SessionFactory(opened=True)) == few
