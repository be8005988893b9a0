"""The questionnaires that come with the product: readable files, loaded once, never over somebody's edit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction

from lms_onboarding.journal.services import SYSTEM
from lms_onboarding.surveys.models import Questionnaire

from .publishing import create_questionnaire, digest_of, publish_version, save_draft_version

STARTER: Final = Path(__file__).resolve().parents[1] / "starter"


@dataclass(frozen=True)
class LoadReport:
    """Keys of the questionnaires: new ones, those brought to a newer file, those left as they were."""

    created: tuple[str, ...]
    renewed: tuple[str, ...]
    kept: tuple[str, ...]


def starter_contents() -> Iterator[dict[str, Any]]:
    """The content of each file, in the order of their keys. Shape: `surveys.rules.read_form`, with `key`."""
    for path in sorted(STARTER.glob("*.yaml")):
        yield yaml.safe_load(path.read_text(encoding="utf-8"))


def load_questionnaires(*, by: str = SYSTEM, now: datetime) -> LoadReport:
    """Publish what the package brings. Twice is once; a questionnaire edited here, even as a draft, is left alone."""
    done: dict[str, list[str]] = {"created": [], "renewed": [], "kept": []}
    for content in starter_contents():
        with transaction.atomic():
            done[_load(content, by=by, now=now)].append(content["key"])
    return LoadReport(**{name: tuple(keys) for name, keys in done.items()})


def _load(content: dict[str, Any], *, by: str, now: datetime) -> str:
    digest = digest_of(content)
    known = Questionnaire.objects.select_for_update().filter(key=content["key"]).first()
    if known is None:
        questionnaire = Questionnaire(key=content["key"], title=content["title"])
        draft = create_questionnaire(questionnaire, content, by=by, now=now, starter_digest=digest)
        publish_version(draft, by=by, now=now)
        return "created"
    latest = known.versions.order_by("-number").first()
    if latest is None or latest.starter_digest in ("", digest):
        return "kept"
    draft = save_draft_version(known, content, by=by, now=now, starter_digest=digest)
    publish_version(draft, by=by, now=now)
    return "renewed"
