"""Which page of the portal mends what is missing. Elsewhere, the piece is deposited."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from qualiopi.services import Owing, register_remedy

SURVEYS = ("hot_survey", "cold_survey", "trainer_survey", "company_survey")


def register() -> None:
    """Called once the addresses can be made."""
    register_remedy(
        "needs_synthesis",
        _("Voir les besoins"),
        permission="lmso_welcome.view_needssynthesis",
        path_of=_needs,
    )
    register_remedy(
        "attendance",
        _("Ouvrir l’émargement"),
        permission="",  # the half-days of a session are for who leads it, and for nobody else
        path_of=_of_session("lmso_portal:attendance_session"),
    )
    for kind in SURVEYS:
        register_remedy(
            kind,
            _("Voir les réponses"),
            permission="lmso_offboarding.view_surveyanalysis",
            path_of=_of_session("lmso_portal:survey_session"),
        )
    for kind in ("assessment", "bilan"):
        register_remedy(
            kind,
            _("Préparer les bilans"),
            permission="lmso_offboarding.change_closing",
            path_of=_of_session("lmso_portal:closing"),
        )


def _needs(session: int, owing: Owing) -> str:
    if owing.enrolment is not None:
        return reverse("lmso_portal:needs_learner", args=[owing.enrolment])
    return reverse("lmso_portal:needs_session", args=[session])


def _of_session(name: str) -> Callable[[int, Owing], str]:
    return lambda session, _owing: reverse(name, args=[session])
