"""Confirming an enrolment opens the learner's space: one account, one invitation, no password."""

from datetime import datetime, timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.accounts.models import User
from lms_onboarding.accounts.services import open_accounts
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import correct_email
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(provider: ProviderSettings) -> Person:
    person: Person = PersonFactory(first_name="Inès", last_name="Berthier", email="ines@exemple.fr")
    EnrolmentFactory(person=person)
    return person


def test_twice_opens_one_account_and_sends_one_invitation(ines: Person, now: datetime) -> None:
    assert open_accounts(now=now) == 1
    assert open_accounts(now=now) == 0

    ines.refresh_from_db()
    account = User.objects.get(email="ines@exemple.fr")
    assert ines.account == account
    assert not account.has_usable_password()
    assert not account.is_staff
    assert not account.get_all_permissions()
    assert OutgoingMail.objects.filter(message="account.invitation").count() == 1
    assert Entry.objects.get(verb="account.invited").subject == f"user/{account.pk}"


def test_the_invitation_leads_to_the_sign_in_page_and_carries_no_key(ines: Person, now: datetime) -> None:
    open_accounts(now=now)
    deliver(clock=lambda: now)

    (letter,) = outbox.outbox
    assert "Inès" in letter.subject
    assert reverse("account_login") in letter.body
    assert "/l/" not in letter.body


def test_a_learner_comes_in_with_a_code(ines: Person, now: datetime, client: Client) -> None:
    open_accounts(now=now)
    client.post(reverse("account_login"), {"email": "ines@exemple.fr"})
    assert OutgoingMail.objects.filter(message="account.sign_in_code", recipient_key__startswith="user/").exists()


@pytest.mark.parametrize("state", [EnrolmentState.INVITED, EnrolmentState.CANCELLED, EnrolmentState.ABANDONED])
def test_nothing_opens_before_or_after_a_confirmed_place(
    state: EnrolmentState, provider: ProviderSettings, now: datetime
) -> None:
    EnrolmentFactory(state=state, abandon_cause="other" if state == EnrolmentState.ABANDONED else "")
    assert open_accounts(now=now) == 0


def test_a_session_that_is_over_invites_nobody(ines: Person, now: datetime) -> None:
    assert open_accounts(now=now + timedelta(days=60)) == 0


def test_an_account_at_the_same_address_is_kept_and_hears_nothing(ines: Person, now: datetime) -> None:
    staff = User.objects.create_user("Ines@Exemple.fr", is_staff=True)
    assert open_accounts(now=now) == 1

    ines.refresh_from_db()
    assert ines.account == staff
    assert not OutgoingMail.objects.exists()


def test_a_namesake_is_somebody_else(ines: Person, now: datetime) -> None:
    namesake = User.objects.create_user("ines.berthier@ailleurs.fr", first_name="Inès", last_name="Berthier")
    open_accounts(now=now)

    ines.refresh_from_db()
    assert ines.account != namesake


def test_an_account_of_somebody_else_is_never_shared(ines: Person, now: datetime) -> None:
    owner = PersonFactory(account=User.objects.create_user("ines@exemple.fr"))
    assert open_accounts(now=now) == 0

    ines.refresh_from_db()
    assert ines.account is None
    owner.refresh_from_db()
    assert owner.account is not None


def test_a_corrected_address_is_the_new_key(ines: Person, now: datetime) -> None:
    open_accounts(now=now)
    ines.refresh_from_db()
    correct_email(ines, email="i.berthier@exemple.fr", by="user/1", now=now)
    open_accounts(now=now)
    open_accounts(now=now)

    assert User.objects.get(person=ines).email == "i.berthier@exemple.fr"
    assert OutgoingMail.objects.filter(message="account.invitation").count() == 2


def test_the_account_of_the_team_does_not_follow(ines: Person, now: datetime) -> None:
    User.objects.create_user("ines@exemple.fr", is_staff=True)
    open_accounts(now=now)
    ines.refresh_from_db()
    correct_email(ines, email="pirate@exemple.fr", by="user/1", now=now)
    open_accounts(now=now)

    assert User.objects.get(person=ines).email == "ines@exemple.fr"


def test_an_invitation_that_is_no_use_any_more_does_not_leave(ines: Person, now: datetime) -> None:
    open_accounts(now=now)
    User.objects.update(last_login=now)
    deliver(clock=lambda: now)
    assert OutgoingMail.objects.get(message="account.invitation").state == MailState.SUPPRESSED


def test_queries_do_not_follow_the_number_of_learners(
    provider: ProviderSettings, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        EnrolmentFactory()
    with django_assert_max_num_queries(30):
        assert open_accounts(now=now) == 12


def test_the_disability_referent_can_sign_in_to_what_is_theirs_alone(
    provider: ProviderSettings, now: datetime
) -> None:
    thomas = provider.disability_referent
    assert thomas is not None
    open_accounts(now=now)
    open_accounts(now=now)

    thomas.refresh_from_db()
    account = User.objects.get(email=thomas.email)
    assert thomas.account == account
    assert not account.has_usable_password()
    assert not account.get_all_permissions()
    assert not OutgoingMail.objects.exists(), "the mail that tells of a request says how to come in"
    assert Entry.objects.filter(verb="account.opened", subject=f"user/{account.pk}").count() == 1


def test_the_account_of_somebody_else_is_never_taken(provider: ProviderSettings, now: datetime) -> None:
    thomas = provider.disability_referent
    assert thomas is not None
    PersonFactory(account=User.objects.create_user(thomas.email, is_staff=True))

    open_accounts(now=now)

    thomas.refresh_from_db()
    assert thomas.account is None
