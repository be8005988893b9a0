"""Every address, asked for by everybody, answers what `docs/rights.md` says: one's own and others', signed in or not.

A new address fails here until somebody has looked at who opens it (`make rights ARGS=--write`, then read the lines).
"""

import os

import pytest
from django.test import Client

from tests.rights import addresses, table
from tests.rights.calling import call
from tests.rights.readers import READERS, clients

pytestmark = pytest.mark.django_db
OUTSIDE = ("visitor", "other link", "learner", "other learner", "trainer", "other trainer", "disability")
# drawings, words, a way to our pages, the way out
NOTHING = ("wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "wagtailusers_users:", "admin:logout")


@pytest.fixture(scope="module")
def readers(places: dict[str, str]) -> dict[str, Client]:
    return clients(places)


def test_every_address_opens_to_whom_the_table_says(places: dict[str, str], readers: dict[str, Client]) -> None:
    found: table.Rights = {}
    for address in (*addresses.ours(places), *addresses.of_administration()):
        everybody = {**readers, "own link": _holder(address)}
        for method in ("GET", "POST"):
            if call(Client(), method, address.path) != "-":
                words = tuple(call(everybody[name], method, address.path) for name in READERS)
                found[address.route, method] = words
    assert not [line for line, words in found.items() if "BROKEN" in words]
    if os.environ.get(table.WRITE):
        table.write(found)
    told = table.differences(found, table.read())
    assert not told, "\n".join(told)


def test_no_page_of_the_administrations_opens_to_who_does_not_work_there(readers: dict[str, Client]) -> None:
    """Those of Wagtail and Django themselves, too many for a table. Its pages of accounts lead to ours."""
    opened = [
        (address.route, name, word)
        for address in addresses.of_others_administrations()
        for name in OUTSIDE
        if not address.route.startswith(NOTHING)
        and (word := call(readers[name], "GET", address.path)) not in {"sign in", "refused", "absent", "-"}
    ]
    assert not opened


def _holder(address: addresses.Address) -> Client:
    """Nobody but the holder of the link that leads there."""
    client = Client()
    for step in address.steps:
        client.get(step, follow=True)
    return client
