"""What the automatic mails of the first week say, read when they are about to leave."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused, as_markdown, register
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.progress.enums import Source

from . import keys
from .enums import CONTACTS, CaseState
from .models import Action, Alert, DigestChoice, Signal, SourceAlert
from .wording import age, reason, urgency

MOST: Final = 8
MINUTES_EACH: Final = 2
STANDING: Final = Prefetch("signals", queryset=Signal.objects.standing(), to_attr="standing")


def register_messages() -> None:
    """Called when the application is ready."""
    register("followup.escalation_to_referent", compose=compose_escalation, needed=escalation_needed)
    register("followup.trainer_digest", compose=compose_digest, needed=digest_needed)
    register("followup.personal", compose=compose_personal)
    register("followup.group", compose=compose_personal, needed=group_needed)
    register("followup.source_silent", compose=compose_source, needed=source_needed)


def compose_escalation(mail: OutgoingMail, *, now: datetime) -> Composition:
    alert, organisation = _alert(mail), provider()
    session = alert.enrolment.session
    trainer = session.trainers.select_related("person").first()
    said = [reason(signal, zone=organisation.zone).sentence for signal in standing_of(alert)]
    reasons = french.listing([text[:1].lower() + text[1:] for text in said])
    delay = (alert.due_at - alert.opened_at).days
    return Composition(
        variables={
            **mail_identity(organisation),
            "waiting_since": age(alert.opened_at, now=now),
            "trainer_name": trainer.person.full_name if trainer else _("Son formateur"),
            "alert_url": case_url(alert.pk),
            "learner_full_name": alert.enrolment.person.full_name,
            "alert_reason": reasons or _("les motifs sont sur la page"),
            "alert_since": french.day_and_hour(french.local(alert.opened_at, organisation.zone), year=False),
            "alert_actions_line": _done(alert),
            "learner_contact_line": alert.enrolment.person.phone or alert.enrolment.person.email,
            "alert_delay": french.counted(max(delay, 1), "jour"),
        }
    )


def escalation_needed(mail: OutgoingMail, *, now: datetime) -> str:
    alert = _find(mail)
    if alert is None or alert.state != CaseState.TODO:
        return _("l’alerte a été prise en charge entre-temps")
    return ""


def compose_digest(mail: OutgoingMail, *, now: datetime) -> Composition:
    """Those who wait, first things first; beyond the number that the trainer chose they are counted, not named."""
    organisation, person = provider(), _person(mail)
    waiting = list(waiting_for(person).prefetch_related(STANDING).select_related("enrolment__person"))
    choice = DigestChoice.objects.filter(person=person).first()
    named = waiting[: choice.most if choice else MOST]
    others = len(waiting) - len(named)
    oldest = min(alert.opened_at for alert in waiting)
    return Composition(
        variables={
            **mail_identity(organisation),
            "waiting_phrase": waiting_phrase(len(waiting)),
            "digest_minutes": french.counted(MINUTES_EACH * len(waiting), "minute", feminine=True),
            "oldest_since": age(oldest, now=now),
            "alerts_url": settings.LMSO_BASE_URL + reverse("lmso_portal:alerts"),
            "alert_lines": "\n".join(_line(alert, organisation) for alert in named),
            "digest_other_lines": _others(others),
        }
    )


def digest_needed(mail: OutgoingMail, *, now: datetime) -> str:
    return "" if waiting_for(_person(mail)).exists() else _("plus personne n’attend")


def compose_personal(mail: OutgoingMail, *, now: datetime) -> Composition:
    return Composition(variables=mail_identity(provider()))


def group_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """Somebody who left meanwhile is no longer of the group."""
    enrolment = Enrolment.objects.confirmed().filter(pk=keys.last_of(mail.key))
    return "" if enrolment.exists() else _("l’inscription n’est plus active")


def compose_source(mail: OutgoingMail, *, now: datetime) -> Composition:
    row, organisation = _source(mail), provider()
    if row is None:
        raise CompositionRefused(_("la source de ce message a disparu"))
    session = row.session
    count = Enrolment.objects.confirmed().filter(session=session).count()
    since = (
        _("depuis le %(when)s")
        % {"when": french.day_and_hour(french.local(row.last_arrival_at, organisation.zone), year=False)}
        if row.last_arrival_at
        else _("depuis le début de la session")
    )
    learners = french.counted(count, "apprenant est suivi", "apprenants sont suivis")
    return Composition(
        variables={
            **mail_identity(organisation),
            "course_title": str(session.programme.get("title") or session.course.title),
            "session_code": session.code,
            "source_name": str(Source(row.source).label) if row.source else _("aucune activité reçue"),
            "silent_since": since,
            "silent_count_sentence": f"{learners[:1].upper()}{learners[1:]} dans cette session.",
            "source_admin_url": settings.LMSO_BASE_URL + reverse("lmso_portal:activity_sources"),
        }
    )


def source_needed(mail: OutgoingMail, *, now: datetime) -> str:
    row = _source(mail)
    return "" if row is not None and row.resolved_at is None else _("l’activité est revenue")


def waiting_for(person: Person) -> QuerySet[Alert]:
    """What this person has to do: cases of the sessions they train, and those they were handed."""
    mine = Q(enrolment__session__trainers__person=person) | Q(owner=person)
    keys_of = Alert.objects.filter(mine).exclude(enrolment__person=person).values("pk")
    return Alert.objects.waiting().filter(pk__in=keys_of)


def waiting_phrase(count: int) -> str:
    """« Trois personnes attendent un signe de vous »."""
    said = french.counted(count, "personne attend", "personnes attendent", feminine=True)
    return f"{said[:1].upper()}{said[1:]} un signe de vous"


def standing_of(alert: Alert) -> list[Signal]:
    """Signals that stand, prefetched or not."""
    found: list[Signal] | None = getattr(alert, "standing", None)
    return list(alert.signals.standing()) if found is None else found


def case_url(alert: int) -> str:
    return settings.LMSO_BASE_URL + reverse("lmso_portal:alert", args=[alert])


def _line(alert: Alert, organisation: ProviderSettings) -> str:
    signals = standing_of(alert)
    reasons = [reason(signal, zone=organisation.zone).sentence for signal in signals]
    words, _tone, _icon = urgency(alert, [signal.kind for signal in signals])
    said = [text[:1].lower() + text[1:] for text in reasons[:1]] or [_("à relire")]
    name = as_markdown(alert.enrolment.person.full_name)
    return f"- **{name} :** {as_markdown(said[0])}. {as_markdown(words)}."


def _others(count: int) -> str:
    if not count:
        return ""
    said = french.counted(count, "autre alerte vous attend", "autres alertes vous attendent", feminine=True)
    return f"Et aussi : {said} dans votre file."


def _done(alert: Alert) -> str:
    done: Iterable[Action] = alert.actions.filter(kind__in=CONTACTS, undone_by__isnull=True)
    said = [action.get_kind_display().lower() for action in done]
    return french.listing(said) or _("aucun échange noté")


def _find(mail: OutgoingMail) -> Alert | None:
    rows = Alert.objects.select_related("enrolment__person", "enrolment__session")
    return rows.filter(pk=keys.number_of(mail.key)).first()


def _alert(mail: OutgoingMail) -> Alert:
    found = _find(mail)
    if found is None:
        raise CompositionRefused(_("l’alerte a disparu"))
    return found


def _person(mail: OutgoingMail) -> Person:
    found = Person.objects.filter(pk=keys.number_of(mail.key)).first()
    if found is None:
        raise CompositionRefused(_("la personne a disparu"))
    return found


def _source(mail: OutgoingMail) -> SourceAlert | None:
    rows = SourceAlert.objects.select_related("session__course")
    return rows.filter(pk=keys.number_of(mail.key)).first()
