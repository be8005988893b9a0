"""Three questions a week after the end, and three a month after: searching one's memory is the exercise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from courses.models import LessonPage
from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.closing.gathering import lessons_by_role
from lms_onboarding.offboarding.closing.telling import trainer_of
from lms_onboarding.offboarding.models import RECALL_DAYS, Recall
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.progress.models import CheckAttempt, StuckReport

ASKED: Final = 3
HARD: Final = 2  # tries to one question
STALE: Final = timedelta(days=5)  # a late worker still asks; after that, the day has lost its sense
MESSAGES: Final = dict(zip(RECALL_DAYS, ("offboarding.recall_day7", "offboarding.recall_day30"), strict=True))
NINE: Final = time(9)


@dataclass(frozen=True)
class Lesson:
    """A lesson that has something to recall. `days`: « 7 », « 30 » or « 7,30 »."""

    page: int
    title: str
    minutes: int
    days: str
    prompt: str
    answer: str

    def asked(self) -> dict[str, Any]:
        names = ("page", "title", "minutes", "prompt", "answer")
        return {name: getattr(self, name) for name in names}


def choose(lessons: Sequence[Lesson], hard: Iterable[int], *, days: int) -> list[Lesson]:
    """Three at most: lessons that were hard first, then the others, each time in course order."""
    difficult = set(hard)
    wanted = [one for one in lessons if str(days) in one.days.split(",")]
    return sorted(wanted, key=lambda one: one.page not in difficult)[:ASKED]


def sweep_recalls(*, now: datetime) -> int:
    """Ask who is due at `now`. Returns how many mails were queued."""
    organisation = provider()
    learners: dict[int, list[Enrolment]] = {}
    for days, one, _at in due(organisation, now=now):
        learners.setdefault(days, []).append(one)
    return sum(_ask(found, days, organisation, now) for days, found in sorted(learners.items()))


def note_answered(recall: Recall, *, by: str, now: datetime) -> None:
    """That the learner searched; what they found is theirs."""
    with transaction.atomic():
        if Recall.objects.filter(pk=recall.pk, answered_at__isnull=True).update(answered_at=now):
            codes: dict[str, str | int | bool | None] = {"days": recall.days}
            subject = f"enrolment/{recall.enrolment_id}"
            record(Fact("recall.answered", subject, occurred_at=now, actor=by, codes=codes), now=now)


def due(
    organisation: ProviderSettings, *, now: datetime, until: datetime | None = None
) -> Iterator[tuple[int, Enrolment, datetime]]:
    """Learners whom nobody asked yet, whose session ended so many days ago, or will have by `until`: the days, who,
    and when they are asked. One query."""
    zone, latest = organisation.zone, until or now
    gaps = {days: timedelta(days=days) for days in RECALL_DAYS}
    ended = Q()
    for gap in gaps.values():
        ended |= Q(session__ends_at__lte=latest - gap + timedelta(days=1), session__ends_at__gt=now - gap - STALE)
    asked = {f"asked_{days}": Exists(Recall.objects.filter(enrolment=OuterRef("pk"), days=days)) for days in gaps}
    rows = Enrolment.objects.placed().filter(ended).in_standing_sessions().annotate(**asked)
    for row in rows.exclude(**dict.fromkeys(asked, True)).select_related("person", "session__course").order_by("pk"):
        for days, gap in gaps.items():
            ends_at = row.session.ends_at
            if ends_at is None or ends_at <= now - gap - STALE or getattr(row, f"asked_{days}"):
                continue
            if (at := wall_clock(local_date(ends_at, zone) + gap, NINE, zone)) <= latest:
                yield days, row, at


def _ask(learners: Sequence[Enrolment], days: int, organisation: ProviderSettings, now: datetime) -> int:
    shelves, hard = shelves_by_role(), _hard([one.person_id for one in learners])
    asked = 0
    for one in learners:
        chosen = choose(shelves.get(one.role, ()), hard.get(one.person_id, ()), days=days)
        with transaction.atomic():
            recall = Recall(enrolment=one, days=days, questions=[lesson.asked() for lesson in chosen], asked_at=now)
            made = Recall.objects.bulk_create([recall], ignore_conflicts=True)
            if chosen and made:
                mail = queue(_draft(one, days, organisation, now), now=now)
                Recall.objects.filter(enrolment=one, days=days).update(mail=mail)
                asked += 1
    return asked


def _draft(one: Enrolment, days: int, organisation: ProviderSettings, now: datetime) -> Draft:
    name, _title, address = trainer_of(one)
    return Draft(
        key=keys.recall(one.pk, days),
        message=MESSAGES[days],
        recipient=Recipient(one.person.email, one.person.full_name, one.person.key),
        about=one.key,
        due_at=now,
        window=organisation.window,
        from_name=name,
        reply_to=address,
    )


def shelves_by_role() -> dict[str, list[Lesson]]:
    """The lessons of each role that have something to recall, in course order."""
    roles = lessons_by_role()
    pages = LessonPage.objects.live().in_bulk([page for some in roles.values() for page in some])
    return {
        role: [lesson for page in some if page in pages and (lesson := _recall_of(pages[page]))]
        for role, some in roles.items()
    }


def _recall_of(page: LessonPage) -> Lesson | None:
    for block in page.body:
        if block.block_type == "recall":
            value = block.value
            return Lesson(page.pk, page.title, page.minutes, str(value["days"]), value["prompt"], value["answer"])
    return None


def _hard(people: Sequence[int]) -> Mapping[int, set[int]]:
    """Person → lessons in which a question took two tries or more, or a block was reported. Two queries."""
    found: dict[int, set[int]] = {}
    tries = CheckAttempt.objects.filter(person__in=people).order_by().values("person_id", "page_id", "block")
    for row in tries.annotate(times=Count("pk")).filter(times__gte=HARD):
        found.setdefault(row["person_id"], set()).add(row["page_id"])
    for person, page in StuckReport.objects.filter(person__in=people).order_by().values_list("person_id", "page_id"):
        found.setdefault(person, set()).add(page)
    return found
