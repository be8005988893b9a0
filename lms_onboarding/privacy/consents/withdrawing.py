"""Taking a consent back: the very verb of the room where it was given."""

from datetime import datetime

from badges.enums import Visibility
from badges.models import Award
from badges.services import show
from lms_onboarding.offboarding.services import leave_alumni
from lms_onboarding.people.models import Person
from lms_onboarding.portal.services import close_portfolio, hide_kind
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import withdraw_name

from .reading import Thing, consents


def withdraw(person: Person, thing: Thing, *, now: datetime) -> bool:
    """Whether it stood. Of one's own only: what is somebody else's is found by nobody here."""
    if not any(one.thing == thing and one.stands for one in consents(person)):
        return False
    kind, of = thing
    if kind == "badge":
        for award in Award.objects.filter(person=person, uuid=of):
            show(award, visibility=Visibility.PRIVATE, by=person.key, now=now)
    elif kind == "kind":
        hide_kind(person, of, now=now)
    elif kind == "portfolio":
        close_portfolio(person, now=now)
    elif kind == "alumni":
        leave_alumni(person, now=now)
    else:
        withdraw_name(Invitation.objects.get(pk=int(of)), by=person.key, now=now)
    return True
