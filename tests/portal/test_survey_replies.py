"""Answers that came another way: a meeting with a funder, a call of a company, written down with their channel."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lms_onboarding.journal.models import Entry
from lms_onboarding.offboarding.models import RelayedReply
from lms_onboarding.people.enums import OrganisationKind
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import OrganisationFactory
from tests.offboarding.conftest import END, asked, at, work

from .conftest import FRIDAY
from .reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_friday")]


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


def test_a_meeting_with_a_funder_is_an_answer_with_its_channel(quality: Client, heard: Any) -> None:
    funder = OrganisationFactory(name="OPCO Est", kind=OrganisationKind.FUNDER)
    heard([4, 4], learner={"funder": funder})
    assert "aucun contact : complétez sa fiche, ou notez un échange" in words(
        quality.get("/enquetes/financeurs/2026/")
    )
    form = quality.post(f"/enquetes/financeurs/2026/{funder.pk}/noter/")
    response = quality.post(form["Location"], REPLY, follow=True)

    assert "Hugo Martin, conseiller, en réunion, le jeudi 3 décembre 2026" in words(response)
    assert "1 « Sans avis »" in words(response)
    reply = RelayedReply.objects.select_related("invitation").get()
    assert (reply.channel, reply.invitation.answered_on) == ("meeting", FRIDAY.date())
    assert Entry.objects.get(verb="survey.relayed").codes == {"channel": "meeting", "on": "2026-12-03"}
    assert work(at("2026-12-04 09:00")).queued == 0, "nobody is asked for what they already said"
    again = quality.post(form["Location"], REPLY)
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
    quality: Client, heard: Any, change: dict[str, str], sentence: str
) -> None:
    funder = opco()
    heard([4], learner={"funder": funder})
    form = quality.post(f"/enquetes/financeurs/2026/{funder.pk}/noter/")
    response = quality.post(form["Location"], REPLY | change)
    assert response.status_code == 422
    assert sentence in words(response)
    assert not RelayedReply.objects.exists()
    assert re.search(r'name="funder_deadlines" value="2" checked', response.content.decode())


def test_nobody_writes_for_a_learner(quality: Client, heard: Any) -> None:
    session = heard([4])
    silent = EnrolmentFactory(session=session, company=None)
    work(END + timedelta(hours=1))
    assert quality.get(f"/enquetes/reponse/{asked(f'survey/hot/{silent.pk}').pk}/").status_code == 404


def test_a_funder_of_another_year_is_not_asked(quality: Client, heard: Any) -> None:
    funder = opco()
    heard([4], learner={"funder": funder})
    response = quality.post(f"/enquetes/financeurs/2024/{funder.pk}/noter/", follow=True)
    assert "n’a financé personne en 2024" in words(response)
