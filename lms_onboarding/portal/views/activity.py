"""When activity last arrived, session by session, for the administrator."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms_onboarding.common import clock
from lms_onboarding.people.services import provider
from lms_onboarding.progress.services import freshness


@never_cache
@require_safe
@login_required
@permission_required("lmso_progress.view_activitysource", raise_exception=True)
def sources(request: HttpRequest) -> HttpResponse:
    """Sessions whose data are absent first: their learners are judged on nothing that happened elsewhere."""
    rows = freshness(now=clock.now())
    context = {"rows": rows, "absent": [row for row in rows if row.is_absent], "zone": provider().zone_name}
    return render(request, "lmso_portal/activity_sources.html", context)
