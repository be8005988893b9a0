"""Who owes a piece is told a week before it is due, and on the day: one mail a person and a working day at most.

Nobody is told of what cannot be made yet, nor of what leaves by itself: that is told on its day alone, if missing.
See docs/decisions/0077.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lms_onboarding.common import french
from lms_onboarding.common.calendar import BusinessCalendar, local_date
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, as_markdown, queue
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import provider

from .models import DueNotice, SessionStanding
from .owed import Debt, debts

WEEK: Final = 7  # days before
CATCH_UP: Final = 3  # days after: a piece due on a Saturday is told on Monday, a delay of months is not dug up
MOST: Final = 10  # lots named in one mail
Step = DueNotice.Step


def tell_owed(*, now: datetime) -> int:
    """Tell who owes what is due in a week, or today; how many mails were queued. Once a day, in the hours of sending
    of a day that is worked; each lot once a step."""
    organisation = provider()
    today = local_date(now, organisation.zone)
    calendar = BusinessCalendar(organisation.holiday_region)
    if not calendar.is_business_day(today) or not organisation.window.is_open(now):
        return 0
    if DueNotice.objects.filter(told_on=today).exists():
        return 0
    return sum(
        _tell(person, lots, organisation, today=today, now=now)
        for person, lots in _by_person(organisation, today, now)
    )


def still_owed(mail: OutgoingMail, *, now: datetime) -> str:
    """Nothing while one of its lots is missing, else why it must not leave any more."""
    _family, person, day = mail.key.split("/")
    told = DueNotice.objects.filter(person=int(person), told_on=date.fromisoformat(day)).values_list(
        "requirement", flat=True
    )
    asked = {(int(session), kind) for session, kind in (one.split("/")[1:] for one in told)}
    lacks = SessionStanding.objects.filter(session__in={session for session, _kind in asked})
    looked = {pk: {one[0] for one in kinds} for pk, kinds in lacks.values_list("pk", "lacks")}
    owed = any(session not in looked or kind in looked[session] for session, kind in asked)
    return "" if owed else "Ce qui manquait est arrivé entre-temps."


def _by_person(
    organisation: ProviderSettings, today: date, now: datetime
) -> list[tuple[Person, list[tuple[Debt, Step]]]]:
    due = [(one, step) for one in debts(organisation, now=now) if (step := _step(one, today, now)) and one.owner]
    names = {one.requirement for one, _step in due}
    known = set(DueNotice.objects.filter(requirement__in=names).values_list("requirement", "due_on", "step"))
    lots: dict[int, list[tuple[Debt, Step]]] = defaultdict(list)
    for one, step in due:
        if one.owner and (one.requirement, one.day, step.value) not in known:
            lots[one.owner].append((one, step))
    people = Person.objects.filter(pk__in=lots).exclude(email="").order_by("pk")
    return [(person, lots[person.pk]) for person in people]


def _step(debt: Debt, today: date, now: datetime) -> Step | None:
    left = (debt.day - today).days
    if -CATCH_UP <= left <= 0:
        return Step.DAY
    after = debt.told.kind.days
    possible = after <= 0 or (after > WEEK and debt.told.owing.due - timedelta(days=after) <= now)
    return Step.WEEK if 0 < left <= WEEK and possible and not debt.told.kind.automatic else None


def _tell(
    person: Person, lots: Sequence[tuple[Debt, Step]], organisation: ProviderSettings, *, today: date, now: datetime
) -> int:
    """One mail, and a notice a lot: twice is once."""
    owed = [one for one, _step in lots]
    notices = [
        DueNotice(requirement=one.requirement, due_on=one.day, step=step, person=person, told_on=today)
        for one, step in lots
    ]
    keeper = organisation.administrative_referent or organisation.pedagogical_referent
    with transaction.atomic():
        DueNotice.objects.bulk_create(notices, ignore_conflicts=True)
        queue(
            Draft(
                key=f"evidence-due/{person.pk}/{today.isoformat()}",
                message="qualiopi.evidence_due",
                recipient=Recipient(person.email, person.full_name, person.key),
                about=person.key,
                due_at=now,
                window=organisation.window,
                from_name=organisation.name,
                reply_to=keeper.email if keeper and keeper.pk != person.pk else organisation.email,
                variables={
                    "recipient_first_name": person.first_name,
                    "evidence_due_phrase": _phrase(owed),
                    "evidence_due_short": _short(owed[0].day),
                    "evidence_missing_lines": _lines(owed),
                    "evidence_owner_url": f"{settings.LMSO_BASE_URL}{reverse('lmso_qualiopi:owed')}",
                    "organisation_name": organisation.name,
                },
            ),
            now=now,
        )
    return 1


def _phrase(owed: Sequence[Debt]) -> str:
    """« Deux pièces attendues d’ici au 21 mars »."""
    units = sum(one.told.owing.units for one in owed)
    counted = french.counted(units, "pièce attendue", "pièces attendues", feminine=True)
    return f"{counted[:1].upper()}{counted[1:]} d’ici au {_short(max(one.day for one in owed))}"


def _lines(owed: Sequence[Debt]) -> str:
    lines = [
        f"- **{as_markdown(one.words)} :** {as_markdown(one.told.code)}, {_short(one.day)}" for one in owed[:MOST]
    ]
    if (more := len(owed) - MOST) > 0:
        lines.append(f"- **Et aussi :** {french.counted(more, 'autre lot', 'autres lots')}")
    return "\n".join(lines)


def _short(day: date) -> str:
    return french.day(day, weekday=False, year=False)
