"""What goes when its time is over, kind by kind, and who is forgotten."""

from datetime import date
from typing import Any

import pytest
from django.core.files.storage import storages

from lms_onboarding.accounts.models import User
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import ErasedFile, read, store
from lms_onboarding.followup.models import Action, Alert
from lms_onboarding.mailing.services import Draft, Recipient, deliver, queue
from lms_onboarding.people.models import Person
from lms_onboarding.privacy.models import RetentionSettings
from lms_onboarding.privacy.purging.running import run
from lms_onboarding.surveys.models import Response
from qualiopi.services import seal_due, verify_seals
from tests.factories import surveys
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory
from tests.privacy.past import ENDED, THEN, at, counts, enrolled, mail, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]


def test_each_kind_waits_for_its_own_day() -> None:
    enrolment = enrolled()
    document = paper(enrolment)
    mail(enrolment, joined=document)
    assert counts(at(2026, 3, 9)) == {}
    assert counts(at(2026, 3, 12)) == {"note": 1}, "twelve months after the case was closed"
    assert counts(at(2026, 12, 31)) == {"note": 1}
    assert counts(at(2027)) == {"note": 1, "mail": 1}, "twelve months after the end of the year"
    assert counts(at(2028, 12, 31)) == {"note": 1, "mail": 1}
    assert counts(at(2029))["proof"] == 2
    assert counts(at(2029, 12, 31)).keys() == {"note", "mail", "proof"}
    assert counts(at(2030)).keys() == {"note", "mail", "proof", "evidence", "person"}


def test_the_codes_of_a_case_stay_and_its_note_goes() -> None:
    enrolled()
    assert run(now=at(2040))["note"] == 1
    action = Action.objects.get()
    assert (action.kind, action.note, action.at) == ("called", "", THEN)
    assert Alert.objects.get().outcome == "resumed"


def test_a_paper_keeps_its_number_and_its_seal_without_its_bytes() -> None:
    enrolment = enrolled()
    document = paper(enrolment)
    mail(enrolment, joined=document)
    seal_due(now=at(2025, 4, 1))
    assert storages["issued"].exists(document.blob.path)
    run(now=at(2029))
    document.refresh_from_db()
    assert (document.number[:2], document.holder_key, document.data) == ("Z-", "", {})
    assert "berthier" not in document.filename
    assert not storages["issued"].exists(document.blob.path)
    with pytest.raises(ErasedFile, match="au terme de sa conservation"):
        read(document.blob)
    verdict = verify_seals()
    assert (verdict.holds, verdict.erased) == (True, 1)
    IssuedDocument.objects.filter(pk=document.pk).update(erased_at=None)  # what a forger would have to do
    assert verify_seals().holds, "the leaf says that it was erased on purpose"


def test_bytes_that_a_standing_mail_joins_stay_until_it_goes() -> None:
    RetentionSettings.objects.create(mail=36)
    enrolment = enrolled()
    late = EnrolmentFactory(session=SessionFactory(starts=date(2027, 3, 10), opened=True), person=enrolment.person)
    document = paper(enrolment)
    sent = mail(late, joined=document)
    run(now=at(2029))
    document.blob.refresh_from_db()
    assert IssuedDocument.objects.get(pk=document.pk).erased_at is not None
    assert document.blob.erased_at is None
    run(now=at(2031))
    document.blob.refresh_from_db()
    assert not sent.parts.exists()
    assert document.blob.gone_at is not None


def test_european_money_keeps_the_proof_and_not_the_notes() -> None:
    enrolled(cofunded=True)
    assert "proof" not in counts(at(2035, 12, 31))
    assert counts(at(2035, 12, 31))["note"] == 1
    assert counts(at(2036))["proof"] == 1


def test_a_named_answer_becomes_a_number_among_others() -> None:
    surveys.published(surveys.content(surveys.question("said"), surveys.question("mark", "nps")))
    invitation = surveys.invited()
    row = Response.objects.create(
        version=invitation.version, group="session/1", naming="named", invitation=invitation,
        answers={"said": "Karim m’a aidée", "mark": 9}, submitted_at=THEN,
    )  # fmt: skip
    assert run(now=at(2027))["survey"] == 1
    kept = Response.objects.get()
    assert (kept.naming, kept.invitation, kept.submitted_at, kept.answers) == ("anonymous", None, None, {"mark": 9})
    assert kept.pk != row.pk


def test_who_still_comes_or_works_here_is_never_anonymised() -> None:
    gone, back, trainer = enrolled(), enrolled(), enrolled()
    back.person.account = User.objects.create_user("back@exemple.fr", last_login=at(2029), date_joined=THEN)
    back.person.save()
    SessionFactory(starts=ENDED).trainers.update(person=trainer.person)
    run(now=at(2030))
    assert set(Person.objects.filter(erased_at__isnull=False)) == {gone.person}
    erased = Person.objects.get(pk=gone.person_id)
    assert (erased.full_name, erased.phone, erased.email.endswith("@efface.invalid")) == ("Personne effacée", "", True)


def test_nothing_more_is_written_to_who_was_erased(mailoutbox: list[Any]) -> None:
    enrolment = enrolled()
    run(now=at(2030))
    person = Person.objects.get(pk=enrolment.person_id)
    recipient = Recipient(person.email, person.full_name, person.key)
    late = queue(
        Draft(key="m/2", message="welcome.day_before", recipient=recipient, about=enrolment.key, due_at=at(2030)),
        now=at(2030),
    )
    deliver(clock=lambda: at(2030, 1, 2))
    late.refresh_from_db()
    assert (late.state, mailoutbox) == ("suppressed", [])


def test_bytes_that_were_given_up_may_be_kept_anew() -> None:
    enrolment = enrolled()
    document = paper(enrolment)
    content = read(document.blob)
    run(now=at(2029))
    assert not storages["issued"].exists(document.blob.path)
    for _twice in range(2):
        assert read(store(content, now=at(2029, 2))) == content
    run(now=at(2029, 3))
    document.blob.refresh_from_db()
    assert (document.blob.erased_at, read(document.blob)) == (None, content)
