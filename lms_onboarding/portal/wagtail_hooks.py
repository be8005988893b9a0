"""What the portal adds to the screens of the rooms below."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import HeaderButton

from lms_onboarding.common import clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import is_announced, refuse_past


@hooks.register("lmso_session_actions")
def change_the_schedule(session: Session, request: HttpRequest) -> Iterator[HeaderButton]:
    """Move and cancel, while the session can still be."""
    try:
        refuse_past(session, now=clock.now())
    except Refused:
        return
    if not request.user.has_perm("lmso_sessions.change_session"):
        return
    if is_announced(session):  # until then its own form changes everything, and there is nobody to tell
        yield HeaderButton(
            _("Déplacer la session"),
            url=reverse("lmso_portal:session_move", args=[session.pk]),
            icon_name="date",
            priority=10,
        )
    yield HeaderButton(
        _("Annuler la session"),
        url=reverse("lmso_portal:session_cancel", args=[session.pk]),
        icon_name="cross",
        priority=20,
    )
