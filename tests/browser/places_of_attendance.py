"""Half-days of 30 November: one to sign and fill in, one ready for its lock, one locked; and who signs where."""

from datetime import timedelta
from typing import Final

from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.services import (
    ATTENDANCE_SCOPE,
    Finding,
    countersign,
    issue_session_sheet,
    issue_sheet,
    mark_attendance,
    sign_attendance,
    written,
)
from lms_onboarding.sessions.models import Session
from tests.browser.links import link_for
from tests.browser.moment import MORNING
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim

SIGNERS: Final = ("Aline", "Brice", "Cora", "Denis")  # Aline for the pages; the others sign, each in one way


def of_attendance() -> dict[str, str]:
    today, found, locked = (
        SessionFactory(code=f"EMARGEMENT-{rank}", starts=MORNING.date(), opened=True) for rank in (1, 2, 3)
    )
    learners = [
        EnrolmentFactory(session=today, person=people.person(name, "Morvan", f"{name.lower()}@exemple.fr"))
        for name in SIGNERS
    ]
    links = {f"signing_{one.person.first_name.lower()}": _link(one.pk, one.person.key) for one in learners}
    for session in (found, locked):
        _filled(session)
    slot = locked.slots.order_by("start")[0]
    sheet = countersign(slot=slot.pk, signature=written("Karim Haddad", person=karim()), author=karim(), now=MORNING)
    issue_sheet(sheet, now=MORNING)
    issue_session_sheet(locked, author=karim(), now=MORNING)
    return {
        **links,
        "signing": links["signing_aline"],
        "half_day": str(today.slots.order_by("start")[0].pk),
        "half_day_found": str(found.slots.order_by("start")[0].pk),
        "attendance_session": str(locked.pk),
        "half_day_locked": str(slot.pk),
    }


def _filled(session: Session) -> None:
    """One who signed, one who is excused."""
    slot = session.slots.order_by("start")[0]
    here, away = (EnrolmentFactory(session=session) for _ in range(2))
    signature = written(here.person.full_name, person=here.person)
    sign_attendance(slot=slot.pk, enrolment=here.pk, signature=signature, door="portal", now=MORNING)  # type: ignore[arg-type]
    findings = [Finding(here.pk, Presence.PRESENT), Finding(away.pk, Presence.EXCUSED, excuse="work", note="réunion")]
    mark_attendance(slot=slot.pk, findings=findings, author=karim(), now=MORNING)


def _link(enrolment: int, holder: str) -> str:
    return link_for(ATTENDANCE_SCOPE, str(enrolment), holder=holder, until=MORNING + timedelta(days=1))
