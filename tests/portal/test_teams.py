"""The four teams: what each may do, on a fresh database and after any number of migrations."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from lms_onboarding.portal import teams
from lms_onboarding.portal.services import opens_more_than_own_path
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def member_of(team: str) -> Any:
    user = get_user_model().objects.create_user(f"{team.replace(' ', '.')}@exemple.fr")
    user.groups.add(Group.objects.get(name=team))
    return user


@pytest.mark.parametrize(
    ("team", "may", "may_not"),
    [
        (teams.ADMINISTRATOR, "lmso_people.change_providersettings", "lmso_journal.change_entry"),
        (teams.ADMINISTRATOR, "lmso_accounts.add_user", "lmso_enrolments.delete_enrolment"),
        (teams.REFERENT, "lmso_sessions.change_session", "lmso_people.change_providersettings"),
        (teams.REFERENT, "lmso_enrolments.add_enrolment", "lmso_accounts.add_user"),
        (teams.QUALITY, "lmso_journal.view_entry", "lmso_sessions.change_session"),
    ],
)
def test_each_team_may_do_its_work_and_no_more(team: str, may: str, may_not: str) -> None:
    member = member_of(team)

    assert member.has_perm(may)
    assert not member.has_perm(may_not)


def test_trainers_have_no_permission_of_their_own() -> None:
    assert member_of(teams.TRAINER).get_all_permissions() == set()


def test_migrating_again_gives_back_what_was_taken_and_doubles_nothing() -> None:
    group = Group.objects.get(name=teams.REFERENT)
    before, pages = group.permissions.count(), GroupPagePermission.objects.count()
    group.permissions.clear()

    call_command("migrate", verbosity=0)

    assert group.permissions.count() == before > 0
    assert GroupPagePermission.objects.count() == pages > 0


@pytest.mark.parametrize(
    ("team", "statuses"),
    [(teams.ADMINISTRATOR, (200, 200)), (teams.REFERENT, (200, 200)), (teams.QUALITY, (200, 302))],
)
def test_the_administration_opens_to_those_who_work_there(
    client: Client, team: str, statuses: tuple[int, int]
) -> None:
    person = PersonFactory()
    client.force_login(member_of(team))

    assert client.get(reverse("personnes:index")).status_code == statuses[0]
    assert client.get(reverse("personnes:edit", args=[person.pk])).status_code == statuses[1]


@pytest.mark.parametrize("name", ["courriers", "documents_emis", "kits", "journal"])
def test_records_are_read_by_quality_and_written_by_nobody(client: Client, admin_client: Client, name: str) -> None:
    client.force_login(member_of(teams.QUALITY))
    assert client.get(reverse(f"{name}:index")).status_code == 200
    for verb in ("new/", "edit/1/", "delete/1/"):
        assert admin_client.get(reverse(f"{name}:index") + verb).status_code == 404


def test_a_group_that_gives_nothing_makes_nobody_of_the_team(client: Client) -> None:
    """« Promotion 2026 » is a list of names; the trainers' group, empty too, is a team."""
    learner = EnrolmentFactory().person
    learner.account = get_user_model().objects.create_user("ines@exemple.fr")
    learner.save()
    learner.account.groups.add(Group.objects.create(name="Promotion 2026"))
    client.force_login(learner.account)
    assert not trusted(client)
    learner.account.groups.set([Group.objects.get(name=teams.TRAINER)])
    assert trusted(client)
    alone = member_of(teams.TRAINER)
    client.force_login(alone)
    assert trusted(client)
    alone.groups.set([Group.objects.get(name="Promotion 2026")])
    assert not trusted(client)


def trusted(client: Client) -> bool:
    request = client.get("/portail/").wsgi_request

    return opens_more_than_own_path(request)
