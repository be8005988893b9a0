"""The effect of an action, measured from its page: the same question, counted before and after by the surveys."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client

from lms_onboarding.accounts.models import User
from lms_onboarding.journal.models import Entry
from lms_onboarding.offboarding.services import sweep_campaigns
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Questionnaire
from lms_onboarding.surveys.services import publish_version, save_draft_version
from qualiopi.improvement.deciding import ActionText, decide
from qualiopi.improvement.models import Action, Measure
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory
from tests.factories.surveys import starter
from tests.offboarding.conftest import answer, asked, plain
from tests.qualiopi.gaps.clean import NADIA

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 7, 5, 8, tzinfo=UTC)
BEFORE, AFTER = date(2026, 12, 3), date(2027, 6, 3)
PERIODS = {
    "before_first": "2026-10-01",
    "before_last": "2026-12-31",
    "after_first": "2027-04-01",
    "after_last": "2027-06-30",
}


def answered(starts: date, marks: list[int], **changes: Any) -> Session:
    """A session of that day, whose learners answered hot with these marks of overall satisfaction."""
    session = SessionFactory(starts=starts, opened=True)
    people = [EnrolmentFactory(session=session, company=None) for _mark in marks]
    assert session.ends_at is not None
    sweep_campaigns(now=session.ends_at)
    for one, mark in zip(people, marks, strict=True):
        later = session.ends_at + timedelta(hours=1)
        answer(asked(f"survey/hot/{one.pk}"), now=later, **{"hot_overall": mark, **changes})
    return session


@pytest.fixture
def action(provider: ProviderSettings) -> Action:
    starter()
    text = ActionText(
        title="Vérifier la jauge des salles",
        finding="Trois personnes debout.",
        owner=provider.administrative_referent_id or 0,
        due_on=date(2027, 3, 1),
    )
    made = decide(text, form="action", by=NADIA, now=datetime(2027, 1, 15, 9, tzinfo=UTC))
    Action.objects.filter(pk=made.pk).update(done_on=date(2027, 2, 20), done="Aucune salle sans vérification.")
    return Action.objects.get(pk=made.pk)


@pytest.fixture
def quality(client: Client, moment: Any, action: Action) -> Client:
    answered(BEFORE, [1, 2, 2, 5])
    answered(AFTER, [2, 4, 4, 5, 5])
    moment.move_to(NOW)
    nadia = User.objects.create_user("nadia@exemple.fr", first_name="Nadia", last_name="Ferrand")
    nadia.groups.add(Group.objects.get(name="Responsable qualité"))
    client.force_login(nadia)
    return client


def measured(client: Client, action: Action, question: str = "hot_overall", **changes: str) -> Any:
    fields = {"do": "measure", "question": question, "note": "Cinq réponses.", **PERIODS, **changes}
    return client.post(f"/registres/action/{action.pk}/", fields)


def test_low_answers_are_counted_before_and_after(quality: Client, action: Action) -> None:
    assert measured(quality, action).status_code == 302
    made = Measure.objects.get()
    assert ((made.before_count, made.before_n), (made.after_count, made.after_n)) == ((3, 4), (1, 5))
    assert (made.wording, made.counted) == (
        "Globalement, quelle est votre satisfaction ?".replace(" ?", "\u202f?"),
        "Réponses basses : de 1 à 2",
    )
    page = plain(quality.get(f"/registres/action/{action.pk}/").content.decode())
    assert "Globalement, quelle est votre satisfaction" in page
    assert "<b>3</b>" in page
    for told in ("sur 4<br>", "octobre au 31 décembre 2026", "sur 5<br>", "avril au 30 juin 2027"):
        assert told in page
    assert "Moins de trente réponses d’un côté" in page
    assert "Cinq réponses." in page
    assert "Mesuré le lundi 5 juillet 2027, par Nadia Ferrand" in page


def test_twice_is_once_and_the_journal_says_it_once(quality: Client, action: Action) -> None:
    measured(quality, action)
    measured(quality, action)
    assert Measure.objects.count() == 1
    (entry,) = Entry.objects.filter(verb="action.measured")
    assert (entry.subject, entry.codes) == (action.key, {"question": "hot_overall"})


def test_a_recommendation_counts_its_detractors(quality: Client, action: Action) -> None:
    """Everybody of `answered` gave the fourth degree of a scale that begins at zero: 3."""
    measured(quality, action, question="hot_recommend")
    made = Measure.objects.get()
    assert ((made.before_count, made.before_n), (made.after_count, made.after_n)) == ((4, 4), (5, 5))
    assert made.counted == "Réponses basses : de 0 à 6"


def test_sessions_count_in_the_period_in_which_they_ended(quality: Client, action: Action) -> None:
    measured(quality, action, before_first="2026-12-04")
    assert not Measure.objects.exists(), "the session of 3 December is out"
    measured(quality, action, before_first="2026-12-03", before_last="2026-12-03")
    assert Measure.objects.get().before_n == 4


def test_a_period_that_is_not_over_is_refused_and_keeps_what_was_typed(quality: Client, action: Action) -> None:
    answer_to = measured(quality, action, after_last="2027-07-31")
    assert answer_to.status_code == 422
    page = plain(answer_to.content.decode())
    assert "La seconde période n’est pas finie" in page
    assert 'value="2027-07-31"' in page
    assert "Cinq réponses." in page
    assert not Measure.objects.exists()


def test_a_question_that_nobody_knows_is_refused(quality: Client, action: Action) -> None:
    assert measured(quality, action, question="hot_room_name").status_code == 422
    assert not Measure.objects.exists()


def test_a_question_whose_words_changed_is_not_compared(quality: Client, action: Action, moment: Any) -> None:
    """Another version of the questionnaire, other words: the two figures are not of one question."""
    hot = Questionnaire.objects.get(key="hot_learner")
    body = hot.versions.latest("pk").content
    told = next(one for part in body["sections"] for one in part["questions"] if one["key"] == "hot_overall")
    told["wording"] = "Et dans l’ensemble ?"
    publish_version(save_draft_version(hot, body, by="user/1", now=NOW), by="user/1", now=NOW)
    answered(date(2027, 9, 2), [1, 1])
    moment.move_to(datetime(2027, 10, 4, 8, tzinfo=UTC))
    quality.force_login(User.objects.get(email="nadia@exemple.fr"))
    found = measured(quality, action, after_first="2027-09-01", after_last="2027-09-30")
    assert found.status_code == 422
    assert "son texte a changé entre-temps" in plain(found.content.decode())
    assert not Measure.objects.exists()


def test_the_form_waits_until_the_action_is_done_and_asks_the_right(quality: Client, action: Action) -> None:
    assert "Mesurer l’effet" in quality.get(f"/registres/action/{action.pk}/").content.decode()
    Action.objects.filter(pk=action.pk).update(done_on=None, done="")
    assert "Mesurer l’effet" not in quality.get(f"/registres/action/{action.pk}/").content.decode()
    quality.force_login(User.objects.create_user("karim@exemple.fr"))
    assert measured(quality, action).status_code == 403
    assert not Measure.objects.exists()


def test_the_database_refuses_a_measure_that_says_more_than_there_is(quality: Client, action: Action) -> None:
    measured(quality, action)
    for wrong in ({"before_count": 5}, {"after_first": date(2026, 11, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Measure.objects.update(**wrong)
