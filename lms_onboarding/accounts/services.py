"""What is done with accounts: inviting the team, sending the code that signs a person in."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal import services as journal
from lms_onboarding.mailing import services as mailing
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people import services as people

from .entering import sign_in_whole
from .models import User
from .opening import LEARNER_INVITATION, open_accounts, why_not_invite_learner
from .security import (
    SECURITY_NOTICE,
    Act,
    LastFactor,
    NotOneself,
    add_application,
    codes_of_the_moment,
    pre_enrol,
    reseal_factors,
    reset_second_factor,
)

__all__ = [
    "INVITATION",
    "LEARNER_INVITATION",
    "SECURITY_NOTICE",
    "SIGN_IN_CODE",
    "AccountInUse",
    "Act",
    "Invitation",
    "LastFactor",
    "NotOneself",
    "add_application",
    "codes_of_the_moment",
    "invite",
    "invite_staff",
    "open_accounts",
    "pre_enrol",
    "reseal_factors",
    "reset_second_factor",
    "send_sign_in_code",
    "sign_in_whole",
    "user_key",
    "why_not_invite",
    "why_not_invite_learner",
    "why_not_send_code",
]

INVITATION: Final = "account.invitation_staff"
SIGN_IN_CODE: Final = "account.sign_in_code"
_INVITATION_KEY: Final = "account-invitation/"


class AccountInUse(Refused):
    """The person has signed in already: an invitation would say something false."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Who joins the team, and what they are trusted with; `scope_sentence` is a whole sentence, or empty."""

    email: str
    first_name: str
    last_name: str
    role_label: str
    scope_sentence: str = ""
    groups: Sequence[Group] = ()


def user_key(user: User) -> str:
    """How the rooms below name this account, for example `user/3`."""
    return f"user/{user.pk}"


def send_sign_in_code(*, email: str, code: str, now: datetime) -> OutgoingMail:
    """Queue a code in the fast lane, outside any send window. Raises User.DoesNotExist for an unknown address."""
    user = User.objects.get(email__iexact=email)
    identity = people.mail_identity(people.provider())
    return mailing.queue(
        mailing.Draft(
            key=f"account-code/{uuid.uuid4().hex}",
            message=SIGN_IN_CODE,
            recipient=mailing.Recipient(email=user.email, name=user.get_full_name(), key=user_key(user)),
            about=user_key(user),
            due_at=now,
            variables={**identity, "sign_in_code": code, "code_validity": _("dix minutes")},
            lane=Lane.FAST,
        ),
        now=now,
    )


def invite_staff(invitation: Invitation, *, by: User, now: datetime) -> User:
    """Open an account for a member of the team and send the invitation. Raises AccountInUse if it has served."""
    with transaction.atomic():
        user = User.objects.filter(email__iexact=invitation.email).first() or User.objects.create_user(
            User.objects.normalize_email(invitation.email),
            first_name=invitation.first_name,
            last_name=invitation.last_name,
            date_joined=now,
        )
        user.groups.add(*invitation.groups)
        invite(user, role_label=invitation.role_label, scope_sentence=invitation.scope_sentence, by=by, now=now)
    return user


def invite(user: User, *, role_label: str, by: User, now: datetime, scope_sentence: str = "") -> OutgoingMail:
    """Send an invitation, or one more. It leads to the sign-in page: no link signs anybody in. Raises AccountInUse."""
    if user.last_login:
        raise AccountInUse(_("%(who)s s’est déjà connecté : son accès fonctionne.") % {"who": user})
    provider = people.provider()
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(invitation_no=F("invitation_no") + 1)
        user.refresh_from_db(fields=["invitation_no"])
        journal.record(
            journal.Fact(
                verb="account.invited",
                subject=user_key(user),
                actor=user_key(by),
                occurred_at=now,
                codes={"invitation": user.invitation_no},
            ),
            now=now,
        )
        return mailing.queue(
            mailing.Draft(
                key=f"{_INVITATION_KEY}{user.pk}/{user.invitation_no}",
                message=INVITATION,
                recipient=mailing.Recipient(email=user.email, name=user.get_full_name(), key=user_key(user)),
                about=user_key(user),
                due_at=now,
                variables={
                    **people.mail_identity(provider),
                    "access_url": settings.LMSO_BASE_URL + reverse("account_login"),
                    "recipient_first_name": user.first_name or user.email,
                    "inviter_name": str(by),
                    "role_label": role_label,
                    "role_scope_sentence": scope_sentence,
                    "admin_email": by.email,
                },
                window=provider.window,
                reply_to=by.email,
            ),
            now=now,
        )


def why_not_send_code(mail: OutgoingMail, *, now: datetime) -> str:
    """A code that opens nothing any more is worse than none: after an outage, the person has asked for another."""
    life = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    return _("Le code n’est plus valable.") if now - mail.queued_at >= life else ""


def why_not_invite(mail: OutgoingMail, *, now: datetime) -> str:
    """Asked again when the invitation is about to leave: the reason to hold it back, or an empty string."""
    pk = int(mail.key.removeprefix(_INVITATION_KEY).split("/")[0])
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None:
        return _("Le compte n’existe plus.")
    return _("Le compte a déjà servi.") if user.last_login else ""
