"""Two visitors: nobody in particular, and a person signed in."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client


@pytest.fixture
def learner(db: None) -> Client:
    """Signed in, without any right in the administration, and of the team: the portal shows others their own pages."""
    user = get_user_model().objects.create_user(
        "ines@exemple.fr", first_name="Inès", last_name="Berthier", is_staff=True
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def author(db: None) -> Client:
    """Signed in, with every right."""
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("auteur@exemple.fr"))
    return client
