"""The administration of badges: what a page promises before it acts, and what it refuses."""

from io import BytesIO
from typing import Any

import png
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoAssertNumQueries

from badges.enums import AwardState, Reason
from badges.models import Award, BadgeClass, Issuer
from badges.services import current_class
from tests.badges import forging
from tests.factories.badges import awarded, creator_class
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
WORDS = {
    "name": "Formation au quiz",
    "short_name": "Quiz",
    "slug": "badge-quiz",
    "role": "",
    "summary": "Écrire un quiz.",
    "description": "Écrire un quiz qui fait apprendre.",
    "criteria": "1. Trois questions.",
    "examined": "",
    "limits": "",
    "skill_lines": "Écrire\nRelire\n",
    "validity_months": "",
    "renewal": "",
}


def picture(width: int = 120, height: int = 120) -> SimpleUploadedFile:
    output = BytesIO()
    png.Writer(width, height, greyscale=True).write(output, [[120] * width for _ in range(height)])
    return SimpleUploadedFile("badge.png", output.getvalue(), "image/png")


def test_a_badge_is_written_with_its_image(admin_client: Client) -> None:
    response = admin_client.post(reverse("modeles_de_badges:add"), {**WORDS, "picture": picture()})
    assert response.status_code == 302
    badge = current_class("badge-quiz")
    assert badge is not None
    assert badge.skills == ["Écrire", "Relire"]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("x.png", b"GIF89a"), "Choisissez une image PNG"),
        (SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), "une image PNG"),
        (picture(120, 60), "il en faut une carrée"),
        (picture(40, 40), "il en faut une carrée"),
        (SimpleUploadedFile("x.png", forging.PLAIN[:300]), "abîmée"),
        (SimpleUploadedFile("x.png", forging.PLAIN + b"0" * 600_000), "dépasse 512 Ko"),
        (SimpleUploadedFile("x.png", forging.with_chunk(b"tEXt", b"openbadges\0{}")), "contient déjà un badge"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_image_the_world_could_not_use_is_refused(
    admin_client: Client, file: SimpleUploadedFile, words: str
) -> None:
    page = admin_client.post(reverse("modeles_de_badges:add"), {**WORDS, "picture": file}).content.decode()
    assert words in page
    assert "Formation au quiz" in page, "what was typed is kept"
    assert not BadgeClass.objects.exists()


def test_a_wording_that_was_received_becomes_another_version(admin_client: Client) -> None:
    given = awarded()
    edit = reverse("modeles_de_badges:edit", args=[given.badge_class_id])
    assert "Des personnes ont déjà reçu cette version" in admin_client.get(edit).content.decode()

    admin_client.post(edit, {**WORDS, "name": "Autre nom"})

    current = current_class("badge-createur")
    assert current is not None
    assert (current.version, current.name) == (2, "Autre nom")
    assert BadgeClass.objects.get(pk=given.badge_class_id).name.startswith("Création")


def test_a_badge_that_expires_says_how_to_renew(admin_client: Client) -> None:
    page = admin_client.post(
        reverse("modeles_de_badges:add"), {**WORDS, "picture": picture(), "validity_months": 12}
    ).content.decode()
    assert "Un badge qui expire dit comment le renouveler" in page


def test_awarding_names_the_people_first(admin_client: Client) -> None:
    badge, one, two = creator_class(), PersonFactory(), PersonFactory()
    awarded(two)
    url = reverse("badges_attribues:award")
    typed = {"badge_class": badge.pk, "addresses": f"{one.email}\n{two.email}\n", "examined": "on"}

    page = admin_client.post(url, typed).content.decode()
    assert Award.objects.count() == 1, "nothing is done before it is confirmed"
    assert page.index(one.full_name) < page.index("L’ont déjà") < page.index(two.full_name)

    admin_client.post(url, {**typed, "confirm": "1"})
    given = Award.objects.get(person=one)
    assert given.evidence["examined"] is True


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"addresses": "inconnu@exemple.fr"}, "Personne n’est connu à cette adresse"),
        ({"examined": ""}, "Examinez la preuve avant"),
    ],
)
def test_awarding_refuses_with_a_remedy(admin_client: Client, change: dict[str, str], words: str) -> None:
    badge, one = creator_class(), PersonFactory()
    typed = {"badge_class": badge.pk, "addresses": one.email, "examined": "on", "confirm": "1", **change}
    response = admin_client.post(reverse("badges_attribues:award"), typed)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Award.objects.exists()


def test_revoking_names_the_people_first(admin_client: Client) -> None:
    given, other = awarded(), PersonFactory()
    assert given.person is not None
    url = reverse("badges_attribues:revoke")
    typed = {
        "badge_class": given.badge_class_id,
        "addresses": f"{given.person.email}\n{other.email}",
        "reason": Reason.NOT_MET,
    }
    page = admin_client.post(url, typed).content.decode()
    assert "Irréversible" in page
    assert "N’ont pas ce badge" in page
    admin_client.post(url, {**typed, "confirm": "1"})
    given.refresh_from_db()
    assert (given.state, given.reason) == (AwardState.REVOKED, Reason.NOT_MET)


def test_reissuing_is_refused_when_nothing_changed(admin_client: Client) -> None:
    given = awarded()
    url = reverse("badges_attribues:reissue", args=[given.pk])
    refused = admin_client.post(url, {"reason": "address"})
    assert "porte déjà l’adresse de la personne" in refused.content.decode()
    admin_client.post(url, {"reason": "corrected"})
    assert Award.objects.filter(edition=2).count() == 1


def test_the_list_costs_the_same_for_many(
    admin_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    awarded(PersonFactory(last_name="=SOMME(1,2)"))
    url = reverse("badges_attribues:index")
    admin_client.get(url)
    with django_assert_max_num_queries(60) as one:
        admin_client.get(url)
    for _ in range(5):
        awarded()
    with django_assert_max_num_queries(len(one)):
        page = admin_client.get(url).content.decode()
    assert page.count("/reemettre/") == 6
    assert "/retirer/?badge_class=" in page
    exported = admin_client.get(url, {"export": "csv"}).getvalue().decode("utf-8-sig")
    assert exported.splitlines()[0].startswith("Identifiant;Nom;Prénom")
    assert len(exported.splitlines()) == 7
    assert ";'=SOMME(1,2);" in exported, "a spreadsheet runs nothing of it"


def test_nothing_is_deleted_and_keys_are_only_read(admin_client: Client) -> None:
    awarded()
    for name in ("modeles_de_badges", "emetteur_de_badges", "badges_attribues", "cles_de_signature"):
        with pytest.raises(NoReverseMatch):
            reverse(f"{name}:delete", args=[1])
    page = admin_client.get(reverse("cles_de_signature:index")).content.decode()
    assert "signe les nouveaux badges" in page
    issuer = Issuer.objects.get()
    changed = {"name": "Passerelle", "url": "https://passerelle.example.org", "email": "badges@exemple.fr"}
    admin_client.post(reverse("emetteur_de_badges:edit", args=[issuer.pk]), changed)
    assert Issuer.objects.get().name == "Passerelle"


def test_only_those_who_may_act(client: Client, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("lecture@exemple.fr")
    client.force_login(user)
    assert client.post(reverse("badges_attribues:award")).status_code in (302, 403)
