"""The trainer's half-day: own sessions only, findings, conflicts said, the lock, corrections, the sheet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller, travel

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import read
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet
from lms_onboarding.sessions.models import Slot
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory, karim
from tests.progress.attendance.conftest import at, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(provider: object) -> Iterator[Traveller]:
    with travel(at(9, 12), tick=False) as traveller:
        yield traveller


@pytest.fixture
def ines(clock: Traveller) -> Enrolment:
    session = SessionFactory(code="LMS-CREATEUR-2026-12", opened=True)
    return EnrolmentFactory(session=session, person=people.person("Inès", "Berthier", "ines@exemple.fr"))


@pytest.fixture
def bastien(ines: Enrolment) -> Enrolment:
    return EnrolmentFactory(session=ines.session, person=people.person("Bastien", "Cornu", "bastien@exemple.fr"))


@pytest.fixture
def morning(ines: Enrolment) -> Slot:
    return ines.session.slots.order_by("start")[0]


def signed_in(person: Person) -> Client:
    account, _made = get_user_model().objects.get_or_create(email=person.email)
    Person.objects.filter(pk=person.pk).update(account=account)
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def trainer(ines: Enrolment) -> Client:
    return signed_in(karim())


def words(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def typed(enrolment: Enrolment, presence: str, **said: str) -> dict[str, str]:
    """What the row of this person posts, as the page last showed it."""
    mark = AttendanceMark.objects.current().filter(enrolment=enrolment).order_by("slot").first()
    fields = {"presence": presence, "seen": str(mark.pk) if mark else "", **said}
    return {f"{name}_{enrolment.pk}": value for name, value in fields.items()}


def test_a_trainer_finds_their_own_half_days_and_nobody_else_s(trainer: Client, morning: Slot) -> None:
    shown = words(trainer.get("/presence/"))
    assert "Les présences du jour" in shown
    assert f"/presence/{morning.pk}/" in shown
    stranger = SessionFactory(trainers=[], code="AUTRE", opened=True)
    other = stranger.slots.first()
    assert other is not None
    for path in ("", "code/", "feuille.pdf"):
        assert trainer.get(f"/presence/{other.pk}/{path}").status_code == 404
    assert trainer.post(f"/presence/{other.pk}/liens/").status_code == 404
    assert Client().get(f"/presence/{morning.pk}/").status_code == 302
    assert signed_in(PersonFactory()).get(f"/presence/{morning.pk}/").status_code == 404


def test_a_learner_does_not_open_the_sheet(ines: Enrolment, morning: Slot) -> None:
    assert signed_in(ines.person).get(f"/presence/{morning.pk}/").status_code == 404


def test_nobody_is_present_by_default_and_the_lock_names_who_lacks_a_finding(
    trainer: Client, ines: Enrolment, bastien: Enrolment, morning: Slot
) -> None:
    sign(ines, morning, now=at(9, 5))
    shown = words(trainer.get(f"/presence/{morning.pk}/"))
    assert "Une personne a signé, il en manque une" in shown
    assert " checked" not in shown
    assert "Deux constats manquent : Inès Berthier et Bastien Cornu." in shown
    assert 'class="btn btn-primary" disabled' in shown


def test_findings_then_the_lock_then_the_paper(
    trainer: Client, ines: Enrolment, bastien: Enrolment, morning: Slot
) -> None:
    sign(ines, morning, now=at(9, 5))
    path = f"/presence/{morning.pk}/"
    posted = {**typed(ines, "present"), **typed(bastien, "excused", excuse="work", note="réunion d’équipe")}
    answer = trainer.post(path, {**posted, "act": "save"}, follow=True)
    assert "Deux constats sont enregistrés." in words(answer)
    assert "disabled>" not in words(answer).split("Contresigner")[1].split("data-clear disabled")[-1]
    posted = {**typed(ines, "present"), **typed(bastien, "excused", excuse="work", note="réunion d’équipe")}
    posted |= {"act": "countersign", "name": "Karim Haddad", "observation": "Rien à signaler."}
    answer = trainer.post(path, posted, follow=True)
    assert "La demi-journée est contresignée" in words(answer)
    document = IssuedDocument.objects.get()
    paper = trainer.get(f"{path}feuille.pdf")
    assert paper.content == read(document.blob)
    assert paper.headers["Content-Type"] == "application/pdf"


def test_a_refused_finding_gives_back_what_was_typed(
    trainer: Client, ines: Enrolment, bastien: Enrolment, morning: Slot
) -> None:
    posted = {**typed(ines, "excused", note="a prévenu"), **typed(bastien, "absent")}
    answer = trainer.post(f"/presence/{morning.pk}/", {**posted, "act": "save"})
    assert answer.status_code == 422
    assert "Choisissez la nature du motif pour excuser Inès Berthier" in words(answer)
    assert 'value="a prévenu"' in answer.content.decode()
    assert not AttendanceMark.objects.exists()


@pytest.mark.parametrize("hour", ["25:00", "neuf heures", "9:99"])
def test_an_hour_that_is_none_is_said(trainer: Client, ines: Enrolment, morning: Slot, hour: str) -> None:
    answer = trainer.post(f"/presence/{morning.pk}/", typed(ines, "late", arrived=hour))
    assert answer.status_code == 422
    assert "L’heure d’arrivée de Inès Berthier n’est pas lisible" in words(answer)


def test_the_second_of_two_trainers_sees_what_happened(
    trainer: Client, ines: Enrolment, bastien: Enrolment, morning: Slot
) -> None:
    mine = {**typed(ines, "present"), **typed(bastien, "absent")}
    solene = signed_in(Person.objects.get(first_name="Solène"))
    solene.post(f"/presence/{morning.pk}/", typed(ines, "absent"))
    answer = trainer.post(
        f"/presence/{morning.pk}/", {**mine, "act": "countersign", "name": "Karim Haddad"}, follow=True
    )
    assert "Solène Le Goff a noté « absent » pour Inès Berthier" in words(answer)
    assert not AttendanceSheet.objects.exists()
    assert dict(AttendanceMark.objects.values_list("enrolment__person__first_name", "presence")) == {
        "Inès": "absent", "Bastien": "absent",
    }  # fmt: skip


def test_after_the_lock_a_correction_needs_its_reason_and_makes_a_new_sheet(
    trainer: Client, ines: Enrolment, morning: Slot
) -> None:
    path = f"/presence/{morning.pk}/"
    trainer.post(path, {**typed(ines, "absent"), "act": "save"})
    trainer.post(path, {**typed(ines, "absent"), "act": "countersign", "name": "Karim Haddad"})
    refused = trainer.post(path, typed(ines, "excused", excuse="transport"))
    assert refused.status_code == 422
    assert "Pour corriger un constat, donnez la raison" in words(refused)
    answer = trainer.post(
        path, {**typed(ines, "excused", excuse="transport"), "reason": "Justificatif reçu."}, follow=True
    )
    assert "une nouvelle feuille remplace la précédente" in words(answer)
    assert "avant : absent, « Justificatif reçu. »" in words(answer)
    assert IssuedDocument.objects.count() == 2
    assert IssuedDocument.objects.current().count() == 1


def test_links_leave_once_and_name_who_receives_them(
    trainer: Client, ines: Enrolment, bastien: Enrolment, morning: Slot, clock: Traveller
) -> None:
    path = f"/presence/{morning.pk}/liens/"
    assert "Un lien part à Bastien Cornu et Inès Berthier." in words(trainer.post(path, follow=True)).replace(
        "Inès Berthier et Bastien Cornu", "Bastien Cornu et Inès Berthier"
    )
    assert "rien n’est parti de plus" in words(trainer.post(path, follow=True))
    assert OutgoingMail.objects.filter(message="progress.attendance_link").count() == 2
    clock.move_to(at(14))
    assert "La signature a fermé" in words(trainer.post(path, follow=True))


def test_the_code_is_shown_while_one_may_sign(trainer: Client, morning: Slot, clock: Traveller) -> None:
    path = f"/presence/{morning.pk}/code/"
    first = words(trainer.get(path))
    assert 'class="qr"' in first
    clock.shift(60)
    assert words(trainer.get(path)) != first
    clock.move_to(at(14))
    assert "La signature est fermée" in words(trainer.get(path))


@pytest.mark.parametrize("day", [6, 8])
def test_the_list_says_what_waits(trainer: Client, morning: Slot, clock: Traveller, day: int) -> None:
    moment: datetime = at(9, day=day)
    clock.move_to(moment)
    shown = words(trainer.get("/presence/"))
    assert ("2 demi-journées attendent votre signature" in shown) is (day == 8)
    assert ("Dans les quatorze jours" in shown) is (day == 6)


def test_the_page_costs_the_same_whatever_the_number(trainer: Client, ines: Enrolment, morning: Slot) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            trainer.get(f"/presence/{morning.pk}/")
        return len(seen)

    sign(ines, morning, now=at(9, 5))
    trainer.get(f"/presence/{morning.pk}/")
    alone = cost()
    EnrolmentFactory.create_batch(6, session=ines.session)
    assert cost() == alone <= 25
