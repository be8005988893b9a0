"""Who reads evidence and who decides about it: permission is in the fetch."""

from typing import Any, Final

from lms_onboarding.sessions.models import Session, SessionQuerySet

SEE: Final = "lmso_qualiopi.view_sessionstanding"
REVIEW: Final = "lmso_qualiopi.add_piecereview"
WAIVE: Final = "lmso_qualiopi.add_waiver"
NAMES: Final = "lmso_people.view_person"


def evidence_visible_to(user: Any) -> SessionQuerySet:
    """Every standing session for who may read evidence; none for anybody else."""
    if user.is_authenticated and user.is_active and user.has_perm(SEE):
        return Session.objects.standing()
    return Session.objects.none()
