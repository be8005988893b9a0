"""Campaigns: everyone concerned is asked once, reminded once when silent, on business days, in the right words."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.enums import AbandonCause
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import abandon
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import note_bounced, opt_out
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.offboarding.models import CampaignSettings, SessionCampaigns
from lms_onboarding.offboarding.services import sweep_campaigns, write_action
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.surveys.models import Invitation, Questionnaire, QuestionnaireVersion
from lms_onboarding.surveys.services import invite
from tests.factories.people import OrganisationFactory, person
from tests.factories.surveys import asked as an_ask

from .conftest import END, answer, asked, at, left, plain, work

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]
COLD = at("2027-02-01 09:00")


def test_a_learner_is_asked_when_the_last_half_day_ends_and_once(learner: Make) -> None:
    one = learner()

    before = work(END - timedelta(minutes=1))
    report, again = work(END), work(END + timedelta(minutes=5))

    assert (before.queued, again.queued) == (0, 0)
    assert (report.asked[Party.HOT], report.asked[Party.TRAINER], report.asked[Party.COLD]) == (1, 1, 0)
    assert left("surveys.hot") == [f"survey/hot/{one.pk}/invitation"]
    invitation = asked(f"survey/hot/{one.pk}")
    assert (invitation.about, invitation.group) == (one.key, f"session/{one.session_id}")
    assert invitation.closes_at == at("2026-12-10 18:00")
    text = plain(OutgoingMail.objects.get(message="surveys.hot_invitation").text)
    assert "d’ici au jeudi 10 décembre" in text
    assert "Elles sont lues par Karim Haddad et par l’équipe qui suit la qualité." in text


def test_the_end_of_the_session_does_not_wait_for_its_closing(learner: Make) -> None:
    """A released session has completed learners: they are asked all the same."""
    one = learner(state="completed")
    assert work(END).asked[Party.HOT] == 1
    assert asked(f"survey/hot/{one.pk}").answered_on is None


def test_who_reads_the_answers_is_named_and_receives_the_replies(learner: Make) -> None:
    nadia = person("Nadia", "Ferrand", "nadia.ferrand@passerelle.example.fr")
    CampaignSettings.objects.create(reader=nadia, reader_title="responsable qualité")
    learner()
    work(END)
    mail = OutgoingMail.objects.get(message="surveys.hot_invitation")
    assert mail.reply_to == nadia.email
    assert "par Karim Haddad et par Nadia Ferrand, responsable qualité." in plain(mail.text)


@pytest.mark.parametrize("state", ["invited", "cancelled"])
def test_nobody_is_asked_about_a_session_they_did_not_attend(learner: Make, state: str) -> None:
    learner(state=state)
    assert work(END).asked[Party.HOT] == 0


def test_who_left_is_not_asked_even_when_the_mail_already_waits(learner: Make) -> None:
    gone, leaving = learner(), learner()
    abandon(gone, cause=AbandonCause.WORKLOAD, by="user/1", now=END - timedelta(hours=1))
    sweep_campaigns(now=END)
    abandon(leaving, cause=AbandonCause.WORKLOAD, by="user/1", now=END)
    work(END)
    assert left("surveys.hot") == []
    held = OutgoingMail.objects.get(key=f"survey/hot/{leaving.pk}/invitation")
    assert (held.state, held.reason) == (
        MailState.SUPPRESSED,
        "cette personne n’a pas suivi la formation jusqu’au bout",
    )


def test_a_session_that_ends_on_a_saturday_is_asked_about_on_monday(learner: Make) -> None:
    learner(of={"starts": date(2026, 12, 5)})
    sunday = [work(at(f"2026-12-{day:02} 12:00")).queued for day in (5, 6)]
    assert sunday == [0, 0]
    assert work(at("2026-12-07 08:00")).asked[Party.HOT] == 1
    assert left("surveys.hot")


def test_a_mail_that_could_not_leave_does_not_leave_on_a_sunday(learner: Make) -> None:
    """Queued on Friday evening, taken up again on Saturday by a sender that was down."""
    learner(of={"starts": date(2026, 12, 4)})
    sweep_campaigns(now=at("2026-12-04 19:59"))
    for moment in ("2026-12-05 10:00", "2026-12-06 10:00"):
        work(at(moment))
        assert left() == []
    work(at("2026-12-07 08:00"))
    assert len(left("surveys.hot")) == 1


def test_only_the_silent_are_reminded_once(learner: Make) -> None:
    silent, named, nameless = learner(), learner(), learner()
    work(END)
    answer(asked(f"survey/hot/{named.pk}"), now=END + timedelta(hours=1))
    answer(asked(f"survey/hot/{nameless.pk}"), now=END + timedelta(hours=2), naming="anonymous")

    assert work(at("2026-12-08 08:59")).reminded == 3  # the trainer, about each of the three sessions
    assert left("surveys.hot_reminder") == []
    report, again = work(at("2026-12-08 09:00")), work(at("2026-12-09 09:00"))

    assert (report.reminded, again.reminded) == (1, 0)
    assert left("surveys.hot_reminder") == [f"survey/hot/{silent.pk}/reminder"]
    assert "C’est notre seul rappel." in plain(OutgoingMail.objects.get(message="surveys.hot_reminder").text)


def test_who_answers_before_the_reminder_leaves_does_not_receive_it(learner: Make) -> None:
    one = learner()
    work(END)
    sweep_campaigns(now=at("2026-12-08 09:00"))
    answer(asked(f"survey/hot/{one.pk}"), now=at("2026-12-08 09:01"))
    work(at("2026-12-08 09:02"))
    assert left("surveys.hot_reminder") == []


def test_an_address_that_refused_is_not_reminded(learner: Make) -> None:
    one = learner()
    work(END)
    mail = OutgoingMail.objects.get(key=f"survey/hot/{one.pk}/invitation")
    note_bounced(mail, reason="boîte pleine", at=END, now=END)
    work(at("2026-12-08 09:00"))
    assert left("surveys.hot_reminder") == []


def test_who_refuses_these_messages_is_left_in_peace(learner: Make) -> None:
    one = learner()
    opt_out(one.person.key, now=END)
    work(END)
    assert left("surveys.hot") == []
    assert asked(f"survey/hot/{one.pk}"), "the page of their space still lets them answer"


def test_learners_are_asked_again_sixty_days_later(learner: Make) -> None:
    one = learner()
    assert work(COLD - timedelta(minutes=1)).asked[Party.COLD] == 0
    assert work(COLD).asked[Party.COLD] == 1
    mail = OutgoingMail.objects.get(message="surveys.cold_invitation")
    assert mail.subject == "Deux mois après\u00a0: qu’en avez-vous fait\u202f?"
    assert "le 3 décembre 2026" in plain(mail.text)
    assert asked(f"survey/cold/{one.pk}").closes_at == at("2027-02-15 18:00")
    assert work(at("2027-02-08 09:00")).reminded == 1


def test_a_site_just_installed_asks_nothing_about_its_past(learner: Make) -> None:
    learner()
    assert work(at("2026-12-21 09:00")).queued == 0


def test_the_trainer_is_asked_and_the_mail_says_when_it_ended(learner: Make) -> None:
    session = learner().session
    work(END)
    mail = OutgoingMail.objects.get(message="surveys.trainer_feedback")
    karim = session.trainers.get().person
    assert (mail.key, mail.to_email) == (f"survey/trainer/{session.pk}/{karim.pk}/invitation", karim.email)
    assert "s’est terminée aujourd’hui" in plain(mail.text)


def test_each_company_is_asked_about_its_people_together(learner: Make) -> None:
    coop = OrganisationFactory(name="Coopérative Loire", contact_name="Anne Berthier", contact_email="anne@coop.fr")
    silent_company = OrganisationFactory(name="Sans contact")
    first = learner(company=coop)
    learner(company=coop, session=first.session)
    learner(company=silent_company, session=first.session)

    assert work(COLD).asked[Party.COMPANY] == 1
    assert work(COLD + timedelta(minutes=5)).queued == 0

    mail = OutgoingMail.objects.get(message="surveys.company_invitation")
    assert (mail.key, mail.to_email) == (f"survey/company/{first.session_id}/{coop.pk}/invitation", "anne@coop.fr")
    assert "Deux personnes de votre équipe ont suivi" in plain(mail.text)
    assert first.person.last_name not in mail.text


def test_one_person_is_said_in_the_singular(learner: Make) -> None:
    learner(company=OrganisationFactory(contact_email="anne@coop.fr"))
    work(COLD)
    assert "Une personne de votre équipe a suivi" in plain(
        OutgoingMail.objects.get(message="surveys.company_invitation").text
    )


def test_a_company_is_asked_about_the_criterion_it_wrote(learner: Make) -> None:
    coop = OrganisationFactory(contact_email="anne@coop.fr")
    one = learner(company=coop)
    key = f"needs_company/session/{one.session_id}/{coop.pk}"
    group = f"session/{one.session_id}"
    moment = at("2026-11-30 09:00")
    written = invite(an_ask("needs_company", key=key, about=group, group=group), now=moment)
    answer(written, now=moment, needsco_success="Deux modules publiés avant mai")

    work(COLD)

    context = asked(f"survey/company/{one.session_id}/{coop.pk}").context
    assert context["facts"] == ["session.has_company_success"]
    assert context["texts"]["company_success_text"] == "Deux modules publiés avant mai"


def test_a_learner_finds_the_goal_they_wrote(learner: Make) -> None:
    one = learner()
    moment = at("2026-11-30 09:00")
    needs = invite(an_ask("needs_learner", key=f"needs_learner/{one.key}", about=one.key), now=moment)
    answer(needs, now=moment, needs_goal="Publier un module court", needs_adjustment_call="no")
    work(END)
    context = asked(f"survey/hot/{one.pk}").context
    assert context["texts"]["need_goal_text"] == "Publier un module court"
    assert "enrolment.has_need_goal" in context["facts"]


def test_who_wrote_a_thirty_day_action_is_asked_where_it_stands(learner: Make) -> None:
    planned, other = learner(), learner()
    write_action(planned, text="Publier le module récolte", by=planned.person.key, now=END)
    work(COLD)
    assert "enrolment.has_action_plan" in asked(f"survey/cold/{planned.pk}").context["facts"]
    assert "enrolment.has_action_plan" not in asked(f"survey/cold/{other.pk}").context["facts"]


def test_a_funder_is_asked_once_a_year(learner: Make) -> None:
    opco = OrganisationFactory(
        name="OPCO Ouest", kind=OrganisationKind.FUNDER, contact_name="Hugo Martin", contact_email="hugo@opco.fr"
    )
    OrganisationFactory(name="OPCO Est", kind=OrganisationKind.FUNDER, contact_email="x@opco.fr")  # paid for nobody
    first = learner(funder=opco)
    learner(funder=opco, session=first.session)

    assert work(at("2026-12-01 08:59")).asked[Party.FUNDER] == 0
    assert work(at("2026-12-01 09:00")).asked[Party.FUNDER] == 1
    assert work(at("2026-12-02 09:00")).asked[Party.FUNDER] == 0

    mail = OutgoingMail.objects.get(message="surveys.funder_yearly")
    assert mail.key == f"survey/funder/{opco.pk}/2026/invitation"
    assert "En 2026, vous avez financé une action pour deux personnes" in plain(mail.text)
    assert asked(f"survey/funder/{opco.pk}/2026").group == "funders/2026"
    assert work(at("2026-12-15 09:00")).reminded == 1
    assert "Ouest" not in mail.to_name
    assert left("surveys.funder_reminder") == [f"survey/funder/{opco.pk}/2026/reminder"]


def test_delays_and_hour_are_the_providers(learner: Make) -> None:
    CampaignSettings.objects.create(cold_delay=30, hour="14:00", cold_open=10)
    one = learner()
    assert work(at("2027-01-04 13:59")).asked[Party.COLD] == 0  # thirty days later is a Saturday
    assert work(at("2027-01-04 14:00")).asked[Party.COLD] == 1
    assert asked(f"survey/cold/{one.pk}").closes_at == at("2027-01-14 18:00")
    assert OutgoingMail.objects.get(message="surveys.cold_invitation").subject.startswith("32\u00a0jours après")


def test_a_session_may_have_its_own_delay_or_ask_nobody(learner: Make) -> None:
    early, quiet = learner(), learner()
    known = {"changed_by": "user/1", "changed_at": END}
    SessionCampaigns.objects.create(session=early.session, cold_delay=20, **known)
    SessionCampaigns.objects.create(session=quiet.session, stopped=True, **known)
    assert work(END).asked[Party.HOT] == 1
    assert work(at("2026-12-23 09:00")).asked[Party.COLD] == 1
    assert work(COLD).asked[Party.COLD] == 0
    assert not Invitation.objects.filter(key__endswith=f"/{quiet.pk}", key__startswith="survey/hot").exists()


def test_nothing_is_asked_without_a_published_questionnaire(learner: Make) -> None:
    learner()
    QuestionnaireVersion.objects.all().delete()
    Questionnaire.objects.all().delete()
    assert work(END).queued == 0


def test_a_sweep_costs_the_same_for_one_learner_and_for_many(learner: Make) -> None:
    def cost(moment: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            sweep_campaigns(now=at(moment))
        return len(queries)

    coop = OrganisationFactory(contact_email="anne@coop.fr")
    learner(company=coop, of={"starts": date(2026, 12, 2)})
    one = cost("2026-12-02 17:00")
    session = learner(company=coop).session
    for _ in range(6):
        learner(company=coop, session=session)
    assert cost("2026-12-03 17:00") <= one + 2  # those of the first session, looked at again
    assert OutgoingMail.objects.filter(message="surveys.hot_invitation").count() == 8
