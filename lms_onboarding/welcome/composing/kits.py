"""The kit itself, its copy for a legal guardian, its reminder, and the message of the day before."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.links.services import marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused
from lms_onboarding.surveys.services import Following, waiting_many
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.content import Content, Personal
from lms_onboarding.welcome.enums import LateReason
from lms_onboarding.welcome.models import KitEdition, WelcomeKit
from lms_onboarding.welcome.needs.rules import LEARNER, POSITIONING
from lms_onboarding.welcome.rules import is_on_time
from lms_onboarding.welcome.services.links import KIT_SCOPE, kit_key, kit_links, link_for

from . import pieces, words

# How the mail names what is asked; another questionnaire goes by its title.
ASKED: Final = {LEARNER: "Préciser vos attentes", POSITIONING: "Vous situer, objectif par objectif, sans note"}
TEST_MINUTES: Final = 3


def compose_kits(mails: Sequence[OutgoingMail], *, now: datetime) -> dict[int, Composition | CompositionRefused]:
    """Words and files of kits, by primary key of their mails; a name that cannot be printed refuses its own kit only.

    The queries are those of one kit, whatever their number; each session whose first kit this is adds its own.
    """
    kits = _kits(mails)
    present = [(mail, kit) for mail in mails if (kit := kits.get(keys.target_of(mail.key)))]
    contents = {kit.pk: pieces.content_of(kit.edition) for _mail, kit in present}
    links = kit_links([(kit.pk, mail.recipient_key, contents[kit.pk].end) for mail, kit in present], now=now)
    convocations = pieces.convocations_for([(kit, contents[kit.pk]) for _mail, kit in present], now=now)
    asked = waiting_many([(kit.enrolment.key, f"person/{kit.enrolment.person_id}") for _mail, kit in present], now=now)
    made: dict[int, Composition | CompositionRefused] = {mail.pk: CompositionRefused(_gone()) for mail in mails}
    for (mail, kit), link, forms in zip(present, links, asked, strict=True):
        page = marker(link)
        content = contents[kit.pk]
        try:
            steps = words.steps_lines(_steps(kit, content, page, forms))
            made[mail.pk] = _composed(kit, content, {**steps, "kit_url": page}, convocations[kit.pk], now)
        except CompositionRefused as refusal:  # of the programme, by a title that cannot be printed
            made[mail.pk] = refusal
    return made


def _composed(
    kit: WelcomeKit,
    content: Content,
    own: words.Words,
    convocation: IssuedDocument | CompositionRefused,
    now: datetime,
) -> Composition:
    if isinstance(convocation, CompositionRefused):
        raise convocation
    return Composition(
        variables={
            **words.identity(content),
            **words.session(content),
            **words.learner(Personal(**kit.personal)),
            **words.counting_down(content, now),
            **_lateness(kit, content, now),
            **own,
        },
        parts=[
            pieces.pdf(pieces.programme_for(kit.edition, content, now=now)),
            pieces.pdf(convocation),
            *pieces.joined(content),
            pieces.calendar(pieces.agenda_for(kit.edition, content, now=now)),
        ],
    )


def _steps(kit: WelcomeKit, content: Content, link: str, asked: Sequence[Following]) -> list[words.Step]:
    """The questionnaires that wait for this learner, the test of the connection, then one press on the kit's page."""
    steps = [words.Step(ASKED.get(one.questionnaire, one.title), one.marker, one.minutes) for one in asked]
    if content.at_a_distance:
        check = settings.LMSO_BASE_URL + reverse("lmso_portal:access_check", args=[kit.enrolment_id])
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
    kit = _kits([mail]).get(keys.target_of(mail.key))
    if kit is None:
        raise CompositionRefused(_gone())
    return kit, pieces.content_of(kit.edition)


def _kits(mails: Iterable[OutgoingMail]) -> dict[keys.Target, WelcomeKit]:
    """The kits that mails are about; those of a session share one edition, drawn once for all of them."""
    targets = {keys.target_of(mail.key) for mail in mails}
    rows = WelcomeKit.objects.select_related("enrolment", "edition", "convocation__blob").defer("edition__content")
    kits = {
        keys.Target(kit.enrolment_id, kit.schedule_no): kit
        for kit in rows.filter(enrolment__in={target.enrolment for target in targets})
    }
    editions: dict[int, KitEdition] = {}
    for target in targets & kits.keys():
        kit = kits[target]
        kit.edition = editions.setdefault(kit.edition_id, kit.edition)
    for edition in editions.values():
        pieces.dress(edition)
    return kits


def _gone() -> str:
    return _("le kit préparé pour ce message a disparu")


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
