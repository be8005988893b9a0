"""What is said of an action, and of questions asked again; and whether it is still needed."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.links.services import Grant, keep, marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.closing.mails import closing_link
from lms_onboarding.offboarding.closing.telling import trainer_of
from lms_onboarding.offboarding.models import ActionPlan, Recall
from lms_onboarding.people.services import mail_identity, provider

from .follow_ups import follow_up_values

RECALL_LIFE = timedelta(days=60)


def compose_action(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The learner's own words, sent back to them alone."""
    plan = _plan(mail)
    if plan is None:
        raise CompositionRefused(_("l’action de ce message a disparu"))
    organisation = provider()
    person = plan.enrolment.person
    return Composition(
        variables={
            **mail_identity(organisation),
            "learner_first_name": person.first_name or person.full_name,
            "action_plan_url": closing_link(plan.enrolment, now=now),
            "action_plan_text": plan.text,
            "action_plan_date": french.day(
                french.local(plan.written_at, organisation.zone).date(), weekday=False, year=False
            ),
            "trainer_name": trainer_of(plan.enrolment)[0],
            **follow_up_values(plan.enrolment, now=now),
        }
    )


def action_needed(mail: OutgoingMail, *, now: datetime) -> str:
    plan = _plan(mail)
    if plan is None:
        return _("l’action a disparu")
    return _("la personne a déjà dit où en est son action") if plan.outcome else ""


def compose_recall(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The first question; the page shows the three."""
    recall = _recall(mail)
    if recall is None or not recall.questions:
        raise CompositionRefused(_("il n’y a pas de question à poser"))
    person = recall.enrolment.person
    grant = Grant(
        scope=keys.RECALL_SCOPE,
        object_key=f"recall/{recall.pk}",
        holder_key=person.key,
        expires_at=now + RECALL_LIFE,
    )
    first = recall.questions[0]["prompt"]
    return Composition(
        variables={
            **mail_identity(provider()),
            "learner_first_name": person.first_name or person.full_name,
            "recall_url": marker(keep(grant, now=now)),
            "recall_question": first,
            "recall_situation": first,
            **follow_up_values(recall.enrolment, now=now),
        }
    )


def recall_needed(mail: OutgoingMail, *, now: datetime) -> str:
    recall = _recall(mail)
    if recall is None:
        return _("le rappel a disparu")
    return _("la personne a déjà répondu") if recall.answered_at else ""


def _plan(mail: OutgoingMail) -> ActionPlan | None:
    rows = ActionPlan.objects.select_related("enrolment__person", "enrolment__session")
    return rows.filter(pk=keys.number_in(mail.key)).first()


def _recall(mail: OutgoingMail) -> Recall | None:
    _room, enrolment, days = mail.key.split("/")[:3]
    return (
        Recall.objects.select_related("enrolment__person", "enrolment__session")
        .filter(enrolment=int(enrolment), days=int(days))
        .first()
    )
