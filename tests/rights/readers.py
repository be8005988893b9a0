"""Who calls every address: nobody, the holder of a link, those whose object it is, the same elsewhere, the team."""

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import expand, marker
from lms_onboarding.people.models import Person
from lms_onboarding.portal import teams
from tests.browser.moment import MORNING
from tests.browser.population import THOMAS
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim

READERS: Final = (
    "visitor",
    "own link",
    "other link",
    "learner",
    "other learner",
    "trainer",
    "other trainer",
    "referent",
    "quality",
    "administrator",
    "disability",
)
_TEAMS: Final = {
    "referent": teams.REFERENT,
    "quality": teams.QUALITY,
    "administrator": teams.ADMINISTRATOR,
}


def clients(places: dict[str, str]) -> dict[str, Client]:
    """One client per reader who signs in; `learner` and `trainer` are those of the objects of `places`."""
    elsewhere = SessionFactory(opened=True)
    elsewhere.trainers.update(person=people.person("Élise", "Roux", "elise.roux@exemple.fr"))
    stranger = EnrolmentFactory(session=elsewhere, person=people.person("Omar", "Sy", "omar@exemple.fr")).person
    found = {
        "learner": Person.objects.get(email="ines@exemple.fr"),
        "other learner": stranger,
        "trainer": karim(),
        "other trainer": Person.objects.get(email="elise.roux@exemple.fr"),
        "disability": Person.objects.get(email=THOMAS),
    }
    signed = {name: _signed(_account(person)) for name, person in found.items()}
    for name, team in _TEAMS.items():
        member = get_user_model().objects.create_user(f"{name}@passerelle.example.fr", first_name=name)
        member.groups.add(Group.objects.get(name=team))
        signed[name] = _signed(member)
    return {"visitor": Client(), "other link": _linked_elsewhere(places), **signed}


def _linked_elsewhere(places: dict[str, str]) -> Client:
    """Holds a link of each kind, to an object that is not the one asked for."""
    client, links = Client(), list(PersonalLink.objects.usable(MORNING).order_by("-pk"))
    paths = {link.pk: expand(marker(link), base_url="") for link in links}
    asked = {(one.scope, one.object_key) for one in links if paths[one.pk] in places.values()}
    others = {one.scope: paths[one.pk] for one in links if (one.scope, one.object_key) not in asked}
    for path in others.values():
        client.get(path)
    return client


def _account(person: Person) -> Any:
    if person.account is None:
        person.account = get_user_model().objects.create_user(person.email, first_name=person.first_name)
        person.save()
    return person.account


def _signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
