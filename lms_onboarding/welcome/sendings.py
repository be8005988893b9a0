"""What the preview shows of a sending: plain values, decided by the same rules as the sender's. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from lms_onboarding.common.calendar import SendWindow

from .enums import Holdable, Item


class Standing(StrEnum):
    """Where a sending stands. Left, returned and unknown are three things: plain SMTP never says « remis »."""

    PLANNED = "planned"
    BLOCKED = "blocked"
    HELD = "held"
    LEFT = "left"
    UNKNOWN = "unknown"
    RETURNED = "returned"
    FAILED = "failed"


# What each message is called where people decide; the texts themselves are in templates/emails.
KIT: Final = "welcome.kit"
LABELS: Final[dict[str, str]] = {
    "welcome.kit": "Kit de bienvenue",
    "welcome.kit_guardian": "Convocation au responsable légal",
    "welcome.kit_reminder": "Relance du kit non ouvert",
    "welcome.day_before": "Dernier message avant le premier jour",
    "welcome.kit_bounced_notice": "Kit non remis : message au référent",
    "welcome.missing_item": "Demande d’information manquante",
    "sessions.moved": "Changement de date ou de lieu",
    "sessions.cancelled": "Annulation de la session",
    "enrolment.confirmed": "Confirmation d’inscription",
    "welcome.call_offer": "Proposition d’appel de bienvenue",
    "welcome.group_call": "Invitation à l’accueil du groupe",
    "welcome.follow_up_offer": "Proposition du point à trente jours",
    "welcome.needs_invitation": "Recueil des attentes",
    "welcome.needs_reminder": "Relance du recueil des attentes",
    "welcome.needs_company": "Point de vue de l’entreprise",
    "welcome.needs_funder": "Point de vue du financeur",
    "enrolment.information_before": "Dossier d’information préalable",
    "enrolment.information_before_individual": "Dossier d’information préalable",
}


def family(message: str) -> str:
    """The four variants of the kit are one sending; every other message is its own."""
    return message if message in LABELS else KIT


@dataclass(frozen=True)
class Somebody:
    """A recipient. `enrolment` is 0 for a member of the team; `kit` is that of a returned kit, to be sent again;
    `key` (« person/12 ») finds their other mails, `mail` is the one already queued."""

    name: str
    email: str = ""
    enrolment: int = 0
    standing: Standing = Standing.PLANNED
    kit: int = 0
    reason: str = ""
    key: str = ""
    mail: int = 0


@dataclass(frozen=True)
class PlannedSending:
    """One message of one session at one time. `people` receive it, `set_aside` do not, because somebody said so."""

    at: datetime
    message: str
    session: int
    code: str
    course: str
    people: tuple[Somebody, ...]
    standing: Standing = Standing.PLANNED
    set_aside: tuple[Somebody, ...] = ()
    missing: tuple[Item, ...] = ()
    deadline: datetime | None = None
    condition: str = ""  # « si le kit n’est pas ouvert »: a reminder of what has not left yet
    otherwise: str = ""  # « le jeudi 10 décembre à 17 h si une relance part »: the same, put off
    late: bool = False
    window: SendWindow | None = None  # the hours of sending, where the sender may have to wait for others

    @property
    def label(self) -> str:
        return LABELS[self.message]

    @property
    def holdable(self) -> Holdable | None:
        """The message as somebody may hold it back, when they may."""
        return Holdable(self.message) if self.message in Holdable.values else None

    @property
    def returned(self) -> tuple[Somebody, ...]:
        return tuple(one for one in self.people if one.standing is Standing.RETURNED)

    @property
    def is_coming(self) -> bool:
        """Whether something may still be decided about it."""
        return self.standing in (Standing.PLANNED, Standing.BLOCKED, Standing.HELD)

    def with_people(self, people: tuple[Somebody, ...]) -> "PlannedSending":
        return replace(self, people=people, standing=gathered(people))


def gathered(people: tuple[Somebody, ...]) -> Standing:
    """What to say of a sending as a whole: the fact that asks for something first."""
    found = {one.standing for one in people}
    order = (Standing.RETURNED, Standing.FAILED, Standing.PLANNED, Standing.UNKNOWN, Standing.LEFT)
    return next((standing for standing in order if standing in found), Standing.PLANNED)
