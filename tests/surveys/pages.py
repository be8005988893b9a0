"""Reading and posting the answering pages as a browser does."""

import re

from django.test import Client

from lms_onboarding.surveys.models import Invitation
from tests.factories.surveys import content, invited, published, question


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == status
    return plain(response.content.decode())


def post(client: Client, address: str, **answers: object) -> tuple[int, str, str]:
    """Post the page shown at `address`, as a browser would: hidden fields of the page, then these answers."""
    fields = re.findall(r'name="fields" value="([^"]+)"', client.get(address).content.decode())
    response = client.post(address, {"fields": fields, **answers})
    return response.status_code, response.headers.get("Location", ""), plain(response.content.decode())


def plain(body: str) -> str:
    """With ordinary spaces: where they may break is the matter of other tests."""
    return re.sub(r"[\u00a0\u202f]|&nbsp;", " ", body)


def simple(**fields: object) -> Invitation:
    published(content(question("q_one", "single", required=True), question("q_two"), **fields))
    return invited()
