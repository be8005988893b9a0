"""An administrator gives what they hold and no more, by any page: no right above theirs, no address of another."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from lms_onboarding.accounts.models import User
from lms_onboarding.people.models import Person
from lms_onboarding.portal import teams
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]
LIST = "/django-admin/lmso_accounts/user/"


def member(name: str, *groups: str, **fields: Any) -> User:
    user = User.objects.create_user(f"{name}@exemple.fr", first_name=name, last_name="X", **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def administrator() -> User:
    return member("nadia", teams.ADMINISTRATOR)


@pytest.fixture
def client(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def auditors() -> Group:
    """A group that somebody made, with a right that no administrator has."""
    group = Group.objects.create(name="Auditeurs internes")
    group.permissions.add(Permission.objects.get(codename="change_group"))
    return group


def form(user: User, **changes: Any) -> dict[str, Any]:
    groups = [group.pk for group in user.groups.all()]
    names = {"email": user.email, "first_name": user.first_name, "last_name": user.last_name}
    return {**names, "is_active": "on", "groups": groups, **changes}


def same(user: User) -> tuple[Any, ...]:
    user.refresh_from_db()
    return user.email, user.is_superuser, user.is_active, {group.name for group in user.groups.all()}


def change(client: Client, user: User, **changes: Any) -> int:
    return client.post(f"{LIST}{user.pk}/change/", form(user, **changes)).status_code


def test_an_administrator_gives_the_teams_and_nothing_above_their_own(
    client: Client, administrator: User, auditors: Group
) -> None:
    solene = member("solene")
    given = Group.objects.get(name=teams.QUALITY)
    above = Permission.objects.get(codename="change_group").pk
    assert change(client, solene, groups=[given.pk], is_superuser="on", user_permissions=[above]) == 302
    assert same(solene)[1] is False
    assert same(solene)[3] == {teams.QUALITY}
    assert not solene.user_permissions.exists()
    assert change(client, solene, groups=[auditors.pk]) == 200, "the form is shown again: no such choice"
    assert same(solene)[3] == {teams.QUALITY}
    assert change(client, administrator, is_superuser="on", groups=[auditors.pk]) == 200
    assert same(administrator)[1] is False
    assert client.post(f"{LIST}add/", {"email": "autre@exemple.fr", "is_superuser": "on"}).status_code == 302
    assert not User.objects.get(email="autre@exemple.fr").is_superuser


def test_an_administrator_touches_nobody_above_them(client: Client, administrator: User, auditors: Group) -> None:
    """Changing the address of an account is taking it: the code goes there."""
    chief, auditor = member("chief", is_superuser=True), member("auditor", auditors.name)
    referent = member("thomas")
    Person.objects.filter(email__startswith="thomas.arnaud").update(account=referent)
    for above in (chief, auditor, referent):
        before = same(above)
        assert change(client, above, email="pris@exemple.fr") == 403
        assert client.post(f"{LIST}{above.pk}/delete/", {"post": "yes"}).status_code == 403
        for action in ("delete_selected", "reset_second_factor", "send_invitation"):
            client.post(LIST, {"action": action, "_selected_action": [above.pk], "post": "yes"})
        assert same(above) == before
        assert not above.invitation_no
    trainer = member("karim", teams.TRAINER)
    assert change(client, trainer, email="karim.haddad2@exemple.fr") == 302


def test_the_pages_of_wagtail_give_nothing(client: Client, auditors: Group) -> None:
    """They offer a box « Administrateur » to whoever may change an account."""
    solene, chief = member("solene"), member("chief", is_superuser=True)
    before = same(solene), same(chief)
    for page in (f"users/edit/{solene.pk}/", f"users/edit/{chief.pk}/", "users/new/"):
        answer = client.post(f"/admin/{page}", form(chief, email="pris@exemple.fr", is_superuser="on"))
        assert answer.status_code == 302
        assert answer.headers["Location"] == LIST
    for act, given in (("assign_role", {"role": auditors.pk}), ("set_active_state", {"mark_as_active": "False"})):
        client.post(f"/admin/bulk/lmso_accounts/user/{act}/?id={chief.pk}&id={solene.pk}", given)
    client.post(f"/admin/bulk/lmso_accounts/user/delete/?id={chief.pk}")
    assert (same(solene), same(chief)) == before
    assert not User.objects.filter(email="pris@exemple.fr").exists()
    for page in ("groups/", "groups/new/", f"groups/edit/{auditors.pk}/"):
        assert client.get(f"/admin/{page}").status_code in {302, 403}, "groups are a superuser's"
        assert client.get(f"/django-admin/auth/{page}").status_code in {403, 404}


def test_a_person_is_tied_to_the_account_of_their_own_address_alone(client: Client, administrator: User) -> None:
    """Tied to one's own account, anybody's path, archive and private requests would open."""
    ines = PersonFactory(email="ines@exemple.fr")
    account = member("ines")
    page = f"/admin/personnes/edit/{ines.pk}/"
    given = {"civility": ines.civility, "first_name": "Inès", "last_name": "B", "email": ines.email, "phone": ""}
    shown = client.post(page, given | {"account": administrator.pk}).content.decode()
    assert "un autre ouvrirait ses données" in shown
    assert Person.objects.get(pk=ines.pk).account is None
    client.post(page, given | {"account": account.pk})
    assert Person.objects.get(pk=ines.pk).account == account
    solene = member("solene", teams.REFERENT)
    client.force_login(solene)
    assert client.post(page, given | {"account": solene.pk}).status_code == 302
    assert Person.objects.get(pk=ines.pk).account == account, "who manages no account has no such choice"
