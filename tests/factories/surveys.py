"""Questionnaires as the product ships them, short ones for a single rule, and invitations with their link."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.test import Client

from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import expand, marker
from lms_onboarding.surveys.models import Invitation, Questionnaire, QuestionnaireVersion
from lms_onboarding.surveys.services import (
    Ask,
    Respondent,
    create_questionnaire,
    invite,
    load_questionnaires,
    publish_version,
    save_draft_version,
)

NOW: Final = datetime(2026, 11, 30, 8, tzinfo=UTC)
OBJECTIVES: Final = (
    {"ref": "o1", "text": "Concevoir un module court", "use_at_work": ""},
    {"ref": "o2", "text": "Écrire un quiz utile", "use_at_work": ""},
)
FEEDS: Final = {"theme": "t", "measure": "m", "compare": "c"}


def question(key: str, kind: str = "text", **fields: Any) -> dict[str, Any]:
    """A question of the shape of starter files, complete for its kind."""
    base: dict[str, Any] = {"key": key, "wording": f"Question {key} ?", "kind": kind, "feeds": FEEDS}
    if kind in ("rating", "nps"):
        base["scale"] = {"low": "pas du tout", "high": "tout à fait"}
    if kind in ("single", "multiple"):
        base["choices"] = [{"key": name, "label": name.capitalize()} for name in ("yes", "no", "maybe")]
    return base | fields


def content(*questions: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """A questionnaire of one section; `sections=` replaces it."""
    return {
        "key": "small",
        "title": "Petit questionnaire",
        "audience": "apprenant",
        "filled_by": "apprenant",
        "intro": "Une minute.",
        "thanks": "Nous vous dirons ce que nous en faisons.",
        "minutes": 1,
        "naming": "named",
        "sections": [{"title": "", "questions": [dict(row) for row in questions]}],
    } | fields


def published(body: Mapping[str, Any], *, key: str = "small", now: datetime = NOW) -> QuestionnaireVersion:
    """Publish this content: a first version, or the next one."""
    known = Questionnaire.objects.filter(key=key).first()
    if known is None:
        draft = create_questionnaire(Questionnaire(key=key, title="x"), body, by="user/1", now=now)
    else:
        draft = save_draft_version(known, body, by="user/1", now=now)
    return publish_version(draft, by="user/1", now=now)


def starter() -> None:
    load_questionnaires(now=NOW)


def asked(questionnaire: str = "small", number: int = 1, **fields: Any) -> Ask:
    """An ask open for a week from NOW; `number` makes the person and the natural key."""
    base: dict[str, Any] = {
        "key": f"{questionnaire}/enrolment/{number}",
        "questionnaire": questionnaire,
        "about": f"enrolment/{number}",
        "respondent": Respondent(f"person/{number}", f"Inès {number}", f"ines{number}@exemple.fr"),
        "opens_at": NOW,
        "closes_at": NOW + timedelta(days=7),
        "group": "session/3",
        "context": {"objectives": list(OBJECTIVES), "texts": {"first_name": f"Inès{number}"}},
    }
    return Ask(**base | fields)


def invited(questionnaire: str = "small", number: int = 1, **fields: Any) -> Invitation:
    return invite(asked(questionnaire, number, **fields), now=NOW)


def follow_link(client: Client, invitation: Invitation) -> str:
    """Open the page as its respondent does, by the link of the mail; returns the page's own address."""
    link = PersonalLink.objects.get(scope="survey", object_key=str(invitation.pk))
    response = client.get(expand(marker(link), base_url=""))
    assert response.status_code == 302
    return str(response["Location"])
