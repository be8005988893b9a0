"""Packs that are due: every invited person, once per schedule, as soon as nothing is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.db.models import Exists, OuterRef

from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment, EnrolmentQuerySet
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue_many
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.models import InformationPack, KitEdition
from lms_onboarding.welcome.services.batches import SESSIONS_AT_ONCE, in_batches
from lms_onboarding.welcome.services.editions import editions_for
from lms_onboarding.welcome.services.outlook import House, Outlook, look

from .terms import Terms, contact_of, held_until, missing_before, missing_terms

MESSAGE: Final = "enrolment.information_before"
INDIVIDUAL: Final = "enrolment.information_before_individual"
FIELDS: Final = (
    "pk", "session_id", "person_id", "person__first_name", "person__last_name", "person__email",
    "company__name", "company__contact_name", "company__contact_email", "company__contact_phone", "funder_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invited:
    """An invited person as the selection reads them. Fields in the order of FIELDS."""

    enrolment: int
    session: int
    person: int
    first_name: str
    last_name: str
    email: str
    company: str | None
    contact_name: str | None
    contact_email: str | None
    contact_phone: str | None
    funder: int | None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def terms(self, organisation: ProviderSettings, price: str) -> Terms:
        """Nobody sends them and nobody funds them: then they pay, and must know what."""
        pays = self.company is None and self.funder is None
        reach = ", ".join(way for way in (self.contact_phone, self.contact_email) if way)
        return Terms(
            first_name=self.first_name.strip(),
            full_name=self.full_name,
            pays=pays,
            price=price if pays else "",
            payment_terms=organisation.payment_terms if pays else "",
            early_stop_terms=organisation.early_stop_terms if pays else "",
            company=self.company or "",
            company_contact=self.contact_name or "",
            company_reach=reach,
        )


def key_of(enrolment: int, schedule_no: int) -> str:
    return f"information-before/{enrolment}/{schedule_no}"


def uninformed(sessions: Iterable[int]) -> EnrolmentQuerySet:
    """Invited people of these sessions for whom no pack of the current schedule was prepared."""
    packs = InformationPack.objects.filter(enrolment=OuterRef("pk"), schedule_no=OuterRef("session__schedule_no"))
    invited = Enrolment.objects.filter(state=EnrolmentState.INVITED, session_id__in=list(sessions))
    return invited.filter(~Exists(packs))


def expecting(now: datetime) -> list[int]:
    """Standing sessions to come where somebody is invited."""
    invited = Enrolment.objects.filter(state=EnrolmentState.INVITED, session=OuterRef("pk"))
    coming = Session.objects.standing().filter(starts_at__gt=now).filter(Exists(invited))
    return list(coming.order_by("starts_at", "pk").values_list("pk", flat=True))


def read(enrolments: EnrolmentQuerySet) -> list[Invited]:
    return [Invited(*row) for row in enrolments.values_list(*FIELDS)]


def sweep_information(house: House, *, now: datetime) -> int:
    """Freeze and queue every pack that is complete. Returns how many."""
    waiting = sorted(set(uninformed(expecting(now)).values_list("session_id", flat=True)))
    total = 0
    for first in range(0, len(waiting), SESSIONS_AT_ONCE):
        outlooks = look(Session.objects.filter(pk__in=waiting[first : first + SESSIONS_AT_ONCE]), house)
        ready = {pk: one for pk, one in outlooks.items() if not missing_before(one.content)}
        if ready:
            press = Press(ready, editions_for(ready, now=now), house, now)
            total += in_batches(partial(uninformed, list(ready)), read, press.write)
    return total


@dataclass(frozen=True)
class Press:
    """Writes the packs of a batch from what is frozen for their sessions; the caller holds the lock."""

    outlooks: Mapping[int, Outlook]
    editions: Mapping[int, KitEdition]
    house: House
    now: datetime

    def write(self, people: list[Invited]) -> int:
        own = [(one, self._terms(one)) for one in people]
        wanted = [(one, terms) for one, terms in own if not missing_terms(terms)]
        mails = queue_many([self._draft(one, terms) for one, terms in wanted], now=self.now)
        packs = [self._pack(one, terms, mail) for (one, terms), mail in zip(wanted, mails, strict=True)]
        InformationPack.objects.bulk_create(packs, batch_size=1000)
        return len(packs)

    def _terms(self, one: Invited) -> Terms:
        return one.terms(self.house.provider, self.outlooks[one.session].content.course.price)

    def _draft(self, one: Invited, terms: Terms) -> Draft:
        content = self.outlooks[one.session].content
        contact = contact_of(content)
        return Draft(
            key=key_of(one.enrolment, content.schedule_no),
            message=INDIVIDUAL if terms.pays else MESSAGE,
            recipient=Recipient(one.email, one.full_name, f"person/{one.person}"),
            about=f"enrolment/{one.enrolment}",
            due_at=self.now,
            window=self.house.rhythm.window,
            from_name=content.provider.name,
            reply_to=contact.email if contact and contact.email else content.provider.email,
        )

    def _pack(self, one: Invited, terms: Terms, mail: OutgoingMail) -> InformationPack:
        content, zone = self.outlooks[one.session].content, self.house.rhythm.zone
        today = local_date(mail.due_at, zone)
        return InformationPack(
            enrolment_id=one.enrolment,
            schedule_no=content.schedule_no,
            edition=self.editions[one.session],
            mail=mail,
            personal=asdict(terms),
            hold_until=held_until(today, self.house.provider.hold_days, content.start.date()),
            prepared_at=self.now,
        )
