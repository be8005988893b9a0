"""What each questionnaire knows of its occasion: facts, names, what was written before. Read for many at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.offboarding.models import ActionPlan
from lms_onboarding.people.models import Organisation
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import Session, SessionTrainer
from lms_onboarding.surveys.models import Response
from lms_onboarding.surveys.services import Ask, Respondent, readings

from .rules import QUESTIONNAIRE, asked_key, closes_at
from .setting import Campaigns

GOAL: Final = "needs_goal"
SUCCESS: Final = "needsco_success"


@dataclass(frozen=True)
class Occasion:
    """The sessions concerned, and what their people wrote before: goals by « enrolment/12 », criteria by
    (session, organisation), enrolments that have a thirty-day action."""

    sessions: Mapping[int, Session]
    goals: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[tuple[int, int], str] = field(default_factory=dict)
    plans: frozenset[int] = frozenset()


def sessions_of(pks: Iterable[int]) -> dict[int, Session]:
    """With their trainers and slots: three queries."""
    rows = Session.objects.select_related("course").prefetch_related("trainers__person", "slots")
    return rows.in_bulk(list(pks))


def goals_of(enrolments: Iterable[Enrolment]) -> dict[str, str]:
    """What learners wrote before the session, by « enrolment/12 ». One query."""
    keys = [one.key for one in enrolments]
    found = readings(questionnaire="needs_learner", abouts=keys) if keys else []
    return {one.about: str(one.value) for one in found if one.question == GOAL and one.about}


def goal_of(enrolment: Enrolment) -> str:
    """What this learner wrote before the session, or nothing. One query."""
    return goals_of([enrolment]).get(enrolment.key, "")


def criteria_of(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The criterion of success each company wrote before each session. One query."""
    keys = {f"needs_company/session/{session}/{company}": (session, company) for session, company in pairs}
    rows = Response.objects.filter(invitation__key__in=keys).values_list("invitation__key", "answers")
    return {keys[str(key)]: str(answers[SUCCESS]) for key, answers in rows if answers.get(SUCCESS)}


def title_of(session: Session) -> str:
    """The title frozen when the session opened: what people attended."""
    return str(session.programme.get("title") or session.course.title)


def plans_of(enrolments: Iterable[Enrolment]) -> frozenset[int]:
    """Those who wrote a thirty-day action, or took over the one proposed. One query."""
    pks = [one.pk for one in enrolments]
    return frozenset(ActionPlan.objects.filter(enrolment_id__in=pks).values_list("enrolment_id", flat=True))


def learner_ask(party: Party, one: Enrolment, occasion: Occasion, campaigns: Campaigns, *, now: datetime) -> Ask:
    session = occasion.sessions[one.session_id]
    goal = occasion.goals.get(one.key, "") if party is Party.HOT else ""
    facts = [
        *(["session.has_remote_slots"] if _at_a_distance(session) else []),
        *(["enrolment.has_need_goal"] if goal else []),
        *(["enrolment.has_action_plan"] if one.pk in occasion.plans else []),
    ]
    texts = {
        "first_name": one.person.first_name or one.person.full_name,
        "readers_sentence": readers(session, campaigns),
    }
    return Ask(
        key=asked_key(party, one.pk),
        questionnaire=QUESTIONNAIRE[party],
        about=one.key,
        respondent=Respondent(one.person.key, one.person.full_name, one.person.email),
        opens_at=now,
        closes_at=_closing(party, session, campaigns, now),
        group=f"session/{session.pk}",
        context={"facts": facts, "texts": {**texts, **({"need_goal_text": goal} if goal else {})}},
    )


def trainer_ask(one: SessionTrainer, session: Session, campaigns: Campaigns, *, now: datetime) -> Ask:
    texts = {"first_name": one.person.first_name, "readers_sentence": _reader_alone(campaigns)}
    return Ask(
        key=asked_key(Party.TRAINER, session.pk, one.person_id),
        questionnaire=QUESTIONNAIRE[Party.TRAINER],
        about=f"session/{session.pk}",
        respondent=Respondent(one.person.key, one.person.full_name, one.person.email),
        opens_at=now,
        closes_at=_closing(Party.TRAINER, session, campaigns, now),
        group=f"session/{session.pk}",
        context={"facts": ["session.has_remote_slots"] if _at_a_distance(session) else [], "texts": texts},
    )


def company_ask(
    session: Session, company: Organisation, criterion: str, campaigns: Campaigns, *, now: datetime
) -> Ask:
    texts = {"readers_sentence": readers(session, campaigns)}
    if criterion:
        texts["company_success_text"] = criterion
    return Ask(
        key=asked_key(Party.COMPANY, session.pk, company.pk),
        questionnaire=QUESTIONNAIRE[Party.COMPANY],
        about=f"session/{session.pk}",
        respondent=_contact(company),
        opens_at=now,
        closes_at=_closing(Party.COMPANY, session, campaigns, now),
        group=f"session/{session.pk}",
        context={"facts": ["session.has_company_success"] if criterion else [], "texts": texts},
    )


def funder_ask(funder: Organisation, year: int, campaigns: Campaigns, *, now: datetime) -> Ask:
    timing = campaigns.timing(Party.FUNDER)
    assert timing is not None  # noqa: S101  only a session may stop its campaigns; this tells the type checker
    return Ask(
        key=asked_key(Party.FUNDER, funder.pk, year),
        questionnaire=QUESTIONNAIRE[Party.FUNDER],
        about=f"organisation/{funder.pk}",
        respondent=_contact(funder),
        opens_at=now,
        closes_at=closes_at(now, timing, campaigns.house),
        group=f"funders/{year}",
        occasion=str(year),
        context={"texts": {"readers_sentence": _reader_alone(campaigns)}},
    )


def readers(session: Session, campaigns: Campaigns) -> str:
    """« Elles sont lues par Karim Haddad et par Nadia Ferrand, responsable qualité. »"""
    trainers = [f"par {one.person.full_name}" for one in session.trainers.all()]
    return f"Elles sont lues {french.listing([*trainers, f'par {_reader(campaigns)}'])}."


def _reader_alone(campaigns: Campaigns) -> str:
    return f"Elles sont lues par {_reader(campaigns)}."


def _reader(campaigns: Campaigns) -> str:
    reader, title = campaigns.settings.reader, campaigns.settings.reader_title
    if reader is None:
        return "l’équipe qui suit la qualité"
    return f"{reader.full_name}, {title}" if title else reader.full_name


def _closing(party: Party, session: Session, campaigns: Campaigns, now: datetime) -> datetime:
    timing = campaigns.timing(party, session.pk)
    if timing is None:
        raise ValueError(f"session {session.code} asks nobody anything")  # the selection leaves it out
    return closes_at(campaigns.house.window.next_opening(now), timing, campaigns.house)


def _contact(organisation: Organisation) -> Respondent:
    name = organisation.contact_name.strip()
    return Respondent(name=name, email=organisation.contact_email, organisation=organisation.name)


def _at_a_distance(session: Session) -> bool:
    return session.modality != Modality.ONSITE or any(slot.remote for slot in session.slots.all())
