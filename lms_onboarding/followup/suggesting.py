"""Words to start from: a message chosen by the reasons of the case, filled with facts, for a person to read over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.services import Step, micro_courses_for
from lms_onboarding.common import french
from lms_onboarding.common.calendar import BusinessCalendar, local_date
from lms_onboarding.mailing.services import letter
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.progress.services import summary_for
from lms_onboarding.welcome.models import WelcomeKit

from .enums import Proposal, SignalKind, Stuck
from .models import Alert, Signal

ABSENCE: Final = "followup.suggest_absence"
DIFFICULTY: Final = "followup.suggest_difficulty"
UNANSWERED: Final = "followup.suggest_unanswered"
BOUNCED: Final = "followup.suggest_kit_bounced"
RETURNING: Final = "followup.suggest_returning"
SECOND: Final = "followup.suggest_second_sign"
SILENCE: Final = "followup.suggest_silence"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`key` of the message it comes from; `target` and `url`: what its button opens."""

    key: str
    subject: str
    text: str
    target: str
    url: str


def chosen(alert: Alert, signals: list[Signal], *, unanswered: bool) -> str:
    """Which message fits: the return first, then what somebody waits for, then the rest."""
    kinds = {signal.kind: signal for signal in signals}
    if alert.proposal == Proposal.BACK:
        return RETURNING
    if stuck := kinds.get(SignalKind.STUCK):
        return UNANSWERED if stuck.observed >= Stuck.OVERDUE else DIFFICULTY
    if unanswered:
        return SECOND
    if SignalKind.ABSENCE in kinds:
        return ABSENCE
    if kinds.keys() & {SignalKind.ACCESS_BOUNCED, SignalKind.ACCESS_MISSING}:
        return BOUNCED
    return SILENCE


def suggest(
    alert: Alert, signals: list[Signal], organisation: ProviderSettings, *, by: Person, unanswered: bool, now: datetime
) -> Suggestion:
    """The words, filled with what is known; what is not known is left out of them."""
    facts = _Facts(alert, signals, organisation, by, now)
    key = chosen(alert, signals, unanswered=unanswered)
    values, target, url = facts.about(key)
    found = letter(key, facts.common() | values)
    return Suggestion(key, found.subject, found.text, target, url)


class _Facts:
    def __init__(
        self, alert: Alert, signals: list[Signal], organisation: ProviderSettings, by: Person, now: datetime
    ) -> None:
        self.alert, self.signals, self.organisation, self.by, self.now = alert, signals, organisation, by, now
        self.person = alert.enrolment.person

    def common(self) -> dict[str, str]:
        referent = self.alert.enrolment.session.referent or self.organisation.pedagogical_referent
        return {
            "learner_first_name": self.person.first_name or self.person.full_name,
            "trainer_first_name": self.by.first_name or self.by.full_name,
            "trainer_phone": self.by.phone,
            "referent_name": referent.full_name if referent else self.organisation.name,
            "referent_phone": (referent.phone if referent else "") or self.organisation.phone,
            "organisation_name": self.organisation.name,
        }

    def about(self, key: str) -> tuple[dict[str, str], str, str]:
        """Values of this message, what its button opens, and where."""
        if key == ABSENCE:
            missed = self._since(SignalKind.ABSENCE)
            return {"missed_day": self._day(missed), "slot_offer": self._offer()}, "", ""
        if key in {DIFFICULTY, UNANSWERED}:
            return self._about_call(key)
        if key == BOUNCED:
            return {"kit_sent_date": self._kit_day(), "kit_url": _home()}, _("mon kit de bienvenue"), _home()
        if key == RETURNING:
            return self._about_return()
        if key == SILENCE:
            step = self._next_step()
            minutes = french.counted(step.minutes, "minute", feminine=True) if step else _("dix minutes")
            title = step.title if step else _("Ouvrir votre espace")
            url = _absolute(step.url) if step else _home()
            values = {"first_step_title": title, "first_step_minutes": minutes, "first_step_url": url}
            return values, _("la première étape"), url
        return {}, "", ""

    def _about_call(self, key: str) -> tuple[dict[str, str], str, str]:
        calls = StuckReport.objects.of(self.person).filter(enrolment=self.alert.enrolment_id).order_by("-reported_at")
        call = calls.first()
        title = call.title if call else _("votre leçon")
        asked = french.local(call.reported_at if call else self.now, self.organisation.zone).date()
        page = Page.objects.live().filter(pk=call.page_id).first() if call else None
        values = {
            "lesson_short_title": title,
            "question_date": french.day(asked, year=False),
            "question_date_short": french.day(asked, weekday=False, year=False),
            "slot_offer_sentence": f"Par exemple {self._offer()}.",
        }
        url = _absolute(page.get_url() or "") if page is not None else _home()
        return values | {"answer_url": url}, _("la leçon"), url if key == UNANSWERED else ""

    def _about_return(self) -> tuple[dict[str, str], str, str]:
        summary = summary_for(person=self.person)
        last = max(summary.lessons.values(), key=lambda one: one.last_opened_at, default=None)
        step = self._next_step()
        left = french.counted(step.minutes, "minute", feminine=True) if step else ""
        url = _absolute(step.url) if step else _home()
        values = {
            "lesson_short_title": last.title if last else _("votre parcours"),
            "remaining_phrase": f"une leçon, soit {left}" if left else "",
            "resume_url": url,
        }
        return values, _("ma leçon"), url

    def _next_step(self) -> Step | None:
        """The first lesson of this learner's role that is not completed."""
        summary = summary_for(person=self.person)
        role = self.alert.enrolment.role
        steps = [step for outline in (micro_courses_for(role) if role else ()) for step in outline.steps]
        done = {page for page, state in summary.lessons.items() if state.completed}
        return next((step for step in steps if step.pk not in done), None)

    def _since(self, kind: SignalKind) -> datetime:
        return next((signal.since for signal in self.signals if signal.kind == kind), self.now)

    def _day(self, moment: datetime) -> str:
        return french.day(french.local(moment, self.organisation.zone).date(), year=False)

    def _offer(self) -> str:
        """« demain à 12 h 30 », or the next business day."""
        today = local_date(self.now, self.organisation.zone)
        day = BusinessCalendar(self.organisation.holiday_region or None).add_business_days(today, 1)
        said = _("demain") if (day - today).days == 1 else french.day(day, year=False)
        return f"{said} à 12\u00a0h\u00a030"

    def _kit_day(self) -> str:
        kit = (
            WelcomeKit.objects.filter(enrolment=self.alert.enrolment_id).select_related("mail").order_by("-pk").first()
        )
        sent = (kit.mail.sent_at or kit.mail.bounced_at or kit.queued_at) if kit else self.alert.opened_at
        return self._day(sent)


def _home() -> str:
    return settings.LMSO_BASE_URL + reverse("lmso_portal:home")


def _absolute(url: str) -> str:
    return url if url.startswith("http") else settings.LMSO_BASE_URL + url
