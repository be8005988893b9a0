"""The register of consents says what happened: given, taken back, under which words; by its owner alone."""

import csv
import hashlib
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from badges.enums import Visibility
from badges.services import show, showing
from lms_onboarding.accounts.models import User
from lms_onboarding.offboarding.alumni import joining
from lms_onboarding.offboarding.alumni.joining import Shown, join_alumni, leave_alumni
from lms_onboarding.people.models import Person
from lms_onboarding.portal.portfolio import sharing
from lms_onboarding.portal.portfolio.sharing import choose, close_link, open_link
from lms_onboarding.portal.teams import ADMINISTRATOR, QUALITY
from lms_onboarding.privacy.consents.reading import consents
from lms_onboarding.privacy.consents.withdrawing import withdraw
from lms_onboarding.privacy.erasing.doing import erase
from lms_onboarding.surveys.models import Response
from lms_onboarding.surveys.services import Respondent, save_draft, submit
from tests.factories import surveys
from tests.factories.badges import awarded
from tests.factories.people import PersonFactory
from tests.privacy.past import THEN, at, enrolled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]
NOW = at(2025, 9, 1)
LATER = NOW + timedelta(days=3)
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "lmso_portal"


def former() -> Person:
    """Went to the end of a session; has an account and a badge."""
    person: Person = enrolled().person
    person.account = User.objects.create_user(person.email, date_joined=THEN)
    person.save()
    return person


def answered(person: Person, naming: str, *, asked: str = "choice") -> Any:
    surveys.published(
        surveys.content(surveys.question("said"), surveys.question("mark", "nps"), naming=asked, title="À chaud")
    )
    ask = Respondent(person.key, person.full_name, person.email)
    invitation = surveys.invited(respondent=ask, about=person.enrolments.get().key)
    given = {"said": "Bien", "mark": "9"}
    save_draft(invitation, given, fields=["said", "mark", "naming"], naming=naming, now=surveys.NOW)
    return submit(invitation, now=surveys.NOW)


def told(person: Person | None = None) -> list[tuple[str, bool]]:
    return sorted((one.what, one.stands) for one in consents(person))


def test_each_consent_is_there_and_goes_once_taken_back() -> None:
    person = former()
    award = awarded(person)
    choose(person, {f"badge-{award.uuid}": "public", "kind-bilan_personnalise": "link"}, now=NOW)
    open_link(person, life="months", now=NOW)
    join_alumni(person, Shown(), now=NOW)
    names = [
        "Figurer parmi les anciens apprenants",
        f"Montrer son badge « {award.badge_class.short_name} » à tous, avec son nom",
        "Montrer par lien ses documents : bilan personnalisé",
        "Ouvrir son portfolio par lien",
    ]
    assert told() == [(name, True) for name in sorted(names)]
    assert {one.wording for one in consents()} == {"1"}
    assert {(one.who, one.given_at) for one in consents()} == {(person.full_name, NOW)}
    choose(person, {f"badge-{award.uuid}": "private", "kind-bilan_personnalise": "private"}, now=LATER)
    close_link(person, now=LATER)
    leave_alumni(person, now=LATER)
    assert told() == [(name, False) for name in sorted(names)]
    assert {one.withdrawn_at for one in consents()} == {LATER}


def test_shown_by_link_then_to_all_are_two_consents() -> None:
    award = awarded(former())
    for visibility in (Visibility.LINK, Visibility.PUBLIC):
        show(award, visibility=visibility, by=award.person.key if award.person else "", now=NOW)
    assert [stands for _what, stands in told()] == [False, True]


@pytest.mark.parametrize(
    ("asked", "naming", "there"), [("choice", "named", 1), ("choice", "anonymous", 0), ("named", "", 0)]
)
def test_a_name_is_a_consent_where_it_was_a_choice(asked: str, naming: str, there: int) -> None:
    person = former()
    answered(person, naming, asked=asked)
    assert [what for what, _stands in told()] == ["Donner son nom avec ses réponses : « À chaud »"] * there


def test_a_name_taken_back_leaves_a_number(fixed_clock: Any) -> None:
    person = former()
    invitation = answered(person, "named")
    thing, later = ("answers", str(invitation.pk)), surveys.NOW + timedelta(days=3)
    assert [withdraw(person, thing, now=later) for _twice in range(2)] == [True, False]
    kept = Response.objects.get()
    assert (kept.naming, kept.invitation, kept.answers) == ("anonymous", None, {"mark": 9})
    assert [one.withdrawn_at for one in consents()] == [later]


def test_erasing_somebody_takes_all_back() -> None:
    person = former()
    choose(person, {f"badge-{awarded(person).uuid}": "public"}, now=NOW)
    join_alumni(person, Shown(), now=NOW)
    erase(person, by="user/1", now=LATER)
    assert {one.withdrawn_at for one in consents()} == {LATER}


def test_everybody_takes_back_their_own_and_nobody_elses(fixed_clock: Any) -> None:
    fixed_clock.move_to(NOW)
    ines, tuan = former(), former()
    award = awarded(ines)
    show(award, visibility=Visibility.PUBLIC, by=ines.key, now=NOW)
    for person in (ines, tuan):
        join_alumni(person, Shown(), now=NOW)
    client, what = Client(), {"what": f"badge/{award.uuid}"}
    client.force_login(User.objects.get(person=tuan))
    assert "à tous, avec son nom" not in client.get("/mes-donnees/").content.decode()
    client.post("/mes-donnees/retirer/", what)
    award.refresh_from_db()
    assert award.visibility == "public", "it is not theirs"
    client.force_login(User.objects.get(person=ines))
    assert "à tous, avec son nom" in client.get("/mes-donnees/").content.decode()
    assert client.get("/mes-donnees/retirer/").status_code == 405
    assert client.post("/mes-donnees/retirer/", what).status_code == 302
    award.refresh_from_db()
    assert award.visibility == "private"
    assert [stands for _what, stands in told(tuan)] == [True]


def test_the_administrator_reads_the_register_and_takes_a_table(fixed_clock: Any) -> None:
    fixed_clock.move_to(NOW)
    person = former()
    join_alumni(person, Shown(), now=NOW)
    nadia, anne = (User.objects.create_user(f"{name}@exemple.fr") for name in ("nadia", "anne"))
    nadia.groups.add(Group.objects.get(name=ADMINISTRATOR))
    anne.groups.add(Group.objects.get(name=QUALITY))
    client, page = Client(), "/donnees-personnelles/consentements"
    client.force_login(anne)
    assert [client.get(page + end).status_code for end in ("/", ".csv")] == [403, 403]
    client.force_login(nadia)
    assert person.full_name in client.get(page + "/").content.decode()
    rows = list(csv.reader(io.StringIO(client.get(page + ".csv").content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:2] == [person.full_name, "Figurer parmi les anciens apprenants"]
    assert rows[1][4:] == ["en cours", "1"]


def test_the_register_asks_as_much_for_many_as_for_one(django_assert_max_num_queries: Any) -> None:
    for _number in range(5):
        join_alumni(former(), Shown(), now=NOW)
    with django_assert_max_num_queries(7):
        assert len(consents()) == 5


def words_of(template: str, start: str, end: str) -> str:
    text = (TEMPLATES / template).read_text()
    said = re.sub(r"<[^>]+>|\s+", " ", text[text.index(start) : text.index(end, text.index(start))])
    return hashlib.sha256(" ".join(said.split()).encode()).hexdigest()[:12]


def test_words_that_change_take_another_number() -> None:
    """Raise the WORDING of the verb, then write here the fingerprint of the new words."""
    shown = words_of("portfolio_rights.html", '<section class="stack" aria-labelledby="public">', "</section>")
    joined = words_of("alumni.html", '<form class="card stack" method="post">', "</form>")
    assert (sharing.WORDING, showing.WORDING, shown) == (1, 1, "919d52892ebb")
    assert (joining.WORDING, joined) == (1, "7947d27eb644")


def test_a_person_without_consent_has_none() -> None:
    assert consents(PersonFactory()) == []
