"""What the person who is signed in owes: the page that a reminder leads to."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.calendar import local_date
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from qualiopi.coverage.owed import debts, may_owe
from qualiopi.coverage.remedies import remedy_for

from .matrix import Lot
from .words import owed_verdict

MOST: Final = 100  # lots: what is due first is what one can still do


@never_cache
@require_safe
@login_required
def owed(request: HttpRequest) -> HttpResponse:
    """Lots owed by this person alone, the first due first, each with the page that mends it; no learner is named."""
    person = get_object_or_404(Person, account=request.user.pk)
    house, now = provider(), clock.now()
    if not may_owe(person.pk, house):
        raise Http404
    today = local_date(now, house.zone)
    found = debts(house, now=now, of=person.pk)
    lots = [
        Lot(
            one.told,
            person.full_name,
            remedy_for(one.told.session, one.told.indicators[0], one.told.owing, request.user, owes=True),
            (one.day - today).days,
        )
        for one in found[:MOST]
    ]
    keeper = house.administrative_referent or house.pedagogical_referent
    context = {
        "lots": lots,
        "more": len(found) - len(lots),
        "verdict": owed_verdict(found, today),
        "keeper": keeper if keeper and keeper.pk != person.pk else None,
        "now": now,
    }
    return render(request, "lmso_qualiopi/owed.html", context)
