"""What anybody reads at the addresses written in badges, before and after a badge stops standing."""

import json
import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openbadges_bakery import unbake
from pytest_django import DjangoAssertNumQueries

from badges.enums import Reason, Visibility
from badges.models import Award, SigningKey
from badges.services import compromise_key, erase_person, reissue, revoke, show
from badges.verifying.pictures import read_image
from lms_onboarding.links.services import Grant, expand, make, marker
from lms_onboarding.people.services import correct_email
from tests.badges import forging
from tests.factories.badges import AWARDED_AT, awarded
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MACHINES = ("application/ld+json", "application/json", "*/*", "image/png")


@pytest.fixture
def given() -> Award:
    return awarded(PersonFactory(first_name="Inès", last_name="Berthier", email="ines@exemple.fr"))


def holder(award: Award) -> Client:
    """A browser that followed the link of the mail."""
    assert award.person is not None
    grant = Grant(
        scope="badge",
        object_key=str(award.uuid),
        holder_key=award.person.key,
        expires_at=AWARDED_AT.replace(year=2036),
    )
    client = Client()
    response = client.get(expand(marker(make([grant], now=AWARDED_AT)[0]), base_url=""), follow=True)
    assert response.status_code == 200
    return client


@pytest.mark.parametrize("accept", MACHINES)
def test_a_verifier_reads_the_assertion_as_issued(client: Client, given: Award, accept: str) -> None:
    response = client.get(f"/badges/assertions/{given.uuid}", headers={"accept": accept})
    assert response.content.decode() == given.assertion
    assert response["Content-Type"] == "application/ld+json"
    assert "Accept" in response["Vary"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Robots-Tag"] == "noindex"


def test_the_assertion_leads_to_its_class_and_issuer(client: Client, given: Award) -> None:
    assertion = json.loads(given.assertion)
    badge = client.get(assertion["badge"].removeprefix("http://127.0.0.1:8000")).json()
    issuer = client.get(badge["issuer"].removeprefix("http://127.0.0.1:8000")).json()
    image = client.get(badge["image"].removeprefix("http://127.0.0.1:8000"))
    assert (badge["type"], issuer["type"], issuer["name"]) == ("BadgeClass", "Issuer", "Passerelle Formation")
    assert badge["name"].startswith("Création de modules")
    assert image.content.startswith(b"\x89PNG")
    assert "sandbox" in image["Content-Security-Policy"]
    assert "immutable" in image["Cache-Control"], "a version somebody received never changes"
    drawing = client.get(f"/badges/classes/badge-createur/v{given.badge_class.version}/image.svg")
    assert "sandbox" in drawing["Content-Security-Policy"]


def test_the_assertion_costs_few_queries(
    client: Client, given: Award, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        client.get(f"/badges/assertions/{given.uuid}", headers={"accept": "application/json"})


def test_one_key_per_address(client: Client, given: Award) -> None:
    key = SigningKey.objects.get()
    jwk = client.get(f"/badges/keys/{key.kid}").json()
    assert jwk["kid"] == forging.decoded(given.credential.split(".")[0])["kid"], "found by the name the token gives it"
    assert set(jwk) == {"kty", "use", "alg", "n", "e", "kid"}
    assert key.sealed not in json.dumps(jwk)
    compromise_key(key, now=AWARDED_AT)
    assert client.get(f"/badges/keys/{key.kid}").status_code == 410
    assert client.get("/badges/keys/nobody").status_code == 404


@pytest.mark.parametrize("accept", MACHINES)
def test_a_revoked_badge_is_gone_for_machines_and_told_to_people(client: Client, given: Award, accept: str) -> None:
    revoke(given, reason=Reason.ERROR, by="user/1", now=AWARDED_AT)

    response = client.get(f"/badges/assertions/{given.uuid}", headers={"accept": accept})
    page = client.get(f"/badges/assertions/{given.uuid}", headers={"accept": HTML})

    assert response.status_code == 410
    body = response.json()
    assert set(body) == {"@context", "type", "id", "revoked", "revocationReason"}
    assert body["revoked"] is True
    assert page.status_code == 200
    assert "n’est plus valable" in page.content.decode()
    assert client.get("/badges/revocations").json()["revokedCredential"] == [
        {"id": given.credential_id.urn, "revoked": True}
    ]


def test_nothing_of_an_erased_person_is_in_any_answer(client: Client, given: Award) -> None:
    traces = ("ines@exemple.fr", "Berthier", given.salt, given.identity)
    credential = given.credential_id
    show(given, visibility=Visibility.PUBLIC, by="person/1", now=AWARDED_AT)
    assert "Berthier" in client.get(f"/badges/assertions/{given.uuid}", headers={"accept": HTML}).content.decode()
    own = holder(given)
    assert given.person is not None
    erase_person(given.person, by="user/1", now=AWARDED_AT)

    for visitor in (client, own):
        for path, accept, status in (
            (f"/badges/assertions/{given.uuid}", "application/json", 410),
            (f"/badges/assertions/{given.uuid}", HTML, 200),
            (f"/badges/assertions/{given.uuid}/donnees.json", "*/*", 410),
            (f"/badges/assertions/{given.uuid}/baked.png", "*/*", 404),
            (f"/badges/credentials/{credential}.jwt", "*/*", 404),
            ("/badges/revocations", "*/*", 200),
        ):
            response = visitor.get(path, headers={"accept": accept})
            assert response.status_code == status, path
            assert not [trace for trace in traces if trace in response.content.decode()], path
        checked = visitor.post("/badges/verify", {"text": given.assertion})
        assert "Badge effacé" in checked.content.decode()


def test_the_page_names_nobody_without_consent(client: Client, given: Award) -> None:
    page = client.get(f"/badges/assertions/{given.uuid}", headers={"accept": HTML}).content.decode()
    assert "Badge authentique et valide" in page
    assert "Berthier" not in page
    assert 'property="og:image" content="http://127.0.0.1:8000/badges/classes/badge-createur/v1/image.png"' in page
    assert "Ce badge est à vous" not in page


def test_the_holder_takes_the_badge_away(given: Award) -> None:
    client = holder(given)
    page = client.get(f"/badges/assertions/{given.uuid}", headers={"accept": HTML}).content.decode()
    image = client.get(f"/badges/assertions/{given.uuid}/baked.png").content
    drawing = client.get(f"/badges/assertions/{given.uuid}/baked.svg")
    token = client.get(f"/badges/assertions/{given.uuid}/credential.jwt").content.decode()

    assert "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME" in page
    assert "issueYear=2026&amp;issueMonth=12" in page
    assert unbake(BytesIO(image)) == given.assertion
    carried = read_image(image)
    assert (carried.hosted, carried.signed, token) == (given.assertion, given.credential, given.credential)
    assert unbake(BytesIO(drawing.content)) == json.loads(given.assertion)["id"]
    assert read_image(drawing.content) == carried
    assert "sandbox" in drawing["Content-Security-Policy"]


def test_nobody_else_takes_it(client: Client, given: Award, django_user_model: type) -> None:
    other = holder(awarded())
    for visitor in (client, other):
        for path in (
            f"/badges/assertions/{given.uuid}/baked.png",
            f"/badges/assertions/{given.uuid}/baked.svg",
            f"/badges/assertions/{given.uuid}/credential.jwt",
            f"/badges/credentials/{given.credential_id}.jwt",
        ):
            assert visitor.get(path).status_code == 404, path


def test_the_holder_decides_whether_their_name_is_shown(client: Client, given: Award) -> None:
    own = holder(given)
    address = f"/badges/assertions/{given.uuid}"
    own.post(f"{address}/visibilite", {"visibility": "public"})
    assert "Inès Berthier" in client.get(address, headers={"accept": HTML}).content.decode()
    assert client.post(f"{address}/visibilite", {"visibility": "private"}).status_code == 404
    own.post(f"{address}/visibilite", {"visibility": "private"})
    assert "Inès Berthier" not in client.get(address, headers={"accept": HTML}).content.decode()


@pytest.mark.parametrize(
    ("email", "status", "words"),
    [
        ("ines@exemple.fr", 200, "Oui, ce badge a été délivré à cette adresse"),
        (" INES@EXEMPLE.FR ", 200, "Oui, ce badge a été délivré à cette adresse"),
        ("autre@exemple.fr", 200, "Non, ce badge n’a pas été délivré à cette adresse"),
        ("ines", 422, "Indiquez une adresse complète"),
        ("", 422, "Indiquez une adresse complète"),
    ],
)
def test_an_address_is_compared(client: Client, given: Award, email: str, status: int, words: str) -> None:
    response = client.post(f"/badges/assertions/{given.uuid}/comparer", {"email": email})
    assert response.status_code == status
    assert words in response.content.decode()


def test_guessing_an_address_is_slow(client: Client, given: Award) -> None:
    address = f"/badges/assertions/{given.uuid}/comparer"
    answers = [client.post(address, {"email": f"essai{n}@exemple.fr"}).status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_once_erased_no_address_says_whose_it_was(admin_client: Client, given: Award) -> None:
    """Every route of badges, the lists of the team and their file, and what a verifier makes of the old image."""
    assert given.person is not None
    replacing = given.person
    image, token, uuid = forging.image_of(given), given.credential, str(given.uuid)
    correct_email(replacing, email="nouvelle@exemple.fr", by="user/1", now=AWARDED_AT)
    new = reissue(given, reason=Reason.ADDRESS, by="user/1", now=AWARDED_AT)
    traces = ["ines@exemple.fr", "nouvelle@exemple.fr", given.salt, given.identity, new.salt, new.identity]
    traces += [text.removeprefix("sha256$") for text in (given.identity, new.identity)]
    assert erase_person(replacing, by="user/1", now=AWARDED_AT) == 2

    kid, version = SigningKey.objects.get().kid, given.badge_class.version
    pages = [
        *(f"/badges/assertions/{one}{end}" for one in (uuid, new.uuid) for end in ("", "/donnees.json", "/baked.png")),
        *(f"/badges/assertions/{one}/credential.jwt" for one in (uuid, new.uuid)),
        *(f"/badges/credentials/{one}.jwt" for one in (given.credential_id, new.credential_id)),
        *("/badges/issuer", "/badges/ob3/issuer", "/badges/revocations", f"/badges/keys/{kid}", "/badges/verify"),
        f"/badges/classes/badge-createur/v{version}",
        reverse("badges_attribues:index"),
        f"{reverse('badges_attribues:index')}?export=csv",
    ]
    for page in pages:
        for kind in ("text/html", "application/json"):
            response = admin_client.get(page, headers={"accept": kind})
            assert response.status_code in (200, 404, 410), page
            assert not [one for one in traces if one in response.getvalue().decode("latin-1")], page
    for sent in ({"file": BytesIO(image)}, {"text": token}):
        answer = admin_client.post("/badges/verify", sent).content.decode()
        shown = re.sub(r"<textarea.*?</textarea>", "", answer, flags=re.DOTALL)  # what was pasted is given back
        assert "Badge effacé" in shown
        assert not [one for one in traces if one in shown]
    refused = admin_client.post(f"/badges/assertions/{uuid}/comparer", {"email": "ines@exemple.fr"}).content.decode()
    assert "a été délivré à cette adresse" not in refused
