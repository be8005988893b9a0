"""Settings that would make mails lie or stay are refused at the start."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django import Settings


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, set()),
        ({"EMAIL_TIMEOUT": None}, {"lmso_mailing.E001"}),
        ({"DEFAULT_FROM_EMAIL": "formation"}, {"lmso_mailing.E002"}),
        ({"DEFAULT_FROM_EMAIL": "Passerelle <formation@exemple.fr>"}, set()),
        ({"LMSO_MESSAGE_ID_DOMAIN": "pas un domaine"}, {"lmso_mailing.E003"}),
        ({"LMSO_BASE_URL": "exemple.fr"}, {"lmso_mailing.E004"}),
        ({"LMSO_BASE_URL": "https://exemple.fr/"}, {"lmso_mailing.E004"}),
        ({"LMSO_MAIL_IS_TRACKED": True}, {"lmso_mailing.E007"}),
        (
            {"LMSO_MAIL_IS_TRACKED": True, "EMAIL_BACKEND": "anymail.backends.mailjet.EmailBackend"},
            {"lmso_mailing.E008"},
        ),
        (
            {
                "LMSO_MAIL_IS_TRACKED": True,
                "EMAIL_BACKEND": "anymail.backends.mailjet.EmailBackend",
                "ANYMAIL": {"WEBHOOK_SECRET": "passerelle:formation"},
            },
            set(),
        ),
        ({"LMSO_LINKS_KEY": ""}, {"lmso_links.E001"}),
        ({"LMSO_LINKS_KEY": "k" * 50, "SECRET_KEY": "k" * 50}, {"lmso_links.E002"}),
        ({"LMSO_LINKS_KEY": "short"}, {"lmso_links.E003"}),
    ],
)
def test_each_setting_names_its_remedy(settings: Settings, changes: dict[str, Any], found: set[str]) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    messages = [message for message in run_checks() if message.id and message.id.startswith("lmso_")]
    assert {message.id for message in messages} == found
    assert all(message.hint for message in messages)


def test_production_needs_a_server_and_https(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "lms_onboarding.mailing.backends.FolderBackend"
    settings.LMSO_BASE_URL = "http://exemple.fr"
    found = {message.id for message in run_checks(include_deployment_checks=True)}
    assert {"lmso_mailing.W005", "lmso_mailing.W006"} <= found


def test_a_message_that_cannot_be_read_stops_a_deployment(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "emails" / "lmso_mailing"
    folder.mkdir(parents=True)
    (folder / "broken.md").write_text("---\nkey: mailing.broken\n---\n# Bonjour\n", encoding="utf-8")
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.TEMPLATES = templates
    found = [one for one in run_checks(include_deployment_checks=True) if one.id == "lmso_mailing.E009"]
    assert [one.id for one in found] == ["lmso_mailing.E009"]
    assert "broken.md" in str(found[0].msg)
