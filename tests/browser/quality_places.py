"""What the quality manager keeps: a deposited piece, facts, an action with its effect, a risk."""

from datetime import date, timedelta
from typing import Final

from django.test import Client

from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.models import WelcomeKit
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.evidence.models import Deposit
from qualiopi.improvement.deciding import ActionText, Done, decide, finish, review_plan
from qualiopi.improvement.models import Measure
from qualiopi.improvement.risking import Look, RiskText, open_risk
from qualiopi.registers.models import Complaint
from qualiopi.registers.services import FactText, answer, close, declare_empty, note_fact
from tests.browser.moment import MORNING

NADIA: Final = Reviewer(key="user/1", name="Nadia Ferrand")


def of_quality(team: Client, session: Session) -> dict[str, str]:
    return {**_deposit(team, session), **_registers(session)}


def _deposit(team: Client, session: Session) -> dict[str, str]:
    """A link kept for a session."""
    address = f"/preuves/deposer/?indicator=12&session={session.pk}"
    draft = team.get(address).content.decode().split('name="draft" value="')[1].split('"')[0]
    fields = {
        "about": f"session/{session.pk}",
        "title": "Feuille d’émargement sur papier",
        "happened_on": "2026-11-02",
        "url": "https://exemple.fr/feuille",
        "note": "Signée le matin et l’après-midi.",
    }
    team.post(address, {"draft": draft, **fields})
    kit = WelcomeKit.objects.filter(enrolment__session=session, mail__sent_at__isnull=False).earliest("pk")
    return {"deposit": str(Deposit.objects.get().pk), "evidence_kit": str(kit.pk)}


def _registers(session: Session) -> dict[str, str]:
    """A fact closed by an action whose effect was measured; the complaint of the population waits, long overdue."""
    day, house = MORNING.date(), ProviderSettings.load()
    text = FactText(
        kind="incident",
        channel="sheet",
        stakeholder="trainer",
        topic="platform",
        title="Classe virtuelle coupée vingt minutes",
        facts="Le lien a cessé de répondre à 10 h 10.",
        received_on=day - timedelta(days=20),
        session=session.pk,
    )
    fact = note_fact(text, form="fact", by=NADIA, now=MORNING)
    answer(fact, cause="Un seul lien.", answer="Une salle de secours par téléphone est prévue.", by=NADIA, now=MORNING)
    owner = house.administrative_referent_id or 0
    told = ActionText(
        title="Prévoir une salle de secours par téléphone",
        finding="Deux coupures sur trente classes.",
        owner=owner,
        due_on=day + timedelta(days=9),
        sources=(fact.key,),
    )
    action = decide(told, form="action", by=NADIA, now=MORNING)
    close(fact, by=NADIA, now=MORNING)
    finish(action, Done(words="Le numéro est dans chaque kit.", on=day), by=NADIA, now=MORNING)
    Measure.objects.create(
        action=action,
        questionnaire="hot_learner",
        question="hot_tools",
        wording="La plateforme a fonctionné quand il le fallait.",
        counted="Réponses basses : de 1 à 2",
        before_first=date(2026, 1, 1),
        before_last=date(2026, 6, 30),
        before_count=9,
        before_n=31,
        after_first=date(2026, 7, 1),
        after_last=date(2026, 11, 29),
        after_count=1,
        after_n=28,
        measured_by="Nadia Ferrand",
        measured_at=MORNING,
    )
    later = ActionText(
        title="Refaire la page d’accueil", finding="Peu visitée.", owner=owner, due_on=day + timedelta(days=1)
    )
    decide(later, form="sourceless", by=NADIA, now=MORNING)
    look = Look(likelihood=2, gravity=3, control="Un remplaçant formé.", next_on=day + timedelta(days=90))
    risk = open_risk(
        RiskText(title="Un formateur seul sur un parcours", owner=owner), look, form="risk", by=NADIA, now=MORNING
    )
    declare_empty(date(2026, 10, 1), date(2026, 10, 15), by=NADIA, now=MORNING)
    review_plan(
        held_on=day,
        attended="Nadia Ferrand, Solène Le Goff",
        concluded="Le plan est tenu.",
        form="r",
        by=NADIA,
        now=MORNING,
    )
    waiting = Complaint.objects.filter(answered_at__isnull=True).order_by("pk")[0]
    return {
        "certifying": str(session.course_id),
        "fact": str(fact.pk),
        "fact_waiting": str(waiting.pk),
        "quality_action": str(action.pk),
        "quality_risk": str(risk.pk),
    }
