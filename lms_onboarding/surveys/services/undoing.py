"""What the undoing of an import finds here: questions asked and never opened go, whatever was begun stays.

Whether an answer is confidential does not show: the reason is the same for all.
"""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from lms_onboarding.surveys.models import Invitation, InvitationQuerySet

BEGUN = Q(answered_on__isnull=False) | Q(draft__isnull=False) | Q(restricted_answers__isnull=False)


def held(enrolments: Sequence[int]) -> dict[int, str]:
    """Enrolments about which somebody has begun to answer."""
    begun = _about(enrolments).filter(BEGUN).values_list("about", flat=True)
    return {int(about.partition("/")[2]): _("un questionnaire est déjà commencé ou rempli") for about in begun}


def release(enrolments: Sequence[int]) -> None:
    """Forget what was asked about these and not begun."""
    _about(enrolments).exclude(pk__in=_about(enrolments).filter(BEGUN).values("pk")).delete()


def _about(enrolments: Sequence[int]) -> InvitationQuerySet:
    return Invitation.objects.filter(about__in=[f"enrolment/{pk}" for pk in enrolments])
