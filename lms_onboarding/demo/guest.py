"""The learner whom one tries first: the first one enrolled in the main session of the creators, whoever they are.

What is done is what anybody does by their own links; a week before, half of it is left to do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import save_draft, sheet_of, submit
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.services import Analysis, Author, acknowledge, note_opened, synthesise

from .acts import Act
from .dates import month_of
from .lessons import study
from .models import DemoState

COURSE: Final = "CREATEUR"
NEEDS: Final = {
    "needs_role": "creator",
    "needs_situation": "Accueillir douze saisonniers au début de la récolte.",
    "needs_goal": "Publier la consigne récolte avant leur premier jour.",
}
LEVELS: Final = ("1", "1", "0", "0", "2")
ANALYSIS: Final = Analysis(
    need="Publier un module court sur la récolte, avec un quiz que les équipes comprennent.",
    fit=4,
    sources=("learner",),
    decision="adapt",
    adaptations=("examples", "content"),
    reason="Le quiz est l’étape redoutée : il passe de l’exemple au vrai module.",
    restated="Karim a ajouté un atelier « quiz » au programme, sur votre module de récolte.",
)
# Days before the first one, hour, and rank of the micro-course and of its lesson: the first one is finished before the
# kit leaves, the second is begun.
LESSONS: Final = (
    (13, time(12, 50), 0, 0),
    (12, time(12, 40), 0, 1),
    (11, time(17, 20), 0, 2),
    (10, time(12, 45), 0, 3),
    (8, time(13, 5), 1, 0),
)


def guest_code(state: DemoState) -> str:
    return f"LMS-{COURSE}-{month_of(state.anchor)}"


def guest_of(code: str) -> Enrolment | None:
    """The first enrolled of this session, as long as they are."""
    found = Enrolment.objects.filter(session__code=code, state=EnrolmentState.CONFIRMED)
    return found.select_related("person", "session").order_by("pk").first()


def guest_acts(state: DemoState) -> Iterator[Act]:
    """Needs told early and answered; lessons; on the seventh day before, the kit. The rest on the days after."""
    code = guest_code(state)

    def on(days: int, at: time, act: type["_Act"], *facts: object) -> Act:
        return Act(state.anchor - timedelta(days=days), at, act(code, *facts))

    yield on(38, time(12, 15), _Answer, "needs_learner")
    yield on(20, time(16, 30), _Sign)
    for days, at, course, rank in LESSONS:
        yield on(days, at, _Study, course, rank)
    yield on(7, time(9, 35), _OpenKit)
    yield on(6, time(12, 30), _CheckAccess)
    yield on(5, time(18, 20), _Answer, "positioning")


@dataclass(frozen=True)
class _Act:
    code: str

    def __call__(self, now: datetime) -> None:
        enrolment = guest_of(self.code)
        if enrolment is not None:
            self.play(enrolment, now)

    def play(self, enrolment: Enrolment, now: datetime) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class _Answer(_Act):
    questionnaire: str

    def play(self, enrolment: Enrolment, now: datetime) -> None:
        key = f"{self.questionnaire}/{enrolment.key}"
        invitation = Invitation.objects.open(now).unanswered().filter(key=key).select_related("version").first()
        if invitation is None:
            return
        levels, given = iter(LEVELS), dict[str, list[str]]()
        for item in sheet_of(invitation).asked:
            if item.question.repeated:
                given[item.field] = [next(levels, "1")]
            elif item.field in NEEDS:
                given[item.field] = [NEEDS[item.field]]
            elif item.choices and item.question.required:
                given[item.field] = [item.choices[0].key]
        save_draft(invitation, given, fields=list(given), now=now)
        submit(invitation, now=now)


@dataclass(frozen=True)
class _Sign(_Act):
    def play(self, enrolment: Enrolment, now: datetime) -> None:
        trainer = enrolment.session.trainers.select_related("person").first()
        if trainer is None or enrolment.needs_syntheses.exists():
            return
        author = Author(f"user/{trainer.person.account_id}", trainer.person.full_name)
        synthesise(enrolment, ANALYSIS, author=author, now=now)


@dataclass(frozen=True)
class _Study(_Act):
    course: int
    rank: int

    def play(self, enrolment: Enrolment, now: datetime) -> None:
        study(enrolment, course=self.course, rank=self.rank, now=now)


@dataclass(frozen=True)
class _OpenKit(_Act):
    def play(self, enrolment: Enrolment, now: datetime) -> None:
        kits = WelcomeKit.objects.filter(enrolment=enrolment, superseded_at__isnull=True).select_related("mail")
        kit = kits.order_by("-schedule_no").first()
        if kit is None or not kit.mail.has_left:
            return
        by = enrolment.person.key
        note_opened(kit, piece="programme", by=by, now=now)
        acknowledge(kit, by=by, now=now)


@dataclass(frozen=True)
class _CheckAccess(_Act):
    def play(self, enrolment: Enrolment, now: datetime) -> None:
        record(Fact("access.checked", enrolment.key, occurred_at=now, actor=enrolment.person.key), now=now)
