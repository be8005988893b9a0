"""What an action may rest on, and in which words a page says it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.offboarding.models import SurveyAnalysis
from qualiopi.registers.models import Complaint

from .models import Risk

OFFERED: Final = 30


@dataclass(frozen=True)
class Source:
    """One source as a page shows it; `path` is empty where this reader may not go."""

    key: str
    kind: str
    icon: str
    words: str
    path: str = ""


def offered(user: Any) -> list[tuple[str, str]]:
    """The last facts, analyses and risks that this person may cite."""
    facts = Complaint.objects.visible_to(user).order_by("-received_at")[:OFFERED]
    analyses = SurveyAnalysis.objects.order_by("-pk")[:OFFERED]
    standing = Risk.objects.filter(closed_at__isnull=True)
    return [
        *((one.key, f"{one.number}, {one.words}") for one in facts),
        *((f"analysis/{one.pk}", _analysis(one)) for one in analyses),
        *((one.key, f"{one.number}, {one.title}") for one in standing),
    ]


def told(keys: Iterable[str], user: Any) -> list[Source]:
    """These sources in words, in their order. Three queries at most; what is hidden from this reader keeps its id."""
    asked = list(keys)
    facts = Complaint.objects.visible_to(user).in_bulk(_ids(asked, "complaint"))
    analyses = SurveyAnalysis.objects.in_bulk(_ids(asked, "analysis"))
    known = Risk.objects.in_bulk(_ids(asked, "risk"))
    return [_told(key, facts, analyses, known) for key in asked]


def _told(
    key: str, facts: dict[int, Complaint], analyses: dict[int, SurveyAnalysis], known: dict[int, Risk]
) -> Source:
    kind, _slash, number = key.partition("/")
    pk = int(number) if number.isdecimal() else 0
    if kind == "complaint" and pk in facts:
        fact = facts[pk]
        path = reverse("lmso_qualiopi:entry", args=[pk])
        return Source(key, fact.get_kind_display(), "alert", f"{fact.number}, {fact.words}", path)
    if kind == "analysis" and pk in analyses:
        return Source(key, _("analyse d’enquêtes"), "chat", _analysis(analyses[pk]))
    if kind == "risk" and pk in known:
        risk = known[pk]
        path = reverse("lmso_qualiopi:risk", args=[pk])
        return Source(key, _("risque"), "shield", f"{risk.number}, {risk.title}", path)
    return Source(key, _("source"), "doc", key)


def _ids(keys: Iterable[str], kind: str) -> list[int]:
    return [int(key.partition("/")[2]) for key in keys if key.startswith(f"{kind}/")]


def _analysis(one: SurveyAnalysis) -> str:
    said = french.excerpt(one.retained, 90)
    return f"{french.day(french.local(one.signed_at), weekday=False)}, {said}"
