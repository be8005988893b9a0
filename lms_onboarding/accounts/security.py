"""The keys of one's own account: a password, second factors, sessions. Each change is journaled and told by mail.

A change of key ends every session of the account; the page that made it keeps its own (`views`).
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing import services as mailing
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.people import services as people

from . import sealing
from .models import User

SECURITY_NOTICE: Final = "account.security_notice"
SAVING: Final = Authenticator.Type.RECOVERY_CODES
PERIOD: Final = 30  # seconds that a code of an application lasts


class LastFactor(Refused):
    """The account opens more than its owner's own path: its last second factor is replaced, not taken away."""


class NotOneself(Refused):
    """Somebody else gives back what one has lost: nobody resets their own second factor."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who changes a key of `user`, when, and from what: `device` is in words, empty when it is not the owner's."""

    user: User
    now: datetime
    device: str = ""
    by: User | None = None


def set_password(act: Act, password: str) -> None:
    """Choose a password, or another. It has been validated by the form."""
    with transaction.atomic():
        user = _locked(act)
        user.set_password(password)
        user.save(update_fields=["password"])
        _changed(act, "account.password_set", _("Un mot de passe a été choisi"))


def drop_password(act: Act) -> None:
    """Go back to the code alone. Does nothing to an account without a password."""
    with transaction.atomic():
        user = _locked(act)
        if user.has_usable_password():
            user.set_unusable_password()
            user.save(update_fields=["password"])
            _changed(act, "account.password_dropped", _("Le mot de passe a été retiré"))


def add_application(act: Act, secret: str) -> Authenticator:
    """Tie an application that draws codes from `secret` (base 32), in the place of the one before."""
    with transaction.atomic():
        _locked(act)
        Authenticator.objects.filter(user=act.user, type=Authenticator.Type.TOTP).delete()
        added = _dated(TOTP.activate(act.user, secret).instance, act.now)
        RecoveryCodes.activate(act.user)
        _changed(act, "account.factor_added", _("Une application de codes a été ajoutée"), kind=added.type)
    return added


def add_passkey(act: Act, *, name: str, credential: dict[str, Any]) -> Authenticator:
    """Keep a passkey that the browser just made and the form verified."""
    with transaction.atomic():
        _locked(act)
        added = _dated(WebAuthn.add(act.user, name, credential).instance, act.now)
        RecoveryCodes.activate(act.user)
        _changed(act, "account.factor_added", _("Une clé d’accès a été ajoutée"), kind=added.type)
    return added


def remove_factor(act: Act, pk: int, *, needed: bool) -> None:
    """Take away one factor of this account; recovery codes go with the last. Raises LastFactor where it is `needed`,
    Authenticator.DoesNotExist for that of somebody else."""
    with transaction.atomic():
        _locked(act)
        own = Authenticator.objects.filter(user=act.user)
        removed = own.exclude(type=SAVING).get(pk=pk)
        last = not own.exclude(type=SAVING).exclude(pk=pk).exists()
        if last and needed:
            raise LastFactor(
                _(
                    "Votre compte ouvre des données d’autres personnes : "
                    "ajoutez un autre facteur avant de retirer celui-ci."
                )
            )
        kind = removed.type
        (own if last else own.filter(pk=pk)).delete()
        _changed(act, "account.factor_removed", _("Un second facteur a été retiré"), kind=kind)


def renew_recovery_codes(act: Act) -> None:
    """Ten new codes; the ones before open nothing any more. Does nothing to an account without a second factor."""
    with transaction.atomic():
        _locked(act)
        own = Authenticator.objects.filter(user=act.user)
        if own.exclude(type=SAVING).exists():
            own.filter(type=SAVING).delete()
            RecoveryCodes.activate(act.user)
            _changed(act, "account.recovery_renewed", _("De nouveaux codes de secours ont été faits"))


def tie_identity(act: Act, provider: str, *, save: Callable[[], None]) -> None:
    """Tie the identity that `save` stores: from now on `provider` opens this account."""
    with transaction.atomic():
        save()
        _note(act, "account.identity_tied")
        tell(act, _("%(provider)s ouvre désormais votre compte") % {"provider": provider}, ended=False)


def untie_identity(act: Act, pk: int) -> None:
    """Forget an identity of this account. Raises SocialAccount.DoesNotExist for that of somebody else."""
    with transaction.atomic():
        _locked(act)
        SocialAccount.objects.get(user=act.user, pk=pk).delete()
        _changed(act, "account.identity_untied", _("Une connexion unique a été retirée"))


def reset_second_factor(act: Act) -> bool:
    """An administrator takes away every factor of somebody who lost theirs: they choose another at their next
    sign-in. False when there was none. Raises NotOneself."""
    if act.by is None or act.by.pk == act.user.pk:
        raise NotOneself(_("Demandez à une autre personne de l’administration de retirer votre second facteur."))
    with transaction.atomic():
        _locked(act)
        if not Authenticator.objects.filter(user=act.user).delete()[0]:
            return False
        _changed(act, "account.factors_reset", _("L’administration a retiré votre second facteur"))
    return True


def end_sessions(act: Act) -> None:
    """Close every session of the account, listed or not."""
    with transaction.atomic():
        _locked(act)
        _end_sessions(act.user)
        _note(act, "account.sessions_ended")


def end_session(act: Act, pk: int) -> None:
    """Close one session of this account; one that is over already, or somebody else's, is left alone."""
    with transaction.atomic():
        for session in UserSession.objects.filter(user=act.user, pk=pk):
            session.end()
            _note(act, "account.session_ended")


def pre_enrol(user: User, *, now: datetime) -> None:
    """An application tied by who opens the account, told to nobody: the staff of the demonstration."""
    with transaction.atomic():
        _dated(TOTP.activate(user, generate_totp_secret()).instance, now)
        _dated(RecoveryCodes.activate(user).instance, now)


def codes_of_the_moment(users: Iterable[User], *, now: float) -> dict[int, str]:
    """What the applications of `users` show at `now` (seconds since 1970), by account. For the demonstration."""
    found = Authenticator.objects.filter(user__in=users, type=Authenticator.Type.TOTP)
    step = int(now) // PERIOD
    return {one.user_id: format_hotp_value(hotp_value(sealing.unseal(one.data["secret"]), step)) for one in found}


def reseal_factors() -> int:
    """Seal again, under the key of today, what one of before sealed; how many. Raises SealBroken."""
    done = 0
    for pk in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", flat=True):
        with transaction.atomic():
            one = Authenticator.objects.select_for_update().get(pk=pk)
            name = "secret" if one.type == Authenticator.Type.TOTP else "seed"
            if not sealing.is_current(one.data[name]):
                one.data[name] = sealing.seal(sealing.unseal(one.data[name]))
                one.save(update_fields=["data"])
                done += 1
    return done


def _dated(added: Authenticator, now: datetime) -> Authenticator:
    """allauth stamps what it makes with the machine's clock."""
    added.created_at = now
    added.save(update_fields=["created_at"])
    return added


def _locked(act: Act) -> User:
    """The row of the account, alone until the change is made; `act.user` follows."""
    User.objects.select_for_update().get(pk=act.user.pk)
    act.user.refresh_from_db(fields=["password", "session_no"])
    return act.user


def _changed(act: Act, verb: str, title: str, **codes: str) -> None:
    _end_sessions(act.user)
    _note(act, verb, **codes)
    tell(act, title)


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_no=F("session_no") + 1)
    user.refresh_from_db(fields=["session_no"])
    for session in UserSession.objects.filter(user=user):
        session.end()


def _note(act: Act, verb: str, **codes: str) -> None:
    subject, actor = f"user/{act.user.pk}", act.by or act.user
    record(Fact(verb, subject, occurred_at=act.now, actor=f"user/{actor.pk}", codes=codes), now=act.now)


def tell(act: Act, title: str, *, ended: bool = True) -> None:
    """Queue the notice that a key changed, in the fast lane: who did not do it must learn it at once."""
    organisation = people.provider()
    moment = french.day_and_hour(french.local(act.now))
    device = act.device and _("depuis %(device)s") % {"device": act.device}
    mailing.queue(
        mailing.Draft(
            key=f"account-notice/{uuid.uuid4().hex}",
            message=SECURITY_NOTICE,
            recipient=mailing.Recipient(
                email=act.user.email, name=act.user.get_full_name(), key=f"user/{act.user.pk}"
            ),
            about=f"user/{act.user.pk}",
            due_at=act.now,
            variables={
                **people.mail_identity(organisation),
                "security_event": title,
                "security_event_when": ", ".join(part for part in (moment, device) if part),
                "security_sessions_sentence": _("Toutes vos autres sessions sont fermées.") if ended else "",
                "account_url": settings.LMSO_BASE_URL + reverse("account_home"),
                "security_contact_email": organisation.email,
            },
            lane=Lane.FAST,
        ),
        now=act.now,
    )
