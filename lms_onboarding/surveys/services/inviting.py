"""Ask somebody. The invitation is proof enough: who, about what, which version, when, until when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from lms_onboarding.journal.services import SYSTEM, Fact, record, record_many
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, make, marker
from lms_onboarding.surveys.enums import Naming
from lms_onboarding.surveys.models import Invitation, Questionnaire, QuestionnaireVersion
from lms_onboarding.surveys.refusals import NothingPublished, NothingToAsk
from lms_onboarding.surveys.rules import ask, read_context, read_form

from .publishing import latest_published

SCOPE: Final = "survey"
# A link outlives the questionnaire: its page then says that it is closed, and since when.
AFTERWARDS: Final = timedelta(days=180)
BATCH: Final = 500


@dataclass(frozen=True)
class Respondent:
    """`key` is « person/12 » or empty: the contact of an organisation may be nobody of ours."""

    key: str = ""
    name: str = ""
    email: str = ""
    organisation: str = ""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """`key` is the natural key (« needs/enrolment/12 »). `about` is what it concerns, `group` what it is read with
    (« session/3 »), `occasion` tells two passes of one questionnaire apart (« entry », « exit »).

    `context`: {facts: [str], texts: {name: str}, objectives: [{ref, text, use_at_work}]}, see `surveys.rules`.
    """

    key: str
    questionnaire: str
    about: str
    respondent: Respondent
    opens_at: datetime
    closes_at: datetime
    group: str = ""
    occasion: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


def invite(asked: Ask, *, now: datetime) -> Invitation:
    """One invitation, with its personal link; the same key twice gives the first one back.

    Raises NothingPublished, NothingToAsk, UnknownContext.
    """
    return invite_many([asked], now=now)[0]


def invite_many(asks: Sequence[Ask], *, now: datetime) -> list[Invitation]:
    """Invitations in the order of the asks, at the same number of queries for one or for a batch.

    Each carries the version published at `now`; a later one changes nothing to it.
    Raises NothingPublished, NothingToAsk, UnknownContext: then nobody is invited.
    """
    with transaction.atomic():
        wanted = {asked.questionnaire for asked in asks}
        # inviting to one questionnaire is done by one process at a time: that is what makes the key once
        list(Questionnaire.objects.select_for_update().filter(key__in=wanted).order_by("pk"))
        found = _found(asks)
        new = {asked.key: asked for asked in asks if asked.key not in found}
        if new:
            _insert(list(new.values()), now=now)
            found = _found(asks)
    return [found[asked.key] for asked in asks]


def _found(asks: Sequence[Ask]) -> dict[str, Invitation]:
    keys = [asked.key for asked in asks]
    return {
        invitation.key: invitation
        for start in range(0, len(keys), BATCH)
        for invitation in Invitation.objects.filter(key__in=keys[start : start + BATCH]).select_related("version")
    }


def _insert(asks: Sequence[Ask], *, now: datetime) -> None:
    versions = {
        version.questionnaire.key: version for version in latest_published({asked.questionnaire for asked in asks})
    }
    for asked in asks:
        _check(asked, versions.get(asked.questionnaire))
    Invitation.objects.bulk_create(
        [_row(asked, versions[asked.questionnaire], now) for asked in asks], batch_size=BATCH
    )
    made = sorted(_found(asks).values(), key=lambda invitation: invitation.pk)
    make([_grant(invitation) for invitation in made], now=now)
    record_many([_fact("survey.invited", invitation, now=now) for invitation in made], now=now)


def _check(asked: Ask, version: QuestionnaireVersion | None) -> None:
    if version is None:
        raise NothingPublished(asked.questionnaire)
    form = read_form(version.content)
    anonymous = form.naming is Naming.ANONYMOUS
    if not ask(form, read_context(asked.context, anonymous=anonymous)):
        raise NothingToAsk(asked.questionnaire)


def _row(asked: Ask, version: QuestionnaireVersion, now: datetime) -> Invitation:
    return Invitation(
        key=asked.key,
        version=version,
        about=asked.about,
        group=asked.group,
        occasion=asked.occasion,
        respondent_key=asked.respondent.key,
        respondent_name=asked.respondent.name,
        respondent_email=asked.respondent.email,
        organisation=asked.respondent.organisation,
        context=dict(asked.context),
        invited_at=now,
        opens_at=asked.opens_at,
        closes_at=asked.closes_at,
    )


def link_markers(invitations: Iterable[Invitation]) -> dict[int, str]:
    """Invitation pk → « ⟦link:12⟧ », what stands for its address in a stored mail. One query."""
    return {int(link.object_key): marker(link) for link in _links(invitations)}


def postpone(invitation: Invitation, *, closes_at: datetime, by: str = SYSTEM, now: datetime) -> Invitation:
    """Move the closing day, sooner or later; a questionnaire already closed opens again. The link stays the same."""
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        locked.closes_at, locked.closed_at = closes_at, None
        locked.save(update_fields=["closes_at", "closed_at"])
        PersonalLink.objects.filter(pk__in=[link.pk for link in _links([locked])]).update(
            expires_at=closes_at + AFTERWARDS
        )
        record(_fact("survey.postponed", locked, now=now, by=by), now=now)
    return locked


def withdraw(invitation: Invitation, *, by: str = SYSTEM, now: datetime) -> Invitation:
    """Take the question back (cancelled session, departure): its page says so; an answer already sent is kept."""
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if locked.withdrawn_at is None:
            locked.withdrawn_at = now
            locked.save(update_fields=["withdrawn_at"])
            record(_fact("survey.withdrawn", locked, now=now, by=by), now=now)
    return locked


def _links(invitations: Iterable[Invitation]) -> list[PersonalLink]:
    keys = [invitation.page_key for invitation in invitations]
    return list(PersonalLink.objects.filter(scope=SCOPE, object_key__in=keys, revoked_at__isnull=True).order_by("pk"))


def _grant(invitation: Invitation) -> Grant:
    return Grant(
        scope=SCOPE,
        object_key=invitation.page_key,
        holder_key=invitation.respondent_key or f"invitation/{invitation.pk}",
        expires_at=invitation.closes_at + AFTERWARDS,
    )


def _fact(verb: str, invitation: Invitation, *, now: datetime, by: str = SYSTEM) -> Fact:
    return Fact(verb, invitation.about, now, by, {"invitation": invitation.pk, "version": invitation.version_id})
