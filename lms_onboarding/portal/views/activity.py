"""Where activity comes from and since when it no longer does, session by session, for the administrator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms_onboarding.common import clock
from lms_onboarding.followup.models import SourceAlert
from lms_onboarding.people.services import provider
from lms_onboarding.progress.services import Freshness, SessionFreshness, freshness
from lms_onboarding.sessions.models import Session

RECENT: Final = timedelta(days=14)


@dataclass(frozen=True)
class Line:
    """One source of a session, or none. `told_at`: when the administrator was written to about its silence."""

    session: Session
    source: Freshness | None
    expected: bool
    told_at: datetime | None


def _lines(rows: Iterable[SessionFreshness], told: Mapping[tuple[int, str], datetime]) -> list[Line]:
    return [
        Line(row.session, one, row.expected, told.get((row.session.pk, one.source if one else "")))
        for row in rows
        for one in row.sources or (None,)
    ]


@never_cache
@require_safe
@login_required
@permission_required("lmso_progress.view_activitysource", raise_exception=True)
def sources(request: HttpRequest) -> HttpResponse:
    """Sessions whose data are absent first: their learners are judged on nothing that happened elsewhere."""
    now, organisation = clock.now(), provider()
    rows = freshness(now=now, zone=organisation.zone)
    told = SourceAlert.objects.filter(session__in=[row.session for row in rows], resolved_at__isnull=True)
    back = SourceAlert.objects.filter(resolved_at__gte=now - RECENT).select_related("session__course")
    context = {
        "lines": _lines(rows, {(one.session_id, one.source): one.opened_at for one in told}),
        "absent": [row for row in rows if row.is_absent],
        "back": back.order_by("-resolved_at", "-pk")[:20],
        "zone": organisation.zone_name,
    }
    return render(request, "lmso_portal/activity_sources.html", context)
