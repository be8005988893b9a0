"""What is one person's own in an information pack, what the pack lacks, and until when their place is held. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from lms_onboarding.common import french
from lms_onboarding.welcome.completeness import missing_of
from lms_onboarding.welcome.content import Content, Joined, Who
from lms_onboarding.welcome.documents import calendar_line
from lms_onboarding.welcome.enums import Item

# What the law and the documents' list ask for before final registration, that the kit asks for too.
SHARED: Final = (
    Item.SLOTS,
    Item.CONTACT,
    Item.PROVIDER_IDENTITY,
    Item.TRAINER,
    Item.HOUSE_RULES,
)


@dataclass(frozen=True)
class Terms:
    """`pays`: nobody else does. `company_contact`: who follows trainees where they work, when they are sent."""

    first_name: str
    full_name: str
    pays: bool
    price: str = ""
    payment_terms: str = ""
    early_stop_terms: str = ""
    company: str = ""
    company_contact: str = ""
    company_reach: str = ""

    @property
    def greeting(self) -> str:
        return self.first_name or self.full_name

    @property
    def price_terms(self) -> str:
        """« 1 470 € nets de taxe par personne. En trois fois sans frais. »"""
        return ". ".join(part.strip().rstrip(".") for part in (self.price, self.payment_terms) if part.strip()) + "."


_LACKS: Final[Mapping[Item, Callable[[Content], bool]]] = {
    Item.OBJECTIVES: lambda content: not content.course.objectives,
    Item.CONTENTS: lambda content: not content.course.sequences,
    Item.ASSESSMENT: lambda content: not content.course.assessment.strip(),
    Item.TRAINER_QUALITY: lambda content: any(not (one.quality or one.title).strip() for one in content.trainers),
}
_LACKS_OF_WHO_PAYS: Final[Mapping[Item, Callable[[Terms], bool]]] = {
    Item.PRICE: lambda terms: not terms.price.strip(),
    Item.PAYMENT_TERMS: lambda terms: not terms.payment_terms.strip(),
    Item.EARLY_STOP_TERMS: lambda terms: not terms.early_stop_terms.strip(),
}


def missing_before(content: Content) -> tuple[Item, ...]:
    """What the session's part of the pack lacks. Any of it holds the pack back: half an information is none."""
    common = tuple(item for item in missing_of(content) if item in SHARED)
    undated = Item.HOUSE_RULES not in common and rules_of(content) is not None and not _rules_date(content)
    own = tuple(item for item, lacks in _LACKS.items() if lacks(content))
    return (*common, *own, *((Item.HOUSE_RULES,) if undated else ()))


def missing_terms(terms: Terms) -> tuple[Item, ...]:
    """What this person's part lacks: their name, and for who pays, what it costs."""
    nameless = () if terms.full_name.strip() else (Item.LEARNER_NAME,)
    if not terms.pays:
        return nameless
    return (*nameless, *(item for item, lacks in _LACKS_OF_WHO_PAYS.items() if lacks(terms)))


def held_until(today: date, hold_days: int, first_day: date) -> date:
    """The last day the place is held: so many days to decide, and never beyond the eve of the session."""
    return max(today, min(today + timedelta(days=hold_days), first_day - timedelta(days=1)))


def rules_of(content: Content) -> Joined | None:
    return next((one for one in content.joined if one.rank == "reglement"), None)


def timetable(content: Content) -> str:
    """« du 7 au 18 décembre 2026, six demi-journées, 21 heures en tout »."""
    line = calendar_line(content)
    hours = f"{content.hours} en tout" if content.hours else ""
    return ", ".join(part for part in (line[:1].lower() + line[1:], hours) if part)


def programme_version(content: Content) -> str:
    """« version 3 du 15 janvier 2026 »; a programme that was never numbered is « en vigueur »."""
    course = content.course
    if not course.version:
        return "en vigueur"
    dated = f" du {french.day(course.version_date, weekday=False)}" if course.version_date else ""
    return f"version {course.version}{dated}"


def contact_of(content: Content) -> Who | None:
    """Who is in charge of trainees: the administrative contact, else the session's referent."""
    return next((who for who in (content.administrative, content.contact) if who and who.reach), None)


def _rules_date(content: Content) -> date | None:
    rules = rules_of(content)
    return rules.version if rules else None
