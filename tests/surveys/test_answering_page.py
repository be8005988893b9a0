"""The page a respondent opens: drafts, errors beside their field, sending, closing. No script runs here."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.test import Client

from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Person
from lms_onboarding.surveys.models import Draft, Invitation, Response, RestrictedAnswer
from lms_onboarding.surveys.services import answers_of, withdraw
from tests.factories.people import PersonFactory
from tests.factories.surveys import NOW, content, follow_link, invited, published, question, starter

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == status
    return plain(response.content.decode())


def post(client: Client, address: str, **answers: object) -> tuple[int, str, str]:
    """Post the page shown at `address`, as a browser would: hidden fields of the page, then these answers."""
    fields = re.findall(r'name="fields" value="([^"]+)"', client.get(address).content.decode())
    response = client.post(address, {"fields": fields, **answers})
    return response.status_code, response.headers.get("Location", ""), plain(response.content.decode())


def plain(body: str) -> str:
    """With ordinary spaces: where they may break is the matter of other tests."""
    return re.sub(r"[\u00a0\u202f]|&nbsp;", " ", body)


def simple(**fields: object) -> Invitation:
    published(content(question("q_one", "single", required=True), question("q_two"), **fields))
    return invited()


def test_opening_the_link_shows_the_first_part_and_writes_nothing(client: Client) -> None:
    starter()
    invitation = invited("needs_learner")
    entries = Entry.objects.count()

    body = page(client, follow_link(client, invitation))

    assert "Inès1, dites-nous ce que vous attendez" in body
    assert "Partie 1 sur 4 : Votre travail, 4 min" in body
    assert "2. Dans quelle situation de travail" in body
    assert not Draft.objects.exists()
    assert Entry.objects.count() == entries


def test_each_part_keeps_its_draft_and_the_last_one_sends(client: Client) -> None:
    published(
        content(
            sections=[
                {"title": "Une", "questions": [question("q_one", "single", required=True)]},
                {"title": "Deux", "questions": [question("q_two"), question("q_three", "rating")]},
            ]
        )
    )
    start = follow_link(client, invited())

    status, onward, _body = post(client, f"{start}1/", q_one="yes")

    assert (status, onward) == (302, f"{start}2/")
    assert Draft.objects.get().answers == {"q_one": "yes"}
    assert page(client, start).count("Partie 2 sur 2 : Deux") == 1, "coming back resumes where one was"

    status, onward, _body = post(client, f"{start}2/", q_two=" Bien.\r\nVraiment. ", q_three="4")

    assert (status, onward) == (302, start)
    assert answers_of(Invitation.objects.get()) == {"q_one": "yes", "q_two": "Bien.\nVraiment.", "q_three": 4}
    assert not Draft.objects.exists()
    thanks = page(client, start)
    assert "enregistrée depuis le <time" in thanks
    assert "lundi 30 novembre 2026 à 9 h</time>. Vous pouvez encore la modifier" in thanks
    assert "Nous vous dirons ce que nous en faisons." in thanks


def test_a_missing_answer_is_said_at_the_top_and_beside_its_question(client: Client) -> None:
    start = follow_link(client, simple())

    status, _onward, body = post(client, f"{start}1/", q_two="Déjà écrit")

    assert status == 422
    assert "<title>Erreur : " in body
    assert 'role="alert" tabindex="-1" autofocus' in body
    assert '<a href="#q-q_one">Question 1</a>' in body
    assert (
        'id="q-q_one" role="radiogroup" aria-required="true" aria-invalid="true" aria-describedby="q-q_one-err"'
        in body
    )
    assert "Choisissez une réponse. Si vous hésitez, prenez la plus proche." in body
    assert "Déjà écrit" in body
    assert Draft.objects.get().answers == {"q_two": "Déjà écrit"}


def test_a_text_too_long_comes_back_whole_and_says_how_much_to_cut(client: Client) -> None:
    start = follow_link(client, simple())
    long = "mot " * 200

    status, _onward, body = post(client, f"{start}1/", q_one="yes", q_two=long)

    assert status == 422
    assert "Votre texte compte 799 caractères, la limite est 600 : retirez 199 caractères." in body
    assert long.strip() in body
    assert "Une réponse est à revoir." in body


def test_leaving_for_later_keeps_the_draft_without_complaint(client: Client) -> None:
    start = follow_link(client, simple())

    status, _onward, body = post(client, f"{start}1/", q_two="À finir", go="later")

    assert status == 200
    assert "Votre brouillon est gardé" in body
    assert Draft.objects.get().answers == {"q_two": "À finir"}


def test_a_question_that_an_answer_brings_appears_on_the_same_page(client: Client) -> None:
    starter()
    start = follow_link(client, invited("needs_funder"))
    assert "Sur quoi porte ce point" not in page(client, start)

    status, _onward, body = post(client, f"{start}1/", needsfu_something="yes_point")

    assert status == 200
    assert "2 questions s’ajoutent" in body
    assert "Sur quoi porte ce point" in body
    assert not Response.objects.exists()

    status, onward, _body = post(client, f"{start}1/", needsfu_something="yes_point", needsfu_kind=["goal", "papers"])

    assert (status, onward) == (302, start)
    assert Response.objects.get().answers == {"needsfu_something": "yes_point", "needsfu_kind": ["goal", "papers"]}


def test_changing_one_s_mind_takes_the_dependent_answers_away(client: Client) -> None:
    starter()
    start = follow_link(client, invited("needs_funder"))
    post(client, f"{start}1/", needsfu_something="yes_point")
    post(client, f"{start}1/", needsfu_something="yes_point", needsfu_detail="Un secret", go="later")

    post(client, f"{start}1/", needsfu_something="no_point", needsfu_detail="Un secret")

    assert Response.objects.get().answers == {"needsfu_something": "no_point"}


def test_answers_are_edited_until_the_closing_and_count_only_once_sent(client: Client) -> None:
    start = follow_link(client, simple())
    post(client, f"{start}1/", q_one="yes")

    post(client, f"{start}1/", q_one="no", go="later")

    assert Response.objects.get().answers == {"q_one": "yes"}
    assert "Une modification est commencée" in page(client, start)

    post(client, f"{start}1/", q_one="no")

    response = Response.objects.get()
    assert (response.answers, response.edition) == ({"q_one": "no"}, 2)
    assert [entry.codes["edition"] for entry in Entry.objects.filter(verb="survey.answered").order_by("pk")] == [1, 2]


def test_a_new_version_published_meanwhile_changes_nothing_for_who_is_answering(client: Client) -> None:
    start = follow_link(client, simple())
    post(client, f"{start}1/", q_one="yes", go="later")

    published(content(question("q_one", "single", wording="Autre chose ?"), question("q_new", required=True)))

    body = page(client, f"{start}1/")
    assert "Question q_one ?" in body
    assert "q_new" not in body
    assert post(client, f"{start}1/", q_one="yes")[0] == 302
    assert Response.objects.get().version.number == 1


def test_an_answer_of_another_version_is_refused_with_the_way_out(client: Client) -> None:
    start = follow_link(client, simple())

    status, _onward, body = post(client, f"{start}1/", q_one="an_old_choice")

    assert status == 422
    assert "Choisissez l’une de celles qui sont affichées." in body


def test_after_the_closing_the_page_says_so_and_hands_back_what_was_being_written(
    client: Client, moment: time_machine.Traveller
) -> None:
    start = follow_link(client, simple())
    moment.move_to(NOW + timedelta(days=8))

    response = client.post(f"{start}1/", {"fields": ["q_one", "q_two"], "q_one": "yes", "q_two": "Mes <b>mots</b>"})

    assert response.status_code == 409
    assert "Mes &lt;b&gt;mots&lt;/b&gt;" in response.content.decode()
    assert not Response.objects.exists()
    assert "s’est fermé le" in page(client, start, status=410)
    assert client.get(f"{start}1/").status_code == 302


def test_after_the_closing_an_answer_given_is_still_shown_as_received(
    client: Client, moment: time_machine.Traveller
) -> None:
    start = follow_link(client, simple())
    post(client, f"{start}1/", q_one="yes")
    moment.move_to(NOW + timedelta(days=8))

    body = page(client, start)

    assert "Ce questionnaire est clos" in body
    assert "enregistrée depuis le" in body


def test_before_the_opening_and_after_a_withdrawal_the_page_says_what_to_do(client: Client) -> None:
    published(content(question("q_one")))
    early = invited(number=1, opens_at=NOW + timedelta(days=2))
    taken_back = withdraw(invited(number=2), now=NOW)

    assert "ouvre le <time" in page(client, follow_link(client, early))
    assert "Vous n’avez rien à faire" in page(client, follow_link(client, taken_back), status=410)


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


def test_a_learner_signed_in_opens_their_own_and_no_other(client: Client, django_user_model: type) -> None:
    person: Person = PersonFactory(account=django_user_model.objects.create_user(email="ines@exemple.fr"))
    published(content(question("q_one")))
    client.force_login(person.account)

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


def test_the_restricted_answer_is_kept_apart_from_draft_to_sending(client: Client) -> None:
    published(
        content(
            question("q_call", "single", restricted="disability_referent"),
            question("q_other"),
        )
    )
    start = follow_link(client, invited())

    post(client, f"{start}1/", q_call="yes", q_other="Rien", go="later")

    assert Draft.objects.get().answers == {"q_other": "Rien"}
    assert RestrictedAnswer.objects.get().value == ""
    assert 'value="yes" checked' in page(client, f"{start}1/"), "its author still sees it"

    post(client, f"{start}1/", q_call="yes", q_other="Rien")

    assert Response.objects.get().answers == {"q_other": "Rien"}
    assert RestrictedAnswer.objects.get().value == "yes"


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
