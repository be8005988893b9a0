"""The thirty-day action: the learner takes it over or writes their own, and says thirty days later where it stands."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.closing.telling import trainer_of
from lms_onboarding.offboarding.models import ActionPlan, Outcome
from lms_onboarding.offboarding.refusals import BilanRefused
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider

AFTER: Final = timedelta(days=30)
STALE: Final = timedelta(days=20)  # beyond, the recall would be about something else
LONGEST: Final = 400
NINE: Final = time(9)
MESSAGE: Final = "offboarding.action_day30"


def write_action(enrolment: Enrolment, *, text: str, by: str, now: datetime) -> ActionPlan:
    """Keep what the learner will do; the same words change nothing, others start the thirty days again.

    Raises BilanRefused.
    """
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        sentence = _(
            "Écrivez votre action en une phrase : un verbe, un objet, une date (%(longest)d caractères au plus)."
        )
        raise BilanRefused(sentence % {"longest": LONGEST}, field="text")
    with transaction.atomic():
        Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
        plan = ActionPlan.objects.filter(enrolment=enrolment).first()
        if plan is not None and plan.text == said:
            return plan
        if plan is None:
            plan = ActionPlan(enrolment=enrolment)
        elif plan.mail_id:
            raise BilanRefused(_("Votre action vous a déjà été rappelée : dites plutôt où elle en est."), field="text")
        plan.text, plan.written_at = said, now
        plan.save()
        record(Fact("action_plan.written", enrolment.key, occurred_at=now, actor=by), now=now)
    return plan


def tell_outcome(plan: ActionPlan, *, outcome: str, by: str, now: datetime) -> ActionPlan:
    """Done, started or dropped; a later answer replaces it. Raises BilanRefused."""
    if outcome not in Outcome.values:
        raise BilanRefused(_("Choisissez une réponse : faite, commencée ou abandonnée."), field="outcome")
    with transaction.atomic():
        row = ActionPlan.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=plan.pk)
        if row.outcome != outcome:
            row.outcome, row.outcome_at = outcome, now
            row.save(update_fields=["outcome", "outcome_at"])
            codes: dict[str, str | int | bool | None] = {"outcome": outcome}
            record(Fact("action_plan.told", row.enrolment.key, occurred_at=now, actor=by, codes=codes), now=now)
    return row


def due_actions(
    organisation: ProviderSettings, *, now: datetime, until: datetime | None = None
) -> Iterator[tuple[ActionPlan, datetime]]:
    """Actions to recall at `now`, or by `until`, of which nothing was told; and when that is. One query."""
    zone = organisation.zone
    near = ActionPlan.objects.filter(
        mail__isnull=True,
        outcome="",
        written_at__lte=(until or now) - AFTER + timedelta(days=1),
        written_at__gt=now - AFTER - STALE,
    )
    for plan in near.select_related("enrolment__person", "enrolment__session__course").order_by("pk"):
        at = wall_clock(local_date(plan.written_at, zone) + AFTER, NINE, zone)
        if at <= (until or now):
            yield plan, at


def sweep_actions(*, now: datetime) -> int:
    """Recall each action thirty days after it was written, at nine. Returns how many mails were queued."""
    organisation, told = provider(), 0
    for plan, due_at in due_actions(organisation, now=now):
        person = plan.enrolment.person
        name, _title, address = trainer_of(plan.enrolment)
        draft = Draft(
            key=keys.action_plan(plan.pk),
            message=MESSAGE,
            recipient=Recipient(person.email, person.full_name, person.key),
            about=plan.enrolment.key,
            due_at=due_at,
            window=organisation.window,
            from_name=name,
            reply_to=address,
        )
        with transaction.atomic():
            ActionPlan.objects.filter(pk=plan.pk).update(mail=queue(draft, now=now))
        told += 1
    return told
