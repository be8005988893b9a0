"""Joining, changing what is shown, leaving, saying no. Each is the person's own act, and reversible."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.offboarding.enums import AlumniState
from lms_onboarding.offboarding.models import AlumniMember
from lms_onboarding.people.models import Person

LONGEST = 300
WORDING = 1  # of what the page says that joining means; a test asks for another when the page changes


class AlumniRefused(Refused):
    """This cannot be kept as it stands."""


@dataclass(frozen=True)
class Shown:
    """What a member lets others read, beside their name."""

    company: bool = False
    email: bool = False
    about: str = ""


def may_join(person: Person, *, now: datetime) -> bool:
    """Whether this person followed a session to its end."""
    ended = Enrolment.objects.placed().filter(person=person, session__ends_at__lte=now)
    return ended.in_standing_sessions().exists()


def join_alumni(person: Person, shown: Shown, *, now: datetime) -> AlumniMember:
    """Enter the space, or change what is shown there. Raises AlumniRefused."""
    if not may_join(person, now=now):
        raise AlumniRefused(_("Le réseau s’ouvre à la fin de votre formation."))
    about = " ".join(shown.about.split())
    if len(about) > LONGEST:
        raise AlumniRefused(_("Gardez trois cents caractères au plus : l’essentiel se lit mieux."), field="about")
    values = {"shows_company": shown.company, "shows_email": shown.email, "about": about}
    return _answer(person, AlumniState.JOINED, values, now=now)


def leave_alumni(person: Person, *, now: datetime) -> AlumniMember:
    """Leave, or say no: nothing is shown any more, and what was written is erased."""
    known = AlumniMember.objects.filter(person=person).first()
    was_in = known is not None and known.state in (AlumniState.JOINED, AlumniState.LEFT)
    state = AlumniState.LEFT if was_in else AlumniState.DECLINED
    return _answer(person, state, {"shows_company": False, "shows_email": False, "about": ""}, now=now)


def _answer(person: Person, state: AlumniState, values: dict[str, object], *, now: datetime) -> AlumniMember:
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        known = AlumniMember.objects.filter(person=person).first()
        joined = (known.joined_at if known else None) or (now if state is AlumniState.JOINED else None)
        row, _made = AlumniMember.objects.update_or_create(
            person=person, defaults={**values, "state": state, "joined_at": joined, "changed_at": now}
        )
        if known is None or known.state != state:
            record(Fact(f"alumni.{state.value}", person.key, now, person.key, {"wording": WORDING}), now=now)
    return row
