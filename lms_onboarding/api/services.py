"""What may be done with the interface: make a token, know it, take it back; receive a batch once."""

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.folding import fold_code
from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.services import Problem
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.progress.services import ReceivedLine, receive_activity
from lms_onboarding.sessions.models import Session

from .enums import Scope
from .models import ApiToken, ReceivedBatch

OPENING: Final = "lmso_"
USED_EVERY: Final = timedelta(minutes=10)  # a date of last use, not a log


class BatchChanged(Refused):
    """The key of this batch was used for other lines: nothing of it is counted."""

    def __init__(self, key: str) -> None:
        super().__init__(
            _(
                "Le lot « %(key)s » a déjà été reçu avec un autre contenu. Donnez une nouvelle clé à de nouvelles "
                "lignes ; celles déjà reçues ne seront pas comptées deux fois."
            )
            % {"key": key},
            field="batch",
        )


class TokenRefused(Refused):
    """This token cannot be made as asked."""


@dataclass(frozen=True)
class Made:
    """A token and its secret, which nothing will show again."""

    token: ApiToken
    secret: str


@dataclass(frozen=True)
class Batch:
    """What was posted, once read. `heard`: sessions about which the sender has nothing new to say."""

    key: str
    lines: tuple[ReceivedLine, ...]
    heard: tuple[str, ...]
    sha256: str


def make_token(
    token: ApiToken, *, scopes: Collection[str], sessions: Collection[Session] = (), by: str, now: datetime
) -> Made:
    """Keep `token` (its sender and end are filled in) with a new secret. Raises TokenRefused."""
    unknown = set(scopes) - set(Scope.values)
    if unknown or not scopes:
        raise TokenRefused(_("Choisissez au moins un droit parmi : %(known)s.") % {"known": ", ".join(Scope.values)})
    if token.expires_at is not None and token.expires_at <= now:
        raise TokenRefused(_("Cette date est passée : choisissez une date à venir, ou aucune."), field="expires_at")
    secret = OPENING + secrets.token_urlsafe(32)
    token.prefix, token.digest, token.scopes = secret[:12], _digest(secret), sorted(scopes)
    token.created_at, token.created_by = now, by
    with transaction.atomic():
        token.save()
        token.sessions.set(sessions)
        record(Fact("api.token_made", f"token/{token.pk}", occurred_at=now, actor=by), now=now)
    return Made(token, secret)


def token_of(secret: str, *, now: datetime) -> ApiToken | None:
    """The living token of this secret. Found by its digest: nothing is compared letter by letter."""
    token = ApiToken.objects.usable(now).filter(digest=_digest(secret)).first()
    if token is not None and (token.last_used_at is None or now - token.last_used_at > USED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def revoke_token(token: ApiToken, *, by: str, now: datetime) -> ApiToken:
    """Close it at once and for good; the first date stays."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
            record(Fact("api.token_revoked", f"token/{token.pk}", occurred_at=now, actor=by), now=now)
    token.refresh_from_db(fields=["revoked_at"])
    return token


def receive_batch(
    batch: Batch, *, token: ApiToken, problems: Collection[Problem] = (), now: datetime
) -> tuple[Mapping[str, Any], bool]:
    """The answer to a batch, and whether it had been given already. `problems`: of the lines that could not be read.

    Raises BatchChanged.

    Two posts of one batch at once count its lines once, by their ids; the first answer kept is the answer of both.
    """
    known = _known(token, batch)
    if known is not None:
        return known.report, True
    allowed, outside = _within(token, batch.lines)
    refused = [*problems, *outside]
    report = receive_activity(allowed, sender=token.sender, heard=_heard(token, batch), now=now)
    report.read += len(refused)
    report.rejected += len(refused)
    report.errors = sorted([*report.errors, *refused], key=lambda problem: problem.line or 0)
    answer = {"batch": batch.key, "received_at": now.isoformat(), **report.as_json()}
    answer.pop("ignored_columns")
    row = ReceivedBatch(
        sender=token.sender,
        key=batch.key,
        sha256=batch.sha256,
        received_at=now,
        token=token,
        lines=len(batch.lines),
        report=answer,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        other = _known(token, batch)
        return (other.report, True) if other else (answer, False)
    return answer, False


def sha256_of(payload: Any) -> str:
    """The fingerprint of what was posted, whatever its spaces and the order of its keys."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def _known(token: ApiToken, batch: Batch) -> ReceivedBatch | None:
    row = ReceivedBatch.objects.filter(sender=token.sender, key=batch.key).first()
    if row is not None and row.sha256 != batch.sha256:
        raise BatchChanged(batch.key)
    return row


def _within(token: ApiToken, lines: tuple[ReceivedLine, ...]) -> tuple[list[ReceivedLine], list[Problem]]:
    """Lines of the sessions that the token opens, and the problem of each other."""
    codes = _codes(token)
    if not codes:
        return list(lines), []
    remedy = _("Ce jeton n’ouvre pas cette session. Demandez un jeton qui l’ouvre, puis renvoyez la ligne.")
    refused = [line for line in lines if fold_code(line.session) not in codes]
    allowed = [line for line in lines if fold_code(line.session) in codes]
    return allowed, [Problem(line.number, "session", line.session, remedy) for line in refused]


def _heard(token: ApiToken, batch: Batch) -> list[str]:
    codes = _codes(token)
    return [code for code in batch.heard if not codes or fold_code(code) in codes]


def _codes(token: ApiToken) -> set[str]:
    return {fold_code(code) for code in token.sessions.values_list("code", flat=True)}


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
