"""The populated site of the browser's tests, once for the module, inside one transaction that is undone."""

import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.test import client, override_settings
from pytest_django import DjangoDbBlocker

from lms_onboarding.progress.models import StuckReport
from tests.browser.moment import MORNING
from tests.browser.population import fill


@pytest.fixture(scope="module")
def places(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    limits = {"request_login_code": "", "login": ""}
    with (
        django_db_blocker.unblock(),
        time_machine.travel(MORNING, tick=False),
        override_settings(ACCOUNT_RATE_LIMITS=limits),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        named = {**fill(), "stuck": str(StuckReport.objects.latest("pk").pk)}  # the report, not the link to it
        patch.setattr(client, "store_rendered_templates", lambda *_args, **_more: None)  # nobody reads the contexts
        logging.disable(logging.CRITICAL)  # thousands of refusals
        yield named
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)
