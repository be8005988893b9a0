"""The kit itself, its copy for a legal guardian, its reminder, and the message of the day before."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.links.services import marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused
from lms_onboarding.surveys.services import waiting
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.content import Content, Personal
from lms_onboarding.welcome.enums import LateReason
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.needs.rules import LEARNER, POSITIONING
from lms_onboarding.welcome.rules import is_on_time
from lms_onboarding.welcome.services.links import KIT_SCOPE, kit_key, link_for

from . import pieces, words

# How the mail names what is asked; another questionnaire goes by its title.
ASKED: Final = {LEARNER: "Préciser vos attentes", POSITIONING: "Vous situer, objectif par objectif, sans note"}
TEST_MINUTES: Final = 3


def compose_kit(mail: OutgoingMail, *, now: datetime) -> Composition:
    """Words and files of a kit. Raises CompositionRefused when its row is gone or a name cannot be printed."""
    kit, content = _kit(mail)
    link = kit_link(kit, content, holder_key=mail.recipient_key, now=now)
    return Composition(
        variables={
            **words.identity(content),
            **words.session(content),
            **words.learner(Personal(**kit.personal)),
            **words.counting_down(content, now),
            **words.steps_lines(_steps(kit, content, link, now)),
            **_lateness(kit, content, now),
            "kit_url": link,
        },
        parts=[
            pieces.pdf(pieces.programme_for(kit.edition, content, now=now)),
            pieces.pdf(pieces.convocation_for(kit, content, now=now)),
            *pieces.joined(content),
            pieces.calendar(pieces.agenda_for(kit.edition, content, now=now)),
        ],
    )


def _steps(kit: WelcomeKit, content: Content, link: str, now: datetime) -> list[words.Step]:
    """The questionnaires that wait for this learner, the test of the connection, then one press on the kit's page."""
    enrolment = kit.enrolment
    asked = waiting(about=enrolment.key, respondent=f"person/{enrolment.person_id}", now=now)
    steps = [words.Step(ASKED.get(one.questionnaire, one.title), one.marker, one.minutes) for one in asked]
    if content.at_a_distance:
        check = settings.LMSO_BASE_URL + reverse("lmso_portal:access_check", args=[enrolment.pk])
        steps.append(words.Step("Tester votre connexion", check, minutes=TEST_MINUTES))
    steps.append(words.Step("Confirmer que tout est arrivé", link, hint="un bouton, sur la page de votre kit"))
    return steps


def compose_guardian(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The convocation of a minor, for who answers for them: the same document, no link to the learner's page."""
    kit, content = _kit(mail)
    return Composition(
        variables={
            **words.identity(content),
            **words.session(content),
            **words.learner(Personal(**kit.personal)),
            "recipient_name": mail.to_name,
        },
        parts=[
            pieces.pdf(pieces.convocation_for(kit, content, now=now)),
            pieces.calendar(pieces.agenda_for(kit.edition, content, now=now)),
        ],
    )


def compose_reminder(mail: OutgoingMail, *, now: datetime) -> Composition:
    kit, content = _kit(mail)
    left_at = kit.mail.sent_at or kit.queued_at
    return Composition(
        variables={
            **words.identity(content),
            **words.session(content),
            **words.learner(Personal(**kit.personal)),
            **words.counting_down(content, now),
            "kit_sent_date": french.day(left_at.astimezone(content.tz).date(), year=False),
            "kit_url": kit_link(kit, content, holder_key=mail.recipient_key, now=now),
        }
    )


def compose_day_before(mail: OutgoingMail, *, now: datetime) -> Composition:
    """What to have at hand, and the way back to the kit."""
    kit, content = _kit(mail)
    return Composition(
        variables={
            **words.identity(content),
            **words.session(content),
            **words.learner(Personal(**kit.personal)),
            **words.first_day(content, now),
            "kit_url": kit_link(kit, content, holder_key=mail.recipient_key, now=now),
        }
    )


def kit_link(kit: WelcomeKit, content: Content, *, holder_key: str, now: datetime) -> str:
    """The marker of the link that opens the kit's page."""
    link = link_for(
        scope=KIT_SCOPE, object_key=kit_key(kit.pk), holder_key=holder_key, session_ends_at=content.end, now=now
    )
    return marker(link)


def _kit(mail: OutgoingMail) -> tuple[WelcomeKit, Content]:
    target = keys.target_of(mail.key)
    kits = WelcomeKit.objects.select_related("enrolment", "edition").defer("edition__content")
    kit = kits.filter(enrolment=target.enrolment, schedule_no=target.schedule_no).first()
    if kit is None:
        raise CompositionRefused(_("le kit préparé pour ce message a disparu"))
    pieces.dress(kit.edition)
    return kit, pieces.content_of(kit.edition)


def _lateness(kit: WelcomeKit, content: Content, now: datetime) -> words.Words:
    """A kit prepared in time but drawn late, after an incident, is noted as late before it leaves."""
    if not kit.late_reason and not is_on_time(now, kit.deadline):
        kit.late_reason = LateReason.SENT_LATE
        WelcomeKit.objects.filter(pk=kit.pk).update(late_reason=kit.late_reason)
    if not kit.late_reason:
        return {}
    confirmed_at = kit.enrolment.confirmed_at or kit.queued_at
    days = (content.start.date() - kit.deadline.astimezone(content.tz).date()).days
    return words.late(
        LateReason(kit.late_reason), enrolled_on=timezone.localtime(confirmed_at, content.tz).date(), days=days
    )
