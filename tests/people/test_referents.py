"""Nobody names themselves disability referent while somebody else could, and nobody is named unseen."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from lms_onboarding.accounts.models import User
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.portal.teams import ADMINISTRATOR
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider", "fixed_clock")]
PAGE = "/admin/settings/lmso_people/providersettings/{}/"


def administrator(name: str) -> tuple[Client, Person]:
    account = User.objects.create_user(f"{name}@exemple.fr", first_name=name.capitalize())
    account.groups.add(Group.objects.get(name=ADMINISTRATOR))
    client = Client()
    client.force_login(account)
    return client, PersonFactory(first_name=name.capitalize(), email=account.email, account=account)


def fields_of(client: Client) -> tuple[str, dict[str, Any]]:
    """The form as a browser would send it back."""
    page = PAGE.format(ProviderSettings.objects.get().pk)
    form = client.get(page).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return page, {name: "" if value is None else value for name, value in values.items()}


def named(client: Client, person: Person | None) -> Any:
    page, values = fields_of(client)
    return client.post(page, {**values, "disability_referent": person.pk if person else ""})


def test_nobody_names_themselves_while_another_could(now: Any) -> None:
    (nadia, herself), (claire, _other) = administrator("nadia"), administrator("claire")
    before = ProviderSettings.objects.get().disability_referent
    refused = named(nadia, herself)
    assert refused.status_code == 200
    assert "On ne se nomme pas soi-même" in refused.content.decode()
    assert ProviderSettings.objects.get().disability_referent == before
    assert not OutgoingMail.objects.exists()
    assert named(claire, herself).status_code == 302
    assert ProviderSettings.objects.get().disability_referent == herself


def test_who_is_alone_may_and_the_former_one_is_told(now: Any) -> None:
    nadia, herself = administrator("nadia")
    former = ProviderSettings.objects.get().disability_referent
    assert named(nadia, herself).status_code == 302
    assert former is not None
    assert list(OutgoingMail.objects.values_list("to_email", flat=True)) == [former.email]


def test_a_change_is_journaled_and_told_to_the_others(now: Any, mailoutbox: list[Any]) -> None:
    (nadia, _herself), (_claire, other) = administrator("nadia"), administrator("claire")
    former, chosen = ProviderSettings.objects.get().disability_referent, PersonFactory(first_name="Lise")
    assert named(nadia, chosen).status_code == 302
    assert former is not None
    entry = Entry.objects.get(verb="provider.disability_referent")
    assert entry.codes == {"before": former.pk, "after": chosen.pk}
    deliver(clock=lambda: now)
    assert {sent.to[0].rsplit("<", 1)[-1].rstrip(">") for sent in mailoutbox} == {
        former.email,
        chosen.email,
        other.email,
    }
    assert chosen.full_name in " ".join(mailoutbox[0].body.split())


def test_other_settings_tell_nobody(now: Any) -> None:
    (nadia, _herself), _claire = administrator("nadia"), administrator("claire")
    page, values = fields_of(nadia)
    assert nadia.post(page, {**values, "phone": "01 02 03 04 05"}).status_code == 302
    assert not OutgoingMail.objects.exists()
    assert not Entry.objects.filter(verb="provider.disability_referent").exists()
