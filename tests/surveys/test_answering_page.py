"""The page a respondent opens: drafts, errors beside their field, sending, closing. No script runs here."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from lms_onboarding.journal.models import Entry
from lms_onboarding.surveys.models import Draft, Invitation, Response, RestrictedAnswer
from lms_onboarding.surveys.services import answers_of, withdraw
from tests.factories.surveys import NOW, content, follow_link, invited, published, question, starter
from tests.surveys.pages import page, post, simple

pytestmark = pytest.mark.django_db


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
    assert "Deux questions s’ajoutent" in body
    assert "Sur quoi porte ce point" in body
    assert not Response.objects.exists()

    status, onward, _body = post(client, f"{start}1/", needsfu_something="yes_point", needsfu_kind=["goal", "papers"])

    assert (status, onward) == (302, start)
    assert Response.objects.get().answers == {"needsfu_something": "yes_point", "needsfu_kind": ["goal", "papers"]}


def test_an_answer_hidden_by_a_change_of_mind_comes_back_with_another_and_is_never_sent(client: Client) -> None:
    starter()
    start = follow_link(client, invited("needs_funder"))
    post(client, f"{start}1/", needsfu_something="yes_point")
    post(client, f"{start}1/", needsfu_something="yes_point", needsfu_detail="Un secret", go="later")

    post(client, f"{start}1/", needsfu_something="no_point", needsfu_detail="Un secret", go="later")
    assert "Un secret" not in page(client, f"{start}1/")
    assert "Un secret" in post(client, f"{start}1/", needsfu_something="yes_point")[2]
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
