"""The registers, from a fact to its end: proposed once, answered once, closed by what it changed."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from openpyxl import load_workbook

from lms_onboarding.accounts.models import User
from lms_onboarding.common.calendar import PARIS
from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.enums import AbandonCause, EnrolmentState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.offboarding.services import Period
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.improvement.measuring import Asked, measure
from qualiopi.improvement.models import Action, Measure, Risk
from qualiopi.registers.models import Complaint, Decision, Emptiness, Report
from qualiopi.registers.services import AlreadyDecided, declare_empty, leave_out, proposals, remind, take_in
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
NADIA = Reviewer(key="user/1", name="Nadia Ferrand")
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31), PARIS)
FACT = {
    "kind": "incident",
    "title": "=Salle trop petite",
    "facts": "Deux personnes debout.",
    "channel": "phone",
    "stakeholder": "learner",
    "topic": "organisation",
    "received_on": "2026-12-09",
    "name": "M. Petit",
    "email": "petit@exemple.fr",
}


@pytest.fixture
def quality(client: Client, fixed_clock: Any, provider: ProviderSettings) -> Client:
    fixed_clock.move_to(NOW)
    nadia = User.objects.create_user("nadia@exemple.fr", first_name="Nadia", last_name="Ferrand")
    nadia.groups.add(Group.objects.get(name="Responsable qualité"))
    client.force_login(nadia)
    return client


@pytest.fixture
def session(provider: ProviderSettings) -> Session:
    made: Session = SessionFactory(opened=True)
    EnrolmentFactory(session=made, state=EnrolmentState.ABANDONED, abandon_cause=AbandonCause.WORKLOAD, ended_at=NOW)
    return made


def drafted(client: Client, address: str, fields: dict[str, Any]) -> Any:
    draft = client.get(address).content.decode().split('name="draft" value="')[1].split('"')[0]
    return client.post(address, {"draft": draft, **fields})


def test_a_fact_is_noted_answered_and_closed_by_an_action(quality: Client, provider: ProviderSettings) -> None:
    """From a telephone call to an action that cites it; each step refused first, with its sentence."""
    handler = provider.administrative_referent_id
    future = drafted(quality, "/registres/noter/", {**FACT, "handler": handler, "received_on": "2026-12-15"})
    assert (future.status_code, "pas encore venu" in future.content.decode()) == (422, True)
    assert drafted(quality, "/registres/noter/", {**FACT, "handler": handler}).status_code == 302
    entry = Complaint.objects.get()
    assert (entry.number, entry.noted_by, entry.due_on) == ("R-2026-0001", "Nadia Ferrand", date(2026, 12, 23))
    assert not OutgoingMail.objects.exists()  # nobody called it a complaint
    page = f"/registres/fait/{entry.pk}/"
    untold = quality.post(page, {"do": "answer", "answer": "Désolés."})
    assert (untold.status_code, "la cause en une phrase" in untold.content.decode()) == (422, True)
    told = {"do": "answer", "cause": "Réservée pour six.", "answer": "La jauge est vérifiée."}
    for _try in range(2):
        assert quality.post(page, told).status_code == 302
    (mail,) = OutgoingMail.objects.all()
    assert (mail.message, mail.variables["complaint_decision"]) == ("complaints.answered", "La jauge est vérifiée.")
    early = quality.post(page, {"do": "close", "follow": "none"})
    assert (early.status_code, "pourquoi la réponse suffit" in early.content.decode()) == (422, True)
    assert "Répondu, à clore" in quality.get("/registres/").content.decode()

    new = f"/registres/action/nouvelle/?source={entry.key}"
    assert f'value="{entry.key}" id' in quality.get(new).content.decode()
    fields = {"title": "Vérifier la jauge", "finding": "2 sur 8.", "owner": handler, "due_on": "2026-12-20"}
    assert drafted(quality, new, {**fields, "sources": [entry.key]}).status_code == 302
    action = Action.objects.get()
    assert (action.number, [one.source for one in action.sources.all()]) == ("A-2026-0001", [entry.key])
    assert quality.post(page, {"do": "close"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.closed_by, entry.no_action_because) == ("Nadia Ferrand", "")

    faits = quality.get("/registres/fichier/faits.csv").content.decode("utf-8-sig")
    assert "'=Salle trop petite" in faits  # a cell that would compute does not
    assert "A-2026-0001" in faits
    book = load_workbook(io.BytesIO(quality.get("/registres/fichier/registres.xlsx").content))
    assert book.sheetnames == ["Faits", "Actions", "Risques"]
    assert quality.get("/registres/fichier/autre.csv").status_code == 404


def test_what_the_product_saw_is_proposed_and_decided_once(quality: Client, session: Session) -> None:
    """An abandon with its cause, without a name; taken in twice is one entry, left out needs a reason."""
    (left,) = proposals(DECEMBER)
    assert (left.source.startswith("left/"), left.title) == (True, "Abandon : charge de travail")
    address = "/registres/propositions/?du=2026-12-01&au=2026-12-31"
    bare = quality.post(address, {"source": left.source, "do": "leave"})
    assert (bare.status_code, "pourquoi ce fait" in bare.content.decode()) == (422, True)
    for _try in range(2):
        assert quality.post(address, {"source": left.source, "do": "take"}).status_code == 302
    entry = Complaint.objects.get()
    assert (entry.session, entry.name, entry.channel) == (session, "", "left")
    assert take_in(left, by=NADIA, now=NOW) == entry
    with pytest.raises(AlreadyDecided):
        leave_out(left, reason="Connu.", by=NADIA, now=NOW)
    assert (proposals(DECEMBER), Decision.objects.count()) == ([], 1)


def test_an_empty_period_is_declared_once_and_never_against_the_register(quality: Client, session: Session) -> None:
    first, last = date(2026, 12, 1), date(2026, 12, 13)
    for _try in range(2):
        fields = {"first": first.isoformat(), "last": last.isoformat()}
        assert quality.post("/registres/sans-fait/", fields).status_code == 302
    assert Emptiness.objects.get().declared_by == "Nadia Ferrand"
    assert "déclaré par Nadia Ferrand" in quality.get("/registres/?du=2026-12-01&au=2026-12-31").content.decode()
    with pytest.raises(Refused, match="n’est pas finie"):
        declare_empty(first, NOW.date(), by=NADIA, now=NOW)
    with pytest.raises(Refused, match="échangez"):
        declare_empty(last, first, by=NADIA, now=NOW)
    take_in(proposals(DECEMBER)[0], by=NADIA, now=NOW)
    with pytest.raises(Refused, match="compte un fait"):
        declare_empty(first, last, session=session, by=NADIA, now=NOW)


def test_a_promised_answer_is_recalled_once_to_who_owes_it(quality: Client, provider: ProviderSettings) -> None:
    drafted(quality, "/registres/noter/", {**FACT, "handler": provider.administrative_referent_id})
    monday, before = datetime(2026, 12, 21, 9, tzinfo=UTC), datetime(2026, 12, 18, 9, tzinfo=UTC)
    assert [remind(now=moment) for moment in (before, monday, monday + timedelta(hours=1))] == [0, 1, 0]


def test_risks_are_weighed_again_and_closed_with_a_reason(
    quality: Client, provider: ProviderSettings, fixed_clock: Any
) -> None:
    fields = {"title": "Un seul formateur", "likelihood": 3, "gravity": 4, "control": "Un remplaçant."}
    fields |= {"owner": provider.administrative_referent_id, "next_on": "2027-03-01"}
    assert drafted(quality, "/registres/risque/nouveau/", fields).status_code == 302
    risk = Risk.objects.get()
    page = f"/registres/risque/{risk.pk}/"
    look = {"do": "look", "likelihood": 1, "gravity": 4, "control": "Deux remplaçants.", "next_on": "2027-06-01"}
    fixed_clock.move_to(NOW + timedelta(hours=1))
    assert quality.post(page, look).status_code == 302
    assert [one.likelihood for one in risk.reviews.all()] == [1, 3]
    assert quality.post(page, {"do": "close"}).status_code == 422
    assert quality.post(page, {"do": "close", "because": "Parcours arrêté."}).status_code == 302
    assert quality.post(page, look).status_code == 422


def test_an_effect_is_measured_on_answers_that_exist(quality: Client, provider: ProviderSettings) -> None:
    """No answers, no number: the sentence says so, and nothing is written."""
    fields = {"title": "Vérifier", "finding": "2 sur 8.", "owner": provider.administrative_referent_id}
    drafted(quality, "/registres/action/nouvelle/", {**fields, "due_on": "2026-12-20"})
    action = Action.objects.get()
    assert "Sans source" in quality.get("/registres/").content.decode()
    before, after = (
        Period(date(2026, 1, 1), date(2026, 6, 30), PARIS),
        Period(date(2026, 7, 1), date(2026, 12, 1), PARIS),
    )
    with pytest.raises(Refused, match="pas de réponses"):
        measure(action, Asked(question="hot_overall", before=before, after=after), by=NADIA, now=NOW)
    with pytest.raises(Refused, match="séparez-les"):
        measure(action, Asked(question="hot_overall", before=after, after=after), by=NADIA, now=NOW)
    assert not Measure.objects.exists()


def test_what_is_missing_leads_to_the_page_that_mends_it(quality: Client, session: Session, fixed_clock: Any) -> None:
    """The cross-table of the course; the declaration of a silence, then the register once it holds a fact."""
    EnrolmentFactory(session=session)
    fixed_clock.move_to(NOW + timedelta(days=60))
    quality.force_login(User.objects.get(email="nadia@exemple.fr"))
    page = quality.get("/preuves/").content.decode()
    assert f"/preuves/certification/session/{session.pk}/" in page
    assert f"/registres/sans-fait/?session={session.pk}" in page
    table = quality.get(f"/preuves/certification/session/{session.pk}/", follow=True)
    assert table.redirect_chain[-1][0] == f"/preuves/certification/{session.course_id}/"
    silent = quality.get(f"/registres/sans-fait/?session={session.pk}").content.decode()
    assert f'value="{session.pk}"' in silent
    take_in(proposals(DECEMBER)[0], by=NADIA, now=NOW)
    page = quality.get("/preuves/").content.decode()
    assert "/registres/sans-fait/" not in page
    assert "Décider la suite" in page


def test_registers_are_for_the_team_of_quality(quality: Client, session: Session) -> None:
    take_in(proposals(DECEMBER)[0], by=NADIA, now=NOW)
    entry = Complaint.objects.get()
    trainer = User.objects.create_user("karim@exemple.fr")
    quality.force_login(trainer)
    for path in ("", "noter/", "propositions/", "sans-fait/", "action/nouvelle/", "risque/nouveau/", "revue/"):
        assert quality.get(f"/registres/{path}").status_code == 403, path
    assert quality.get(f"/registres/fait/{entry.pk}/").status_code == 404
    assert not Report.objects.exists()
