"""No table that names people is forgotten: it is in the catalogue, or its reason not to be is written here."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model, OneToOneField

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.privacy.holding import ACCOUNT
from lms_onboarding.privacy.holdings import HOLDINGS
from lms_onboarding.surveys.models import Invitation

NAMING = ("recipient_key", "holder_key", "respondent_key", "email", "to_email", "subject", "actor")
TEAM = "names somebody of the team in what they did for others: the journal gives it to them"
HOUSE = "settings of the organisation"
ELSEWHERE = {
    "lmso_sessions.Session": TEAM,
    "lmso_sessions.SessionTrainer": TEAM,
    "lmso_sessions.ScheduleChange": TEAM,
    "lmso_sessions.Slot": "its subject is what is taught",
    "lmso_qualiopi.Decision": TEAM,
    "lmso_followup.SourceAlert": TEAM,
    "lmso_welcome.KitEdition": "what a whole session receives; each person's part is in their kit",
    "lmso_welcome.CallSlot": TEAM,
    "lmso_progress.AttendanceSheet": TEAM,
    "lmso_qualiopi.Action": TEAM,
    "lmso_qualiopi.Risk": TEAM,
    "lmso_courses.HelpArticlePage": TEAM,
    "lmso_enrolments.ImportDraft": TEAM,
    "lmso_people.Organisation": "a contact of a company, not a person of this house",
    "lmso_people.ProviderSettings": HOUSE,
    "lmso_offboarding.CampaignSettings": HOUSE,
    "lmso_privacy.RetentionSettings": HOUSE,
    "lmso_badges.Issuer": HOUSE,
    "lmso_qualiopi.SealSettings": HOUSE,
    "lmso_qualiopi.ConfidentialRecipient": "a designation, public on the page that receives reports",
    "lmso_badges.RevokedCredential": "numbers of withdrawn badges; who held them is in the awards",
    "lmso_privacy.LegalHold": "a decision about a person, with its reason: told to them when they ask for erasure",
    "lmso_privacy.Erasure": "that somebody was erased: it leads to nobody any more",
    "lmso_privacy.DataRequest": "the requests themselves, told on the person's own page",
    "lmso_qualiopi.DueNotice": "that a reminder was sent: the mail itself is told",
    "lmso_mailing.MailPart": "the files of a mail: the same as the person's documents",
    "lmso_progress.ImportedLine": "fingerprints of lines already read",
}
PAGES = {"wagtailcore.page_ptr", "locked_by", "owner"}


def _ours() -> Iterator[type[Model]]:
    for model in apps.get_models():
        if model._meta.app_label.startswith("lmso_"):
            yield model


def _leads_to_a_person(field: Any) -> bool:
    held = {Person, Enrolment, ACCOUNT, Invitation, *(one.model for one in HOLDINGS)}
    return isinstance(field, ForeignKey | OneToOneField) and field.related_model in held and field.name not in PAGES


def test_every_table_that_names_people_is_in_the_catalogue_or_says_why_not() -> None:
    known = {one.model._meta.label for one in HOLDINGS}
    naming = {
        model._meta.label
        for model in _ours()
        for field in model._meta.concrete_fields
        if field.name in NAMING or _leads_to_a_person(field)
    }
    assert naming - known - ELSEWHERE.keys() == set()
    assert not known & ELSEWHERE.keys()
    assert ELSEWHERE.keys() <= {model._meta.label for model in _ours()}


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda one: one.model._meta.label)
def test_each_kind_gives_fields_that_exist_and_never_a_secret(holding: Any) -> None:
    names = {field.name for field in holding.model._meta.get_fields()}
    assert set(holding.shown) <= names
    assert not set(holding.shown) & {"password", "salt", "claim", "digest", "form_key", "message_id"}
    for path, named in holding.blobs:
        assert {path, named} <= names
