"""« Annuler l’import »: what it made goes, what was used stays with the reason, what it filled in is blank again."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import models

from lms_onboarding.accounts.services import open_accounts
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment, ImportDraft
from lms_onboarding.enrolments.services import import_draft, keep_draft, sweep, undo_import
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Organisation, Person
from lms_onboarding.progress.models import DailyActivity
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.services import sweep as sweep_welcome
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import person
from tests.factories.people import provider as make_provider

from .conftest import IMPORTED_AT

CODE = "LMS-ADMIN-2026-12"
HEAD = "Nom;Prénom;Courriel;Téléphone;Entreprise;SIRET;Session;Formation;Début;Fin"
LATER = IMPORTED_AT + timedelta(hours=1)


def _imported(*rows: str, head: str = HEAD, create_sessions: bool = False) -> ImportDraft:
    owner = get_user_model().objects.get_or_create(email="awa@exemple.fr")[0]
    content = "\n".join([head, *rows]).encode()
    draft = keep_draft(content, "inscriptions.csv", owner_id=owner.pk, now=IMPORTED_AT)
    draft.create_sessions = create_sessions
    draft.save()
    import_draft(draft, by="user/1", now=IMPORTED_AT)
    return draft


def _row(name: str, *, phone: str = "", company: str = "", siret: str = "", session: str = CODE) -> str:
    return f"Berthier;{name};{name.lower()}@exemple.fr;{phone};{company};{siret};{session};;;"


def _counts() -> list[int]:
    return [model.objects.count() for model in (Person, Enrolment, Session, Organisation, OutgoingMail)]


@pytest.mark.usefixtures("sessions")
def test_an_import_that_nobody_used_leaves_no_trace_but_the_journal_and_can_be_done_again() -> None:
    make_provider()
    Session.objects.filter(code=CODE).update(starts_at=IMPORTED_AT + timedelta(days=6))
    before = _counts()
    rows = [_row("Zoe"), _row("Ali", company="Fonderie", siret="12345678901234")]
    created = ";;Prendre en main votre LMS – Manager;11/01/2027;12/01/2027"
    draft = _imported(*rows, f"Berthier;Lou;lou@exemple.fr;;;{created}", create_sessions=True)
    first = {key: draft.report[key] for key in ("created", "people_created", "rejected")}
    # what the worker's sweeps prepare within the minute
    sweep(now=IMPORTED_AT)
    open_accounts(now=IMPORTED_AT)
    sweep_welcome(now=IMPORTED_AT)
    assert (first, WelcomeKit.objects.count()) == ({"created": 3, "people_created": 3, "rejected": 0}, 2)
    assert OutgoingMail.objects.filter(state=MailState.QUEUED, about__startswith="enrolment/").count() >= 6

    undone = undo_import(draft, by="user/1", now=LATER)

    assert undone == {"enrolments": 3, "people": 3, "organisations": 1, "sessions": 1, "restored": 1, "kept": []}
    assert _counts()[:4] == before[:4]
    assert not OutgoingMail.objects.filter(about__startswith="enrolment/").exists()
    assert not get_user_model().objects.filter(email="zoe@exemple.fr").exists()
    assert Entry.objects.filter(verb="import.undone", actor="user/1").count() == 1
    entries = Entry.objects.count()
    assert undo_import(draft, by="user/1", now=LATER) == undone
    assert Entry.objects.count() == entries

    again = _imported(*rows, f"Berthier;Lou;lou@exemple.fr;;;{created}", create_sessions=True)
    assert {key: again.report[key] for key in first} == first
    assert sweep(now=LATER) == 2


@pytest.mark.usefixtures("sessions")
def test_what_was_used_stays_and_says_why() -> None:
    make_provider()
    draft = _imported(*(_row(name) for name in ("Told", "Held", "Busy", "Edited", "Seen", "Elsewhere", "Free")))
    sweep(now=IMPORTED_AT)
    by_name = {row.person.first_name: row for row in Enrolment.objects.select_related("person")}

    def mail(name: str) -> Any:
        return OutgoingMail.objects.filter(about=by_name[name].key)

    mail("Told").update(state=MailState.UNKNOWN, sent_at=IMPORTED_AT)
    mail("Busy").update(claim="sender", lease_until=LATER + timedelta(minutes=1))
    Enrolment.objects.filter(pk=by_name["Edited"].pk).update(role="manager")
    DailyActivity.objects.create(enrolment=by_name["Seen"], day=IMPORTED_AT.date(), source="portal", events=1)
    EnrolmentFactory(person=by_name["Elsewhere"].person)
    Person.objects.filter(pk=by_name["Held"].person_id).update(phone="06 00 00 00 00")

    undone = undo_import(draft, by="user/1", now=LATER)

    kept = {name.split(",")[0].split()[0]: reason for name, reason in undone["kept"]}
    assert (undone["enrolments"], undone["people"]) == (3, 1)
    assert kept == {
        "Told": "un message lui est déjà parti",
        "Busy": "un message est en train de lui partir",
        "Edited": "l’inscription a été modifiée depuis",
        "Seen": "une activité ou une présence est déjà notée",
        "Held": "sa fiche a été modifiée depuis",
    }
    assert set(Person.objects.filter(last_name="Berthier").values_list("first_name", flat=True)) == {
        *kept,
        "Elsewhere",
    }
    assert mail("Edited").get().state == MailState.QUEUED  # who stays is told as foreseen


@pytest.mark.usefixtures("sessions")
def test_values_filled_in_are_blank_again_unless_somebody_wrote_over_them() -> None:
    make_provider()
    known = person(first_name="Ines", last_name="Berthier", email="ines@exemple.fr", phone="")
    other = person(first_name="Paul", last_name="Berthier", email="paul@exemple.fr", phone="")
    company = Organisation.objects.create(kind="company", name="Fonderie")
    session = Session.objects.get(code=CODE)
    invited = EnrolmentFactory(
        person=known, session=session, role="", company=None, state=EnrolmentState.INVITED, confirmed_at=None
    )
    draft = _imported(
        _row("Ines", phone="01 02 03 04 05", company="Fonderie", siret="12345678901234"),
        _row("Paul", phone="01 99 99 99 99"),
    )
    sweep(now=IMPORTED_AT)
    invited.refresh_from_db()
    assert (invited.state, invited.company) == (EnrolmentState.CONFIRMED, company)
    Person.objects.filter(pk=other.pk).update(phone="06 06 06 06 06")

    undone = undo_import(draft, by="user/1", now=LATER)

    for row in (known, other, company, invited):
        row.refresh_from_db()
    assert (known.phone, other.phone, company.siret) == ("", "06 06 06 06 06", "")
    assert (invited.state, invited.company, invited.confirmed_at, invited.confirmation_mail) == (
        EnrolmentState.INVITED,
        None,
        None,
        None,
    )
    assert (undone["restored"], undone["enrolments"], undone["people"], undone["kept"]) == (4, 1, 0, [])


@pytest.mark.usefixtures("sessions")
def test_a_company_that_somebody_completed_or_that_others_name_since_stays() -> None:
    make_provider()
    draft = _imported(*(_row(name, company=name) for name in ("Forge", "Filature", "Fabrique", "Libre")))
    company = {one.name: one for one in Organisation.objects.filter(kind="company")}
    EnrolmentFactory(company=company["Forge"])
    Organisation.objects.filter(pk=company["Filature"].pk).update(contact_email="rh@filature.example.fr")
    to = f"organisation/{company['Fabrique'].pk}"
    OutgoingMail.objects.create(
        key="elsewhere", message="welcome.needs_company", due_at=LATER, queued_at=LATER, recipient_key=to
    )

    undone = undo_import(draft, by="user/1", now=LATER)

    assert undone["organisations"] == 1
    assert undone["kept"] == [
        ["Fabrique", "un message lui est adressé"],
        ["Filature", "sa fiche a été modifiée depuis"],
    ]
    assert not Organisation.objects.filter(name="Libre").exists()
    assert Organisation.objects.filter(name__in=("Forge", "Filature", "Fabrique")).count() == 3


def test_no_relation_would_vanish_with_an_enrolment_or_a_person_unannounced() -> None:
    """What the database protects stays by itself; what it would drop or cut must be said by its room, or be here."""
    announced = {
        *("lmso_progress.DailyActivity", "lmso_progress.AttendanceMark", "lmso_progress.AttendanceSignature"),
        *("lmso_progress.HumanHelp", "lmso_progress.LessonProgress", "lmso_progress.StuckReport"),
        *("lmso_progress.CheckAttempt", "lmso_progress.ActionDone", "lmso_privacy.DataRequest"),
    }
    asked_here = {"lmso_courses.HelpArticlePage"}
    without_loss = {
        "lmso_welcome.SendingHold",  # a hold on nobody holds nothing
        "lmso_portal.SharedKind",  # what a person shows of a portfolio that is empty
        "lmso_followup.DigestChoice",  # how a trainer wants to be told
        "lmso_qualiopi.DueNotice",  # that a mail told them: the mail keeps the person
    }
    relations: list[Any] = [
        relation
        for model in (Enrolment, Person, Organisation)
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    ]
    falls = {
        relation.related_model._meta.label
        for relation in relations
        if relation.on_delete in (models.CASCADE, models.SET_NULL)
    }
    assert falls <= announced | asked_here | without_loss, falls - announced - asked_here - without_loss
