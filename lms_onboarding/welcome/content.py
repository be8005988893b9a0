"""What a kit says, frozen: plain values that become a page, two PDFs, a calendar and the words of a mail.

`documents.printing.frozen` turns these into JSON and back. A field that is empty makes its rubric vanish.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from lms_onboarding.common.typography import NBSP
from lms_onboarding.sessions.enums import Modality


@dataclass(frozen=True)
class Who:
    """Somebody to turn to. `title` agrees with the person; `quality` is the « titre ou qualité » of a trainer."""

    name: str
    title: str = ""
    phone: str = ""
    email: str = ""
    key: str = ""
    quality: str = ""

    @property
    def reach(self) -> str:
        """« 01 99 00 45 12, solene@exemple.fr »."""
        return ", ".join(way for way in (self.phone, self.email) if way)


@dataclass(frozen=True)
class Appointment:
    """One half-day on the provider's wall clock. `key` stays when the half-day moves: calendars know it by that."""

    key: int
    day: date
    half: str
    start: time
    end: time
    remote: bool
    subject: str = ""


@dataclass(frozen=True)
class Goal:
    text: str
    use: str = ""


@dataclass(frozen=True)
class Chapter:
    title: str
    content: str
    method: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Course:
    """The programme as frozen when the session opened. `hours` is a decimal number: « 21 », « 3.5 »."""

    title: str
    subtitle: str = ""
    hours: str = ""
    public: str = ""
    prerequisites: str = ""
    methods: str = ""
    assessment: str = ""
    recognition_of_completion: str = ""
    access_delays: str = ""
    price: str = ""
    funding: str = ""
    contact: str = ""
    accessibility: str = ""
    remote_work: str = ""
    certification: str = ""
    recognition: str = ""
    group_size: str = ""
    version: str = ""
    version_date: date | None = None
    objectives: tuple[Goal, ...] = ()
    sequences: tuple[Chapter, ...] = ()


@dataclass(frozen=True)
class Joined:
    """A file of the provider sent with every kit, by the hash of its bytes. `rank`: « livret », « reglement »."""

    rank: str
    title: str
    filename: str
    content_type: str
    sha256: str
    size: int
    version: date | None = None


@dataclass(frozen=True)
class Identity:
    """The training organisation, as its documents name it."""

    name: str
    address: str = ""
    siret: str = ""
    declaration: str = ""
    region: str = ""
    email: str = ""
    phone: str = ""
    legal_line: str = ""
    logo: str = ""  # SHA-256 of the image printed in the header of documents

    @property
    def is_complete(self) -> bool:
        return all((self.name, self.address, self.siret, self.declaration))


@dataclass(frozen=True)
class Practical:
    """How to come and how to connect."""

    venue: str = ""
    room: str = ""
    access: str = ""
    doors_open: time | None = None
    lunch: str = ""
    join_url: str = ""
    technical: str = ""
    equipment: tuple[str, ...] = ()
    weekly_remote_time: str = ""
    support_channel: str = ""
    support_delay: str = ""
    absence: str = ""


@dataclass(frozen=True)
class Content:
    """Everything in a kit that the learners of a session share."""

    session: int
    code: str
    schedule_no: int
    modality: Modality
    zone: str
    starts_at: datetime | None
    ends_at: datetime | None
    course: Course
    practical: Practical
    provider: Identity
    appointments: tuple[Appointment, ...] = ()
    trainers: tuple[Who, ...] = ()
    trainer_word: str = ""
    referent: Who | None = None
    disability: Who | None = None
    administrative: Who | None = None
    joined: tuple[Joined, ...] = ()

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def on_site(self) -> bool:
        """Whether some half-day asks people to come."""
        return self.modality != Modality.REMOTE

    @property
    def at_a_distance(self) -> bool:
        """Whether some half-day asks people to connect."""
        return self.modality != Modality.ONSITE

    @property
    def trainer(self) -> Who | None:
        return self.trainers[0] if self.trainers else None

    @property
    def contact(self) -> Who | None:
        """Who answers a question of organisation: the session's referent, else the administrative contact."""
        return next((who for who in (self.referent, self.administrative) if who and who.reach), None)

    @property
    def hours(self) -> str:
        """« 21 heures », « 3 h 30 »."""
        return hours_in_words(self.course.hours)

    @property
    def first_day(self) -> tuple[Appointment, ...]:
        return tuple(one for one in self.appointments if one.day == self.appointments[0].day)

    @property
    def start(self) -> datetime:
        """The first half-day on the wall clock. Raises ValueError when nobody planned it."""
        if self.starts_at is None:
            raise ValueError(f"session {self.code} has no date")
        return self.starts_at.astimezone(self.tz)

    @property
    def end(self) -> datetime:
        if self.ends_at is None:
            raise ValueError(f"session {self.code} has no date")
        return self.ends_at.astimezone(self.tz)

    def is_remote(self, one: Appointment) -> bool:
        """A session held wholly at a distance, or on site, says so for all its half-days."""
        return self.modality == Modality.REMOTE or (self.modality == Modality.BLENDED and one.remote)


@dataclass(frozen=True)
class Personal:
    """What is the learner's own in a kit."""

    first_name: str
    full_name: str
    civility: str = ""  # « Mme », « M. »
    role: str = ""
    company: str = ""
    guardian: str = ""
    need: str = ""  # what a person of the team wrote for the learner, never the learner’s own words

    @property
    def greeting(self) -> str:
        """The name a sentence starts with; some files give a family name only."""
        return self.first_name or self.full_name


def hours_in_words(decimal: str) -> str:
    """« 21 » → « 21 heures », « 3.5 » → « 3 h 30 », « 1 » → « 1 heure »; an empty string stays empty."""
    if not decimal:
        return ""
    whole, rest = divmod(round(float(decimal) * 60), 60)
    if rest:
        return f"{whole}{NBSP}h{NBSP}{rest:02}" if whole else f"{rest}{NBSP}min"
    return f"{whole}{NBSP}heure{'s' if whole > 1 else ''}"
