"""Bringing the team in: once per role, never after the account has served, and taken back at the last moment."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.test import Client

from lms_onboarding.accounts import services
from lms_onboarding.accounts.models import User
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.rendering import render

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider", "fixed_clock")]


@pytest.fixture
def nadia() -> User:
    return User.objects.create_superuser("nadia@exemple.fr", first_name="Nadia", last_name="Ferrand")


@pytest.fixture
def invitation() -> services.Invitation:
    return services.Invitation(
        email="Hugo.Martin@Exemple.FR",
        first_name="Hugo",
        last_name="Martin",
        role_label="Formation et suivi d’un groupe",
    )


def test_an_invitation_opens_the_account_and_tells_why(
    nadia: User, invitation: services.Invitation, now: datetime
) -> None:
    group = Group.objects.create(name="Formation")
    user = services.invite_staff(services.Invitation(**{**vars(invitation), "groups": (group,)}), by=nadia, now=now)
    assert (user.first_name, user.date_joined, list(user.groups.all())) == ("Hugo", now, [group])
    assert not user.has_usable_password()

    mail = OutgoingMail.objects.get()
    assert mail.key == f"account-invitation/{user.pk}/1"
    assert mail.reply_to == nadia.email
    text = render(mail.message, mail.variables).text
    assert "Nadia Ferrand vous a confié le rôle « Formation et suivi d’un groupe »" in text.replace(
        "\u202f", " "
    ).replace("\xa0", " ")
    assert "/compte/connexion/" in text
    assert [entry.verb for entry in Entry.objects.about(f"user/{user.pk}")] == ["account.invited"]


def test_inviting_the_same_address_again_makes_one_account_and_a_second_mail(
    nadia: User, invitation: services.Invitation, now: datetime
) -> None:
    first = services.invite_staff(invitation, by=nadia, now=now)
    second = services.invite_staff(invitation, by=nadia, now=now)
    assert first == second
    assert [mail.key for mail in OutgoingMail.objects.order_by("pk")] == [
        f"account-invitation/{first.pk}/{number}" for number in (1, 2)
    ]


def test_an_account_that_has_served_is_not_invited(
    nadia: User, invitation: services.Invitation, now: datetime
) -> None:
    user = services.invite_staff(invitation, by=nadia, now=now)
    User.objects.filter(pk=user.pk).update(last_login=now)
    with pytest.raises(services.AccountInUse, match="s’est déjà connecté"):
        services.invite_staff(invitation, by=nadia, now=now)
    assert OutgoingMail.objects.count() == 1


def test_an_invitation_that_lost_its_reason_is_held_back(
    nadia: User, invitation: services.Invitation, now: datetime
) -> None:
    user = services.invite_staff(invitation, by=nadia, now=now)
    mail = OutgoingMail.objects.get()
    assert services.why_not_invite(mail, now=now) == ""
    User.objects.filter(pk=user.pk).update(last_login=now)
    assert services.why_not_invite(mail, now=now) == "Le compte a déjà servi."
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert services.why_not_invite(mail, now=now) == "Le compte n’existe plus."


def test_the_administration_invites_from_its_list(nadia: User, invitation: services.Invitation, now: datetime) -> None:
    hugo = User.objects.create_user("hugo@exemple.fr", first_name="Hugo")
    client = Client()
    client.force_login(nadia)
    action = {"action": "send_invitation", "_selected_action": [hugo.pk, nadia.pk]}
    User.objects.filter(pk=nadia.pk).update(last_login=now)
    page = client.post("/django-admin/lmso_accounts/user/", action, follow=True).content.decode()
    assert "1 invitation est en route." in page
    assert "Nadia Ferrand s’est déjà connecté" in page
    assert [mail.to_email for mail in OutgoingMail.objects.all()] == ["hugo@exemple.fr"]
    assert OutgoingMail.objects.get().variables["role_label"] == "Administration de l’outil"


def test_one_account_per_address_whatever_its_case() -> None:
    User.objects.create_user("hugo@exemple.fr")
    with pytest.raises(IntegrityError):
        User.objects.create_user("HUGO@exemple.fr")


def test_an_account_needs_an_address() -> None:
    with pytest.raises(ValueError, match="adresse e-mail"):
        User.objects.create_user("")
