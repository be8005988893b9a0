"""Who somebody is, and what they chose."""

from typing import Final

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from badges.models import Award
from lms_onboarding.followup.models import DigestChoice
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.mailing.models import OptOut
from lms_onboarding.offboarding.models import AlumniMember
from lms_onboarding.people.models import Person
from lms_onboarding.portal.models import SharedKind
from lms_onboarding.privacy.enums import Purpose
from lms_onboarding.privacy.holding import ACCOUNT, Holding, named_by, through

IDENTITY: Final = (
    Holding(
        model=Person,
        title=_("Votre identité et vos coordonnées"),
        purpose=Purpose.IDENTITY,
        where=through("pk"),
        shown=("civility", "first_name", "last_name", "email", "phone", "guardian", "created_at"),
        related=("guardian",),
    ),
    Holding(
        model=ACCOUNT,
        title=_("Votre compte"),
        purpose=Purpose.IDENTITY,
        where=through("person"),
        shown=("email", "first_name", "last_name", "is_active", "date_joined", "last_login"),
    ),
    Holding(
        model=Authenticator,
        title=_("Vos seconds facteurs (sans leurs secrets)"),
        purpose=Purpose.IDENTITY,
        where=through("user__person"),
        shown=("type", "created_at", "last_used_at"),
    ),
    Holding(
        model=SocialAccount,
        title=_("Les connexions uniques qui ouvrent votre compte"),
        purpose=Purpose.IDENTITY,
        where=through("user__person"),
        shown=("provider", "uid", "date_joined", "last_login"),
    ),
    Holding(
        model=UserSession,
        title=_("Les appareils où votre compte est ouvert"),
        purpose=Purpose.TRACE,
        where=through("user__person"),
        shown=("user_agent", "ip", "created_at"),
    ),
    Holding(
        model=OptOut,
        title=_("Les messages que vous ne voulez plus recevoir"),
        purpose=Purpose.CHOICE,
        where=named_by("recipient_key"),
        shown=("since",),
    ),
    Holding(
        model=SharedKind,
        title=_("Ce que vous montrez dans votre portfolio"),
        purpose=Purpose.CHOICE,
        where=through("person"),
        shown=("kind", "since"),
    ),
    Holding(
        model=AlumniMember,
        title=_("Votre place parmi les anciens apprenants"),
        purpose=Purpose.CHOICE,
        where=through("person"),
        shown=("state", "shows_company", "shows_email", "about", "joined_at", "changed_at"),
    ),
    Holding(
        model=DigestChoice,
        title=_("L’heure de votre résumé du matin"),
        purpose=Purpose.CHOICE,
        where=through("person"),
        shown=("hour", "most"),
    ),
    Holding(
        model=Award,
        title=_("Vos badges"),
        purpose=Purpose.CHOICE,
        where=through("person"),
        shown=(
            "badge_class",
            "earned_at",
            "issued_at",
            "expires_at",
            "state",
            "visibility",
            "consented_at",
            "evidence",
            "assertion",
            "credential",
        ),
        related=("badge_class",),
    ),
    Holding(
        model=PersonalLink,
        title=_("Vos liens personnels (sans le secret qui les ouvre, qui n’est gardé nulle part)"),
        purpose=Purpose.TRACE,
        where=named_by("holder_key", "object_key"),
        shown=("scope", "created_at", "expires_at", "revoked_at"),
    ),
)
