"""The portfolio: private at first, shown by choice, by a link that can be cut; nobody else's things in it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from badges.models import Award
from badges.verifying.checking import Handed, check
from badges.verifying.verdicts import Verdict
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import Order, issue
from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import correct_email
from tests.factories.badges import AWARDED_AT, awarded
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
NOW = AWARDED_AT + timedelta(days=1)
HTML = "text/html"


@pytest.fixture(autouse=True)
def _the_day_after() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def learner(name: str) -> Person:
    person: Person = PersonFactory(first_name=name, last_name="Berthier", email=f"{name.lower()}@exemple.fr")
    EnrolmentFactory(person=person)
    person.account = get_user_model().objects.create_user(person.email, first_name=name)
    person.save()
    return person


def document(person: Person, kind: str, number: int = 1) -> IssuedDocument:
    order = Order(
        key=f"{kind}/{person.pk}/{number}",
        kind=kind,
        prefix=kind[:1].upper(),
        title=f"{kind} de {person.first_name}",
        about="enrolment/1",
        holder_key=person.key,
        filename="{number}.pdf",
    )
    return issue(order, lambda _number: b"%PDF-1.4 " + kind.encode(), now=AWARDED_AT)


@pytest.fixture
def ines() -> Person:
    return learner("Inès")


@pytest.fixture
def badge(ines: Person) -> Award:
    return awarded(ines)


@pytest.fixture
def owner(ines: Person) -> Client:
    client = Client()
    assert ines.account is not None
    client.force_login(ines.account)
    return client


def opened_link(owner: Client, life: str = "months") -> str:
    owner.post("/portail/portfolio/lien/", {"action": "open", "life": life})
    found = re.search(r'readonly value="https?://[^/]+(/l/[^"]+)"', owner.get("/portail/portfolio/").content.decode())
    assert found
    return found[1]


def read(client: Client, path: str) -> str:
    return client.get(path, follow=True, headers={"accept": HTML}).content.decode()


def test_it_gathers_badges_and_documents_of_their_owner_only(owner: Client, ines: Person, badge: Award) -> None:
    document(ines, "attestation_fin")
    document(ines, "convocation")
    malik = learner("Malik")
    awarded(malik)
    document(malik, "attestation_fin")

    page = read(owner, "/portail/portfolio/")

    assert "Inès, voici ce que vous savez prouver" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "attestation_fin de Inès" in page
    assert "convocation de" not in page
    assert "de Malik" not in page
    assert page.count('class="card trophy"') == 1
    assert f"/badges/assertions/{badge.uuid}/baked.png" in page
    assert 'aria-current="page">Portfolio' in page


def test_nothing_is_shown_before_it_is_chosen(owner: Client, ines: Person, badge: Award) -> None:
    document(ines, "attestation_fin")
    visitor = Client()
    page = read(visitor, opened_link(owner))
    assert "Rien n’est montré ici pour l’instant" in page
    assert "attestation_fin" not in page


def test_what_is_chosen_is_shown_and_nothing_else(owner: Client, ines: Person, badge: Award) -> None:
    shown, hidden = document(ines, "attestation_fin"), document(ines, "bilan_personnalise")
    link = opened_link(owner)
    owner.post("/portail/portfolio/partage/", {f"badge-{badge.uuid}": "link", "kind-attestation_fin": "link"})

    visitor = Client()
    page = read(visitor, link)
    assert "Inès Berthier sait prouver" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Création de modules" in page
    assert "attestation_fin de Inès" in page
    assert "bilan_personnalise" not in page
    assert ines.email not in page
    assert visitor.get(f"/portfolio/{ines.pk}/{shown.number}/").content.startswith(b"%PDF")
    assert visitor.get(f"/portfolio/{ines.pk}/{hidden.number}/").status_code == 404
    assert "Berthier" not in read(visitor, f"/badges/assertions/{badge.uuid}"), "by link is not public"
    assert "Inès Berthier" in read(owner, "/portail/portfolio/apercu/")

    owner.post("/portail/portfolio/partage/", {f"badge-{badge.uuid}": "private", "kind-attestation_fin": "private"})
    assert "Rien n’est montré" in read(visitor, f"/portfolio/{ines.pk}/")
    verbs = set(Entry.objects.about(ines.key).values_list("verb", flat=True))
    assert {"portfolio.opened", "portfolio.shown"} <= verbs


def test_a_public_badge_names_its_holder(owner: Client, badge: Award) -> None:
    owner.post("/portail/portfolio/partage/", {f"badge-{badge.uuid}": "public"})
    assert "Inès Berthier" in read(Client(), f"/badges/assertions/{badge.uuid}")


def test_documents_never_become_public(owner: Client, ines: Person) -> None:
    document(ines, "bilan_personnalise")
    link = opened_link(owner)
    owner.post("/portail/portfolio/partage/", {"kind-bilan_personnalise": "public"})
    assert "Rien n’est montré" in read(Client(), link)


def test_a_link_that_is_cut_or_replaced_shows_nothing(owner: Client, ines: Person, badge: Award) -> None:
    owner.post("/portail/portfolio/partage/", {f"badge-{badge.uuid}": "link"})
    visitor, first = Client(), opened_link(owner)
    assert "Création de modules" in read(visitor, first)
    second = opened_link(owner, "always")
    assert visitor.get(f"/portfolio/{ines.pk}/").status_code == 404
    assert Client().get(first, follow=True).status_code == 410
    assert "Création de modules" in read(visitor, second)
    owner.post("/portail/portfolio/lien/", {"action": "close"})
    assert visitor.get(f"/portfolio/{ines.pk}/").status_code == 404


def test_somebody_else_changes_nothing(badge: Award, ines: Person) -> None:
    other = Client()
    malik = learner("Malik")
    assert malik.account is not None
    other.force_login(malik.account)
    other.post("/portail/portfolio/partage/", {f"badge-{badge.uuid}": "public"})
    assert other.post(f"/portail/portfolio/badge/{badge.uuid}/adresse/").status_code == 404
    badge.refresh_from_db()
    assert badge.visibility == "private"
    assert Client().get("/portail/portfolio/").status_code == 302
    assert Client().get(f"/portfolio/{ines.pk}/").status_code == 404


def test_a_new_address_is_put_on_the_badge_by_its_holder(owner: Client, ines: Person, badge: Award) -> None:
    assert "Réémettre à ma nouvelle adresse" not in read(owner, "/portail/portfolio/")
    correct_email(ines, email="ines@ailleurs.example.fr", by="user/1", now=NOW)
    assert "Réémettre à ma nouvelle adresse" in read(owner, "/portail/portfolio/")
    owner.post(f"/portail/portfolio/badge/{badge.uuid}/adresse/")
    page = read(owner, "/portail/portfolio/")
    assert "Réémettre à ma nouvelle adresse" not in page
    assert page.count('class="card trophy"') == 1, "the one that was replaced is told by the new one"


def test_the_page_costs_the_same_for_many(
    owner: Client, ines: Person, badge: Award, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    document(ines, "attestation_fin")
    read(owner, "/portail/portfolio/")
    with django_assert_max_num_queries(25) as few:
        read(owner, "/portail/portfolio/")
    for number in range(2, 7):
        awarded(ines, about=f"enrolment/{number}")
        document(ines, "attestation_fin", number)
    with django_assert_max_num_queries(len(few)):
        read(owner, "/portail/portfolio/")


def test_the_form_needs_no_script(owner: Client, badge: Award) -> None:
    page: Any = read(owner, "/portail/portfolio/")
    assert 'method="post" action="/portail/portfolio/partage/"' in page
    assert page.count("checked") >= 2


def test_everything_is_taken_away_in_one_archive(owner: Client, ines: Person, badge: Award) -> None:
    paper = document(ines, "attestation_fin")
    document(ines, "convocation")
    awarded(learner("Malik"))

    content = owner.get("/portail/portfolio/tout-emporter.zip").content

    assert content == owner.get("/portail/portfolio/tout-emporter.zip").content, "the same bytes twice"
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    name = f"portfolio/badges/badge-createur_{str(badge.uuid)[:8]}"
    assert set(files) == {
        *(f"{name}.{ending}" for ending in ("png", "svg", "jwt", "json")),
        f"portfolio/documents/{paper.filename}",
        "portfolio/LISEZ-MOI.txt",
    }
    for ending in ("png", "svg", "jwt", "json"):
        assert check(Handed(content=files[f"{name}.{ending}"]), now=NOW).verdict is Verdict.VALID, ending
    said = files["portfolio/LISEZ-MOI.txt"].decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "LE PORTFOLIO DE INÈS BERTHIER" in said
    assert f"/badges/assertions/{badge.uuid}" in said
    assert "Création de modules : du besoin à la publication" in said
    taken = Entry.objects.about(badge.subject_key).filter(verb="badge.downloaded")
    assert [entry.codes for entry in taken] == [{"form": "zip"}]
    assert Client().get("/portail/portfolio/tout-emporter.zip").status_code == 302


def test_consent_is_taken_back_and_badges_are_forgotten_by_their_holder(
    owner: Client, ines: Person, badge: Award
) -> None:
    document(ines, "attestation_fin")
    link, visitor = opened_link(owner), Client()
    owner.post("/portail/portfolio/partage/", {f"badge-{badge.uuid}": "public", "kind-attestation_fin": "link"})
    page = read(owner, "/portail/portfolio/vos-droits/").replace("\N{NO-BREAK SPACE}", " ")
    assert "Public, avec votre nom, depuis le" in page
    assert "Votre lien de portfolio" in page

    owner.post("/portail/portfolio/vos-droits/retirer/")

    assert "Aucun" in read(owner, "/portail/portfolio/vos-droits/")
    assert "Berthier" not in read(visitor, link) + read(visitor, f"/badges/assertions/{badge.uuid}")

    unconfirmed = owner.post("/portail/portfolio/vos-droits/effacer/")
    assert (unconfirmed.status_code, Award.objects.get().state) == (422, "valid")
    assert "Cochez la case" in unconfirmed.content.decode()
    done = owner.post("/portail/portfolio/vos-droits/effacer/", {"understood": "yes"}, follow=True).content.decode()
    assert "votre badge est effacé" in done.replace("\N{NO-BREAK SPACE}", " ")
    assert Award.objects.get().state == "erased"
    assert visitor.get(f"/badges/assertions/{badge.uuid}").status_code == 410
    again = owner.post("/portail/portfolio/vos-droits/effacer/", {"understood": "yes"}, follow=True).content.decode()
    assert "aucun badge à effacer" in again
