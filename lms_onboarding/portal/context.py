"""What every page knows: the provider, the demonstration, and the menu of the person signed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from lms_onboarding.people.models import ProviderSettings

from .visitors import Visitor, visitor_of

# Name of the page, words of the menu, what it is for, and the permission that shows it.
MENU = (
    (
        "lmso_portal:sendings",
        _("Envois"),
        _("Ce qui part dans les quatorze jours, à qui, et ce qui manque"),
        "lmso_welcome.view_welcomekit",
    ),
    (
        "lmso_portal:import_upload",
        _("Inscriptions"),
        _("Inscrire un groupe depuis un fichier"),
        "lmso_enrolments.add_enrolment",
    ),
    (
        "lmso_portal:activity_sources",
        _("Activité"),
        _("Quand les traces des autres plateformes sont arrivées, session par session"),
        "lmso_progress.view_activitysource",
    ),
    (
        "lmso_qualiopi:evidence",
        _("Preuves Qualiopi"),
        _("Ce qui est réuni pour l’audit, ce qui manque, et qui le doit"),
        "lmso_qualiopi.view_sessionstanding",
    ),
    (
        "lmso_qualiopi:registers",
        _("Registres"),
        _("Ce qui nous a été dit, ce que nous changeons, ce qui pourrait arriver"),
        "lmso_qualiopi.view_complaint",
    ),
)


_OFFERED: Final[list[tuple[str, object, object, str]]] = []


def offer_in_menu(name: str, label: object, hint: object, permission: str) -> None:
    """A room above tells, once applications are ready, of a page of its own for the team; as in `MENU`."""
    if (name, label, hint, permission) not in _OFFERED:
        _OFFERED.append((name, label, hint, permission))


# What a learner has: the words of the menu, the page, and the name of the section that marks it as current.
LEARNER_MENU = (
    (_("Mon parcours"), "lmso_portal:home", "home"),
    (_("Micro-cours"), "lmso_portal:micro_courses", "micro_courses"),
    (_("Portfolio"), "lmso_portal:portfolio", "portfolio"),
    (_("Aide"), "lmso_portal:help", "help"),
)
# Once they went through a session that was released.
FORMER_MENU = ((_("La suite"), "lmso_portal:alumni", "alumni"),)


@dataclass(frozen=True)
class MenuItem:
    label: str
    hint: str
    url: str
    current: bool


def _menu(request: HttpRequest) -> list[MenuItem]:
    """A learner's own pages first, then what the team may do."""
    visitor = visitor_of(request)
    items = _learner_items(request, visitor) if visitor.is_learner else []
    if visitor.in_team:
        items += _team_items(request, visitor)
    return [*items, *_private_items(request, visitor)]


def _private_items(request: HttpRequest, visitor: Visitor) -> Iterator[MenuItem]:
    """What the disability referent alone may open, with or without another place in the team."""
    if visitor.person is None or (visitor.is_learner and not visitor.in_team):
        return
    organisation = ProviderSettings.load(request_or_site=request)
    if organisation.disability_referent_id == visitor.person.pk:
        url, hint = reverse("lmso_portal:private_requests"), _("Les personnes qui demandent à vous parler")
        yield MenuItem(str(_("Demandes confidentielles")), str(hint), url, request.path == url)


def _learner_items(request: HttpRequest, visitor: Visitor) -> list[MenuItem]:
    """`FORMER_MENU` once a session is released: the invitation of the tenth day is not the only way there."""
    section = getattr(request, "lmso_section", "home" if request.path == reverse("lmso_portal:home") else "")
    entries = [*LEARNER_MENU, *(FORMER_MENU if visitor.has_completed else ())]
    return [MenuItem(str(label), "", reverse(name), section == mark) for label, name, mark in entries]


def _team_items(request: HttpRequest, visitor: Visitor) -> list[MenuItem]:
    pages = [
        (str(label), str(hint), reverse(name))
        for name, label, hint, permission in (*MENU, *_OFFERED)
        if request.user.has_perm(permission)
    ]
    if visitor.person is not None:
        hint = _("Les apprenants de vos sessions qui attendent une réponse")
        alerts, groups = _("Qui a besoin d’un signe, pourquoi, et que dire"), _("Où en sont vos groupes")
        pages.append((str(_("Alertes")), str(alerts), reverse("lmso_portal:alerts")))
        pages.append((str(_("Groupes")), str(groups), reverse("lmso_portal:groups")))
        pages.append(
            (
                str(_("Besoins")),
                str(_("Ce que vos apprenants attendent, et la synthèse à signer")),
                reverse("lmso_portal:needs_sessions"),
            )
        )
        pages.append(
            (
                str(_("Rendez-vous")),
                str(_("Appels de bienvenue, coups de main, points à trente jours : créneaux, réservations, notes")),
                reverse("lmso_portal:call_sessions"),
            )
        )
        pages.append(
            (
                str(_("Présences")),
                str(_("Les demi-journées de vos sessions : signatures, constats, contresignature")),
                reverse("lmso_portal:attendance"),
            )
        )
        pages.append((str(_("Demandes d’aide")), str(hint), reverse("lmso_portal:stuck_calls")))
        bilans = _("Les bilans de vos sessions terminées : relire, valider, remettre")
        pages.append((str(_("Bilans")), str(bilans), reverse("lmso_portal:closings")))
    if visitor.person is not None or request.user.has_perm("lmso_offboarding.view_surveyanalysis"):
        asked = _("Ce que disent apprenants, formateurs, entreprises et financeurs, et l’analyse à signer")
        pages.append((str(_("Enquêtes")), str(asked), reverse("lmso_portal:survey_sessions")))
    return [MenuItem(label, hint, url, request.path.startswith(url)) for label, hint, url in pages]


def portal(request: HttpRequest) -> dict[str, Any]:
    """The provider is read once per request, and only when a template asks. `frame` is what pages of the site extend
    for people who signed in; `courses` has its own for the others."""
    user = getattr(request, "user", None)
    return {
        "provider": SimpleLazyObject(lambda: ProviderSettings.load(request_or_site=request)),
        "demo": settings.DEMO,
        "portal_nav": SimpleLazyObject(lambda: _menu(request)),
        "visitor": SimpleLazyObject(lambda: visitor_of(request)),
        **({"frame": "lmso_portal/base.html"} if user is not None and user.is_authenticated else {}),
    }
