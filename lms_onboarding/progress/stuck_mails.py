"""What the mails about a call for help say, read when they are about to leave. Never the learner's own words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import HelpArticlePage
from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, make, marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composer, Composition, CompositionRefused, Needed
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import mail_identity, provider

from . import keys
from .models import ActionDone, CheckAttempt, StuckReport
from .team import team_of

LINK_LIFE: Final = timedelta(days=30)
WORDS_PER_MINUTE: Final = 200


def compose_to_team(mail: OutgoingMail, *, now: datetime) -> Composition:
    """Who, where, when, what was tried, and the way to the words."""
    report, organisation = _report(mail), provider()
    zone = organisation.zone
    enrolment = _enrolment(report)
    return Composition(
        variables={
            **_common(report, organisation, now=now),
            "learner_full_name": report.person.full_name,
            "course_title": _course(enrolment),
            "reported_at": near(report.reported_at, now=now, zone=zone),
            "tried_line": _tried(report),
            "alert_url": marker(_link(report, mail.recipient_key, now=now)),
        }
    )


def compose_acknowledged(mail: OutgoingMail, *, now: datetime) -> Composition:
    """Who answers, by when, and the article that may settle it at once."""
    report, organisation = _report(mail), provider()
    team = team_of(_enrolment(report), organisation)
    return Composition(
        variables={
            **_common(report, organisation, now=now),
            "trainer_name": team[0].full_name if team else organisation.name,
            **_article(report),
        }
    )


def compose_answered(mail: OutgoingMail, *, now: datetime) -> Composition:
    """Who answered, and the way back to the lesson, where the answer is read."""
    report, organisation = _report(mail), provider()
    if report.answered_at is None:
        raise CompositionRefused(_("la réponse annoncée par ce message n’existe pas"))
    return Composition(
        variables={
            **_common(report, organisation, now=now),
            "trainer_name": report.answered_by.full_name if report.answered_by else organisation.name,
            "answer_url": _lesson_url(report),
        }
    )


def needed_by_team(mail: OutgoingMail, *, now: datetime) -> str:
    """The call is still open; its age does not matter."""
    report = _find(mail)
    if report is None:
        return _("la demande d’aide a disparu")
    if report.answered_at is not None:
        return _("une réponse a déjà été donnée")
    if report.settled_at is not None:
        return _("la personne a trouvé entre-temps")
    return ""


def needed_by_learner(mail: OutgoingMail, *, now: datetime) -> str:
    """The acknowledgement is always due; the answer, until it was read."""
    report = _find(mail)
    if report is None:
        return _("la demande d’aide a disparu")
    return _("la réponse est déjà lue") if report.read_at is not None else ""


@dataclass(frozen=True)
class Voice:
    compose: Composer
    needed: Needed


VOICES: Final = {
    "progress.stuck_to_trainer": Voice(compose_to_team, needed_by_team),
    "progress.stuck_acknowledged": Voice(compose_acknowledged, needed_by_learner),
    "progress.stuck_answered": Voice(compose_answered, needed_by_learner),
}


def near(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """« demain à 12 h », « aujourd’hui à 10 h 40 », « hier à 9 h », else « lundi 7 décembre à 12 h »."""
    local = french.local(moment, zone)
    return f"{_near_day(local.date(), local_date(now, zone))} à {french.hour(local.time())}"


def _near_day(day: date, today: date) -> str:
    words = {-1: "hier", 0: "aujourd’hui", 1: "demain"}
    return words.get((day - today).days) or french.day(day, year=False)


def _find(mail: OutgoingMail) -> StuckReport | None:
    return StuckReport.objects.select_related("person", "answered_by").filter(pk=keys.report_of(mail.key)).first()


def _report(mail: OutgoingMail) -> StuckReport:
    report = _find(mail)
    if report is None:
        raise CompositionRefused(_("la demande d’aide a disparu"))
    return report


def _enrolment(report: StuckReport) -> Enrolment | None:
    if report.enrolment_id is None:
        return None
    found = Enrolment.objects.select_related("session__course", "session__referent")
    return found.filter(pk=report.enrolment_id).first()


def _course(enrolment: Enrolment | None) -> str:
    if enrolment is None:
        return _("non précisée")
    return str(enrolment.session.programme.get("title") or enrolment.session.course.title)


def _common(report: StuckReport, organisation: ProviderSettings, *, now: datetime) -> dict[str, str]:
    due = near(report.answer_due_at, now=now, zone=organisation.zone)
    return {
        **mail_identity(organisation),
        "learner_first_name": report.person.first_name or report.person.full_name,
        "lesson_title": report.title,
        "answer_due": due,
    }


def _tried(report: StuckReport) -> str:
    """« deux essais du quiz, action déclarée faite », or nothing."""
    mine = {"person": report.person_id, "page": report.page_id}
    tries = CheckAttempt.objects.filter(**mine, at__lte=report.reported_at).count()
    said = [f"{french.counted(tries, 'essai')} du quiz"] if tries else []
    if ActionDone.objects.filter(**mine, done_at__lte=report.reported_at).exists():
        said.append("action déclarée faite")
    return french.listing(said)


def _article(report: StuckReport) -> dict[str, str]:
    """The help article that authors tied to this lesson, if any."""
    article = HelpArticlePage.objects.live().filter(lessons__lesson=report.page_id).order_by("path").first()
    if article is None:
        return {}
    minutes = max(1, round(len(article.words().split()) / WORDS_PER_MINUTE))
    duration = french.counted(minutes, "minute", feminine=True)
    return {
        "help_article_url": _url_of(article),
        "help_article_title": article.title,
        "help_article_minutes": duration,
    }


def _lesson_url(report: StuckReport) -> str:
    return _url_of(Page.objects.live().filter(pk=report.page_id).first())


def _url_of(page: Page | None) -> str:
    """The absolute address of a page, or of the learner's home when there is no such page any more."""
    parts = page.get_url_parts() if page is not None else None
    return settings.LMSO_BASE_URL + (parts[2] if parts and parts[2] else reverse("lmso_portal:home"))


def _link(report: StuckReport, holder_key: str, *, now: datetime) -> PersonalLink:
    """The living link of this person to this call: composing twice gives one link."""
    with transaction.atomic():
        living = PersonalLink.objects.usable(now).filter(
            scope=keys.SCOPE, object_key=str(report.pk), holder_key=holder_key
        )
        grant = Grant(scope=keys.SCOPE, object_key=str(report.pk), holder_key=holder_key, expires_at=now + LINK_LIFE)
        return living.order_by("pk").first() or make([grant], now=now)[0]
