"""What comes with the product for former learners: pages to go on with, a first announcement. Loaded once."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction
from wagtail.models import Page

from courses.models import StarterPage
from lms_onboarding.common.typography import typographie
from lms_onboarding.journal.models import Entry
from lms_onboarding.journal.services import SYSTEM, Fact, record
from lms_onboarding.offboarding.models import Announcement, FurtherResource

STARTER: Final = Path(__file__).with_name("starter.yaml")
LOADED: Final = "alumni.starter_loaded"
WHERE: Final = "alumni"


@dataclass(frozen=True)
class AlumniLoaded:
    """How many were made; both 0 the second time, whatever became of them meanwhile."""

    resources: int = 0
    announcements: int = 0


def load_alumni(*, by: str = SYSTEM, now: datetime) -> AlumniLoaded:
    """Give former learners something to read on the first day. Twice is once: what was removed stays removed.

    Nothing before the starter pages are there, so that loading in the wrong order can be mended.
    """
    content = yaml.safe_load(STARTER.read_text(encoding="utf-8"))
    with transaction.atomic():
        addresses = _addresses([one["page"] for one in content["resources"]])
        if not addresses or Entry.objects.filter(verb=LOADED).exists():
            return AlumniLoaded()
        wanted = [one for one in content["resources"] if one["page"] in addresses]
        FurtherResource.objects.bulk_create(
            _resource(one, addresses[one["page"]], position=rank) for rank, one in enumerate(wanted)
        )
        told = content["announcement"]
        Announcement.objects.create(title=typographie(told["title"]), text=typographie(told["text"]), published_at=now)
        record(Fact(LOADED, WHERE, occurred_at=now, actor=by, codes={"resources": len(wanted)}), now=now)
    return AlumniLoaded(len(wanted), 1)


def _addresses(keys: list[str]) -> dict[str, str]:
    """The address on this site of each starter page that is published, by its key."""
    pages = dict(StarterPage.objects.filter(slug__in=keys, page__live=True).values_list("slug", "page_id"))
    found = Page.objects.in_bulk(pages.values())
    return {key: url for key, pk in pages.items() if (url := found[pk].get_url())}


def _resource(one: dict[str, Any], url: str, *, position: int) -> FurtherResource:
    return FurtherResource(
        title=typographie(one["title"]),
        summary=typographie(one["summary"]),
        url=url,
        minutes=one["minutes"],
        need=one["need"],
        role=one["role"],
        position=position,
    )
