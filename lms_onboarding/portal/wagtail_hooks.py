"""What the portal adds to the screens of the rooms below."""

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from lms_onboarding.common import clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.portal.learning.serving import serve
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


@hooks.register("before_serve_page")
def show_with_progress(
    page: Page, request: HttpRequest, args: Sequence[str], kwargs: Mapping[str, str]
) -> HttpResponseBase | None:
    """Micro-courses and lessons know nobody: the portal decides who reads, and adds where they stand."""
    return serve(page, request, now=clock.now())
