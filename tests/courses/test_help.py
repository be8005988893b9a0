"""Finding an article with one's own words, reading it, and keeping it true."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from courses.help_search import HelpSearch
from courses.models import HelpArticlePage
from courses.months import months_after
from courses.services import help_to_review, still_due, sweep
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import ProviderSettings
from tests.factories import pages, people
from tests.support.html import Page

MORNING = datetime(2027, 3, 2, 8, tzinfo=UTC)


def found(text: str, audience: str = "") -> list[str]:
    articles = HelpArticlePage.objects.live().order_by("path")
    return [article.slug for article in HelpSearch(text, audience).within(articles)]


@pytest.fixture
def articles(db: None) -> None:
    pages.article()
    pages.article(
        "video-muette",
        title="La vidéo ne se lit pas",
        summary="Le son manque.",
        problem="<p>Le navigateur refuse de démarrer.</p>",
        answer="Bonjour,\n\nMettez le son.",
        keywords="média, haut-parleur",
        for_admin=False,
        for_manager=True,
    )


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("module", "module-invisible"),  # title
        ("navigateur", "video-muette"),  # content
        ("brouillons", "module-invisible"),
        ("haut-parleur", "video-muette"),  # other words
        ("pourquoi est-ce que je ne vois pas la vidéo", "video-muette"),
        ("VIDÉO", "video-muette"),
    ],
)
def test_words_find_titles_contents_and_keywords(text: str, first: str) -> None:
    assert found(text)[:1] == [first]


@pytest.mark.usefixtures("articles")
def test_a_menu_is_found_by_the_name_it_has_here() -> None:
    assert "module-invisible" in found("Utilisateurs")


@pytest.mark.usefixtures("articles")
def test_the_role_filters_with_or_without_words() -> None:
    assert found("", "manager") == ["video-muette"]
    assert found("module", "manager") == []
    assert found("") == ["module-invisible", "video-muette"]


@pytest.mark.usefixtures("articles")
def test_one_word_is_enough_when_no_article_holds_them_all() -> None:
    assert set(found("module navigateur")) == {"module-invisible", "video-muette"}


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("text", ["' OR 1=1 --", '"', "le la les", "a" * 5000, "*", "\x00", "NEAR(", "{menu:", "🙂"])
def test_odd_words_find_nothing_and_break_nothing(client: Client, text: str) -> None:
    response = client.get(pages.help_index().url, {"q": text, "role": "<b>"})
    assert response.status_code == 200
    assert not Page(response.content.decode()).problems


@pytest.mark.usefixtures("articles")
def test_results_are_counted_in_words_and_marked(client: Client) -> None:
    html = client.get(pages.help_index().url, {"q": "module"}).content.decode()
    assert "<mark>module</mark>" in html
    assert "Une\u00a0fiche répond" in html
    assert "Aucune fiche ne répond" in client.get(pages.help_index().url, {"q": "licorne"}).content.decode()


def test_the_answer_is_copied_as_written(client: Client, provider: ProviderSettings) -> None:
    article = pages.article()
    html = client.get(article.url).content.decode()
    assert 'data-copy="Bonjour [prénom],\n\nC’est réglé : [cause]. Ouvrez Parcours !\n\n[votre prénom]"' in html
    page = Page(html)
    assert "Pour Admin, Créateur" in page.words
    assert "Relue le 1 septembre 2026" in page.words
    assert "À relire avant 1 mars 2027" in page.words
    assert not page.problems


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 1), 36, date(2029, 1, 1)),
    ],
)
def test_months_end_where_the_calendar_does(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@pytest.mark.django_db
def test_an_article_is_to_review_from_its_day_on() -> None:
    article = pages.article(reviewed_on=date(2026, 9, 1), review_every_months=6)
    pages.article("brouillon", reviewed_on=date(2020, 1, 1), live=False)
    assert help_to_review(today=date(2027, 2, 28)) == []
    assert help_to_review(today=date(2027, 3, 1)) == [article]


def test_each_person_is_told_once_a_month_of_what_is_due_or_about_to_be(provider: ProviderSettings) -> None:
    reviewer = people.person("Karim", "Haddad", "karim.haddad@passerelle.example.fr")
    pages.article("a", title="La première", reviewer=reviewer)
    pages.article("b", title="La deuxième", reviewer=reviewer, reviewed_on=date(2026, 9, 20))
    pages.article("c", title="Plus tard", reviewer=reviewer, reviewed_on=date(2026, 12, 1))
    pages.article("d", title="Sans personne")
    assert sweep(now=MORNING) == 2
    assert sweep(now=MORNING) == 0
    mails = {mail.to_email: mail for mail in OutgoingMail.objects.all()}
    told = mails["karim.haddad@passerelle.example.fr"]
    assert told.variables["articles_count_phrase"] == "deux\u00a0fiches d’aide"
    assert "La première" in told.variables["articles_lines"]
    assert "La deuxième" in told.variables["articles_lines"]
    assert "Plus tard" not in told.variables["articles_lines"]
    assert "Sans personne" in mails["solene.legoff@passerelle.example.fr"].variables["articles_lines"]
    assert sweep(now=datetime(2027, 4, 1, 8, tzinfo=UTC)) == 2  # another month, still not read again


def test_nothing_due_tells_nobody(provider: ProviderSettings) -> None:
    pages.article(reviewed_on=date(2027, 3, 1))
    assert sweep(now=MORNING) == 0


def test_without_anybody_to_tell_articles_wait(db: None) -> None:
    pages.article()
    assert sweep(now=MORNING) == 0
    assert not OutgoingMail.objects.exists()


def test_a_mail_is_held_back_once_the_articles_were_read(provider: ProviderSettings) -> None:
    article = pages.article()
    sweep(now=MORNING)
    mail = OutgoingMail.objects.get()
    assert still_due(mail, now=MORNING) == ""
    article.reviewed_on = date(2027, 3, 2)
    article.save()
    assert still_due(mail, now=MORNING) == "Les fiches ont été relues depuis."
