"""What is asked to whom: the private question to who has a reader, equipment to who will connect."""

from datetime import timedelta

import pytest

from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.surveys.services import ReadingReserved, restricted_answers, sheet_of
from lms_onboarding.welcome.services import followed, learners_needs
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory
from tests.factories.surveys import starter

from .asking import answer, needs_of
from .conftest import at, plain, work

pytestmark = pytest.mark.django_db
ASKED = at("2026-11-02 09:00")


@pytest.fixture(autouse=True)
def questionnaires(organisation: ProviderSettings) -> None:
    starter()


def test_the_private_request_is_read_by_the_disability_referent_alone() -> None:
    one = EnrolmentFactory(company=None)
    work(ASKED)
    answer(needs_of(one), now=ASKED, needs_adjustment_call=["call"])

    thomas = ProviderSettings.load().disability_referent
    assert thomas is not None
    assert [row.label for row in restricted_answers(reader=thomas)] == ["Oui, contactez-moi"]
    with pytest.raises(ReadingReserved):
        restricted_answers(reader=PersonFactory())
    (learner,) = learners_needs(followed(one.session_id))
    everything = repr((learner.answers, learner.positioning, list(Entry.objects.values_list("codes", flat=True))))
    assert "contactez-moi" not in everything
    assert "needs_adjustment_call" not in everything


def test_the_private_question_is_asked_by_name_and_only_when_somebody_would_read_it() -> None:
    one = EnrolmentFactory(company=None)
    work(ASKED)
    wordings = {item.field: item.wording for item in sheet_of(needs_of(one)).asked}
    assert plain(wordings["needs_adjustment_call"]) == (
        "Souhaitez-vous que notre référent handicap, Thomas Arnaud, vous contacte ?"
    )

    ProviderSettings.objects.update(disability_referent=None)
    other = EnrolmentFactory(company=None, session=SessionFactory(opened=True))
    work(ASKED + timedelta(hours=1))
    assert "needs_adjustment_call" not in {item.field for item in sheet_of(needs_of(other)).asked}


def test_equipment_is_asked_to_who_will_connect() -> None:
    asked = {}
    for modality in ("onsite", "remote"):
        fields = {"join_url": "https://classe.example.fr/1"} if modality == "remote" else {}
        one = EnrolmentFactory(company=None, session=SessionFactory(opened=True, modality=modality, **fields))
        work(ASKED)
        asked[modality] = {item.field for item in sheet_of(needs_of(one)).asked}
    assert asked["remote"] - asked["onsite"] == {"needs_equipment"}
