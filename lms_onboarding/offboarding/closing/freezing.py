"""What each document will say, frozen at release from the facts and the validated bilan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.documents.printing.page import Provider
from lms_onboarding.documents.printing.thread import Stage, Step
from lms_onboarding.offboarding.campaigns.rules import asked_at
from lms_onboarding.offboarding.campaigns.setting import Campaigns
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.offboarding.models import Bilan, Closing
from lms_onboarding.offboarding.pdf import attestation, bilan, certificat
from lms_onboarding.offboarding.pdf.badge import Badge
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import on_paper
from lms_onboarding.sessions.models import Session

from . import rules
from .badging import badges_of
from .gathering import Group, Learner

NATURE: Final = "action de formation (article L. 6313-1 du Code du travail)"
OPINION: Final = "Donner votre avis"
LEFT_EARLY: Final = "La personne a quitté l’action avant son terme."


@dataclass(frozen=True)
class Shared:
    """What every document of one release says."""

    group: Group
    closing: Closing
    now: datetime

    @property
    def session(self) -> Session:
        return self.group.session

    @property
    def organisation(self) -> ProviderSettings:
        return self.group.organisation

    @cached_property
    def provider(self) -> Provider:
        return on_paper(self.organisation, now=self.now)

    @property
    def course(self) -> str:
        return course_of(self.session)

    @cached_property
    def verify_base(self) -> str:
        return verify_base()

    @cached_property
    def titles(self) -> Mapping[int, str]:
        """What each trainer of the session is called, read once."""
        return {one.person_id: one.title for one in self.session.trainers.all()}

    @cached_property
    def badges(self) -> Mapping[int, Badge]:
        """Decided once for everybody: the bilan and the attestation of a learner name the same badge."""
        return badges_of(self.group, released_at=self.closing.released_at or self.now)

    @cached_property
    def campaigns(self) -> Campaigns:
        return Campaigns.read(now=self.now).with_changes([self.session.pk])

    @property
    def asks_opinions(self) -> bool:
        """Whether this session asks anybody anything."""
        return self.campaigns.timing(Party.HOT, self.session.pk) is not None

    @cached_property
    def asked_again(self) -> date | None:
        """The day of the survey with hindsight, as it will be asked of this session; None when it will not be."""
        timing = self.campaigns.timing(Party.COLD, self.session.pk)
        if timing is None or self.session.ends_at is None:
            return None
        moment = asked_at(self.session.ends_at, timing, self.campaigns.house)
        return self.day(moment) if moment > self.now else None

    def day(self, moment: datetime | None) -> date:
        return local_date(moment or self.now, self.organisation.zone)

    @property
    def days(self) -> tuple[date, date]:
        return self.day(self.session.starts_at), self.day(self.session.ends_at)


def course_of(session: Session) -> str:
    """The title frozen when the session opened."""
    return str(session.programme.get("title") or session.course.title)


def verify_base() -> str:
    """The address that a number completes."""
    page = reverse("lmso_documents:verify_number", args=["0"])
    return f"{settings.LMSO_BASE_URL}{page.removesuffix('0/')}"


def bilan_of(shared: Shared, learner: Learner, row: Bilan) -> dict[str, Any]:
    """Shape: `pdf.bilan.Bilan`."""
    person, facts = learner.enrolment.person, learner.facts
    assessor, role = _assessor(shared, row)
    return bilan.Bilan(
        provider=shared.provider,
        first_name=person.first_name or person.full_name,
        full_name=person.full_name,
        course=shared.course,
        lead=lead_of(learner),
        stages=_stages(shared, learner),
        progress=tuple(bilan.Progress(goal.name, goal.level, goal.before, goal.after) for goal in facts.goals),
        scale=_scale(learner),
        strengths=tuple(one["text"] for one in row.strengths),
        axes=tuple(one["text"] for one in row.axes),
        attendance=tuple(half.presence for half in learner.attendance.halves),
        attendance_words=f"{rules.hours_phrase(facts)} {rules.halves_phrase(facts)}",
        next_steps=_next_steps(shared, row),
        assessor=assessor,
        assessor_role=role,
        assessed_on=f"le {french.day(shared.day(row.validated_at), weekday=False)}",
        self_assessment=_self_assessment(learner),
        verify_base=shared.verify_base,
        zone=shared.organisation.zone_name,
        action=row.action.get("text", ""),
        word=row.word,
        resources=_resources(learner),
        badge=shared.badges.get(learner.enrolment.pk),
    ).as_frozen()


def attestation_of(shared: Shared, learner: Learner) -> dict[str, Any]:
    """Shape: `pdf.attestation.Attestation`. It reads the assessments, and nothing else, for what was acquired."""
    start, end = shared.days
    planned = shared.group.assessment_was_planned
    goals = learner.facts.goals
    return attestation.Attestation(
        provider=shared.provider,
        full_name=learner.enrolment.person.full_name,
        course=shared.course,
        nature=NATURE,
        start=start,
        end=end,
        hours=hours_of(learner),
        modality=str(shared.session.get_modality_display()),
        results=tuple(attestation.Result(goal.name, goal.level if planned else "") for goal in goals),
        assessed=planned,
        assessment=_established(learner, planned=planned),
        verify_base=shared.verify_base,
        zone=shared.organisation.zone_name,
        badge=shared.badges.get(learner.enrolment.pk),
        **_signed(shared.closing),
    ).as_frozen()


def certificate_of(shared: Shared, learner: Learner) -> dict[str, Any]:
    """Shape: `pdf.certificat.Certificate`. Real hours; the last day followed for who left before the end."""
    start, end = shared.days
    followed = [half.day for half in learner.attendance.followed]
    company = learner.enrolment.company
    return certificat.Certificate(
        provider=shared.provider,
        beneficiary=learner.enrolment.person.full_name,
        course=shared.course,
        nature=certificat.Nature.TRAINING,
        start=min(followed, default=start) if learner.left else start,
        end=max(followed, default=end) if learner.left else end,
        hours=hours_of(learner),
        employer=company.name if company else "",
        interrupted=LEFT_EARLY if learner.left else "",
        zone=shared.organisation.zone_name,
        **_signed(shared.closing),
    ).as_frozen()


def hours_of(learner: Learner) -> str:
    """« 19 h 30 », « 21 heures »."""
    return french.hours(learner.attendance.minutes / 60)


def lead_of(learner: Learner) -> str:
    """What was done, in one sentence and in figures."""
    facts = learner.facts
    done = [f"{hours_of(learner)} de formation"]
    if facts.lessons_done:
        done.append(french.counted(facts.lessons_done, "leçon menée au bout", "leçons menées au bout", feminine=True))
    if facts.actions:
        done.append(french.counted(len(facts.actions), "action réelle", "actions réelles", feminine=True))
    said = french.listing(done)
    return f"{said[:1].upper()}{said[1:]}."


def acquired_line(learner: Learner) -> str:
    """« 21 heures suivies, quatre objectifs acquis sur cinq »."""
    goals = learner.facts.goals
    acquired = sum(goal.level == "acquired" for goal in goals)
    said = f"{hours_of(learner)} suivies"
    if not any(goal.level for goal in goals):
        return said
    return f"{said}, {french.out_of(acquired, len(goals), 'objectif acquis', 'objectifs acquis')}"


def _signed(closing: Closing) -> Mapping[str, str]:
    return {
        "place": closing.place,
        "signatory": closing.signatory,
        "quality": closing.quality,
        "delegation": closing.delegation,
    }


def _assessor(shared: Shared, row: Bilan) -> tuple[str, str]:
    """Who validated it, and what they are in this session."""
    validator = row.validator
    if validator is None:
        return shared.organisation.name, "organisme de formation"
    if validator.pk in shared.titles:
        return validator.full_name, shared.titles[validator.pk]
    of_session = shared.session.referent_id == validator.pk
    title = shared.session.referent_title if of_session else shared.organisation.pedagogical_title
    return validator.full_name, title or "référent pédagogique"


def _stages(shared: Shared, learner: Learner) -> tuple[Stage, ...]:
    start, end = shared.days
    told = [
        ("Inscription", shared.day(learner.enrolment.confirmed_at)),
        ("Premier jour", start),
        ("Dernier jour", end),
    ]
    done = tuple(Stage(name, french.day_short(on), Step.DONE) for name, on in told)
    return (*done, Stage("Bilan", french.day_short(shared.day(shared.now)), Step.NOW))


def _scale(learner: Learner) -> str:
    levels = learner.levels
    if levels.before_on and levels.after_on:
        before, after = (french.day(on, weekday=False, year=False) for on in (levels.before_on, levels.after_on))
        return f"De votre auto-évaluation du {before} à celle du {after}"
    return ""


def _self_assessment(learner: Learner) -> str:
    said = [goal for goal in learner.facts.goals if goal.after is not None]
    if not said:
        return (
            "Votre auto-évaluation de fin vous a été proposée ; vous n’y avez pas répondu, et ce bilan n’en dit rien."
        )
    parts = [f"{goal.name} : {goal.after} sur 5" + _before(goal) for goal in said]
    return f"Voici où vous vous situez, de 0 à 5. {' ; '.join(parts)}."


def _before(goal: rules.Goal) -> str:
    return "" if goal.before is None else f" ({goal.before} au départ)"


def _next_steps(shared: Shared, row: Bilan) -> tuple[bilan.Next, ...]:
    end = shared.days[1]
    action_by = end + timedelta(days=rules.ACTION_DAYS)
    steps = []
    if shared.asks_opinions:
        steps.append(bilan.Next(OPINION, "quelques minutes, par le message reçu"))
    if row.action.get("text"):
        steps.append(bilan.Next("Où en est votre action ?", french.day(action_by)))
    if shared.asked_again:
        steps.append(bilan.Next("Ce qui vous sert vraiment", french.day(shared.asked_again)))
    return tuple(steps)


def _resources(learner: Learner) -> tuple[str, ...]:
    if not learner.facts.lessons:
        return ()
    return ("Vos micro-cours et les articles d’aide restent ouverts dans votre espace.",)


def _established(learner: Learner, *, planned: bool) -> str:
    if not planned:
        return "Aucune évaluation des acquis n’était prévue au programme."
    rows = list(learner.assessments.values())
    if not rows:
        return "Une évaluation était prévue ; aucun résultat n’a été établi pour cette personne."
    names = sorted({row.assessor.full_name for row in rows if row.assessor} | ({"quiz"} if _by_quiz(rows) else set()))
    last = max(row.assessed_on for row in rows)
    return f"Résultats établis par {french.listing(names)}, le {french.day(last, weekday=False)} au plus tard."


def _by_quiz(rows: list[Any]) -> bool:
    return any(row.assessor is None for row in rows)
