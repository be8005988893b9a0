"""Who may open the answering page, and what never gets out of it."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from lms_onboarding.surveys.models import Draft
from tests.factories.people import PersonFactory
from tests.factories.surveys import content, follow_link, invited, published, question, starter
from tests.surveys.pages import post, simple

pytestmark = pytest.mark.django_db


def test_nobody_else_opens_it(client: Client) -> None:
    mine, theirs = simple(), invited(number=2)
    follow_link(client, mine)

    for address in (f"/questionnaire/{theirs.pk}/", f"/questionnaire/{theirs.pk}/1/", "/questionnaire/999999/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "il s’ouvre par le lien reçu" in response.content.decode()
    assert client.post(f"/questionnaire/{theirs.pk}/1/", {"fields": "q_one", "q_one": "yes"}).status_code == 404
    assert client.get(f"/questionnaire/{2**80}/").status_code == 404
    assert not Draft.objects.exists()


def test_a_learner_signed_in_opens_their_own_and_no_other(client: Client, django_user_model: Any) -> None:
    account = django_user_model.objects.create_user(email="ines@exemple.fr")
    person = PersonFactory(account=account)
    published(content(question("q_one")))
    client.force_login(account)

    assert client.get(f"/questionnaire/{invited(number=person.pk).pk}/", follow=True).status_code == 200
    assert client.get(f"/questionnaire/{invited(number=person.pk + 1).pk}/").status_code == 404


def test_what_people_write_never_becomes_markup(client: Client) -> None:
    published(content(question("q_one", wording="<script>x()</script> ?"), question("q_two", "single", required=True)))
    start = follow_link(client, invited(context={"texts": {"first_name": "<img src=x>"}}))

    _status, _onward, body = post(client, f"{start}1/", q_one='</textarea><script>alert("x")</script>')

    assert "<script" not in body
    assert "<img" not in body
    assert "&lt;/textarea&gt;&lt;script&gt;" in body


def test_every_field_of_every_starter_page_has_a_name_for_screen_readers(client: Client) -> None:
    starter()
    facts = ["session.has_remote_slots", "course.has_prerequisites"]
    context = {"facts": facts, "objectives": [{"ref": "o1", "text": "Écrire"}], "texts": {}}
    for key in ("needs_learner", "positioning", "hot_learner", "company_feedback"):
        start = follow_link(client, invited(key, context=context))
        reader = _Reader()
        reader.feed(client.get(f"{start}1/").content.decode())
        assert reader.fields, key
        assert not reader.unnamed, key
        assert not reader.dangling, key


class _Reader(HTMLParser):
    """Fields with neither label nor group, and ids that aria-describedby or links name in vain."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.labels, self.ids = 0, set[str](), set[str]()
        self.fields: list[str] = []
        self.unlabelled: list[str] = []
        self.named: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids.add(found.get("id") or "")
        self.named += (found.get("aria-describedby") or "").split()
        if tag == "label":
            self.depth += 1
            self.labels.add(found.get("for") or "")
        if tag == "textarea" or (tag == "input" and found.get("type") in ("radio", "checkbox")):
            self.fields.append(found.get("name") or "")
            if not self.depth:
                self.unlabelled.append(found.get("id") or "?")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "label"

    @property
    def unnamed(self) -> list[str]:
        return [name for name in self.unlabelled if name not in self.labels]

    @property
    def dangling(self) -> list[str]:
        return [name for name in self.named if name not in self.ids]
