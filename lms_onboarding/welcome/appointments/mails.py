"""What the mails about appointments say and join, read when they are about to leave. No word of a note travels."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.documents.services import store
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused, Part
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.agenda import CONTENT_TYPE
from lms_onboarding.welcome.enums import CallPurpose, Channel
from lms_onboarding.welcome.models import Booking, CallSlot

from . import events, keys, words
from .agenda import FILENAME, CallEvent, file_of
from .links import agenda_link, page_link
from .notices import CANCELLED_TRAINER
from .rules import SHOWN
from .selections import open_calls


def compose_offer(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The next slots, and the way to all of them. Raises CompositionRefused when none is left."""
    enrolment, organisation = _enrolment(mail), provider()
    slots = list(open_calls(enrolment.session_id, now))
    if not slots:
        raise CompositionRefused(_("il n’y a plus de créneau"))
    return Composition(
        variables={
            **_learner(enrolment, slots[0], organisation),
            "call_slots_lines": _next(slots, organisation),
            "call_channels_sentence": words.channels(slots),
            "call_booking_url": page_link(enrolment, now=now),
        }
    )


def compose_follow_up(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The slots of the follow-up, some weeks after the end. Raises CompositionRefused when none is left."""
    enrolment, organisation = _enrolment(mail), provider()
    slots = list(open_calls(enrolment.session_id, now, CallPurpose.FOLLOW_UP))
    if not slots:
        raise CompositionRefused(_("il n’y a plus de créneau"))
    return Composition(
        variables={
            **_learner(enrolment, slots[0], organisation),
            "call_slots_lines": _next(slots, organisation),
            "call_channels_sentence": words.channels(slots),
            "call_booking_url": page_link(enrolment, CallPurpose.FOLLOW_UP, now=now),
            "course_title": str(enrolment.session.programme.get("title") or enrolment.session.course.title),
        }
    )


def compose_invitation(mail: OutgoingMail, *, now: datetime) -> Composition:
    """A meeting of the group: when, how, and where to say whether one comes."""
    enrolment, organisation, slot = _enrolment(mail), provider(), _slot(mail)
    return Composition(
        variables={
            **_learner(enrolment, slot, organisation),
            "meeting_start_short": words.hour_of(slot.starts_at, organisation.zone),
            "meeting_start_long": words.hour_of(slot.starts_at, organisation.zone),
            "meeting_minutes_phrase": words.minutes(slot.minutes),
            "meeting_place_sentence": words.channel_sentence(slot, joined=False),
            "meeting_reply_url": page_link(enrolment, now=now),
        }
    )


def compose_for_learner(mail: OutgoingMail, *, now: datetime) -> Composition:
    """A call booked, changed or cancelled, with the calendar that follows."""
    booking, organisation = booking_of(mail), provider()
    enrolment = booking.enrolment
    page = page_link(enrolment, booking.purpose, now=now)
    rebook = bool(booking.cancelled_at) and open_calls(enrolment.session_id, now, booking.purpose).exists()
    return Composition(
        variables={
            **_learner(enrolment, booking.slot, organisation),
            **_hours(booking.slot, organisation),
            "call_channel_sentence": channel_of(booking),
            "call_manage_url": page,
            "call_booking_url": page if rebook else "",
            "call_meet_sentence": _see_you(enrolment.session, organisation, now),
            "calendar_url": agenda_link(enrolment, booking.purpose, now=now),
        },
        parts=[_joined(events.of_learner(booking, channel_of(booking)), organisation, now=now)],
    )


def compose_for_trainer(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The same news for who calls: the learner, the hour, the number, the list."""
    news, organisation = _news_for_trainer(mail), provider()
    slot, booking = news.slot, news.booking
    session = slot.session
    person = booking.enrolment.person if booking else None
    return Composition(
        variables={
            **mail_identity(organisation),
            **_hours(slot, organisation),
            "recipient_first_name": _recipient(mail),
            "call_subject_phrase": _subject(slot, person),
            "call_booked_sentence": _booked(slot, person),
            "call_how_line": _how(slot, booking),
            "course_title": str(session.programme.get("title") or session.course.title),
            "session_code": session.code,
            "session_calls_url": settings.LMSO_BASE_URL + reverse("lmso_portal:session_calls", args=[session.pk]),
        },
        parts=[_joined(news.event(mail), organisation, now=now)],
    )


def channel_of(booking: Booking) -> str:
    """How this learner's call will be held."""
    phone = booking.phone or booking.enrolment.person.phone
    return words.channel_sentence(booking.slot, learner_phone=phone)


def booking_of(mail: OutgoingMail) -> Booking:
    """Raises CompositionRefused when it is gone."""
    found = find_booking(mail)
    if found is None:
        raise CompositionRefused(_("le rendez-vous de ce message a disparu"))
    return found


def find_booking(mail: OutgoingMail) -> Booking | None:
    rows = Booking.objects.select_related(
        "slot__trainer", "slot__session__course", "enrolment__person", "enrolment__session"
    )
    return rows.filter(pk=keys.first_number(mail.key)).first()


@dataclass(frozen=True)
class _News:
    """What a trainer's mail is about: a learner's booking, or a whole meeting."""

    slot: CallSlot
    booking: Booking | None

    def event(self, mail: OutgoingMail) -> CallEvent:
        cancelled = mail.message == CANCELLED_TRAINER
        if self.booking is None:
            return events.of_meeting(self.slot, cancelled=cancelled)
        return events.of_trainer(self.booking, _how(self.slot, self.booking), cancelled=cancelled)


def _news_for_trainer(mail: OutgoingMail) -> _News:
    if keys.slot_of(mail.key):
        return _News(_slot(mail), None)
    booking = booking_of(mail)
    return _News(booking.slot, booking)


def _learner(enrolment: Enrolment, slot: CallSlot, organisation: ProviderSettings) -> dict[str, str]:
    person, session = enrolment.person, enrolment.session
    starts_at = session.starts_at
    title = _title(session, slot.trainer)
    return {
        **mail_identity(organisation),
        "learner_first_name": _first_name(person),
        "trainer_name": slot.trainer.full_name,
        "trainer_title": f"votre {title}" if title else "",
        "session_start_day": (
            french.day(french.local(starts_at, organisation.zone).date(), year=False) if starts_at else ""
        ),
        "call_minutes_phrase": words.minutes(slot.minutes),
    }


def _hours(slot: CallSlot, organisation: ProviderSettings) -> dict[str, str]:
    said = words.hour_of(slot.starts_at, organisation.zone)
    day = french.local(slot.starts_at, organisation.zone).date()
    return {
        "call_start_short": said,
        "call_start_long": said,
        "call_date_short": french.day(day, weekday=False, year=False),
        "call_minutes_phrase": words.minutes(slot.minutes),
    }


def _next(slots: list[CallSlot], organisation: ProviderSettings) -> str:
    return "\n".join(f"- {words.hour_of(slot.starts_at, organisation.zone)}" for slot in slots[:SHOWN])


def _title(session: Session, trainer: Person) -> str:
    """« formatrice », « référent pédagogique », as it agrees with who calls."""
    found = session.trainers.filter(person=trainer).values_list("title", flat=True).first()
    return found or (session.referent_title if session.referent_id == trainer.pk else "")


def _see_you(session: Session, organisation: ProviderSettings, now: datetime) -> str:
    """Nothing when the session is not held any more, or has begun."""
    if session.cancelled_at or session.starts_at is None or session.starts_at <= now:
        return ""
    day = french.day(french.local(session.starts_at, organisation.zone).date(), year=False)
    return f"Et nous aurons le temps de parler {day}."


def _recipient(mail: OutgoingMail) -> str:
    """The one who calls may have changed since: greet who receives this mail."""
    found = Person.objects.filter(pk=mail.recipient_key.partition("/")[2]).first()
    return _first_name(found) if found else mail.to_name


def _first_name(person: Person) -> str:
    return person.first_name or person.full_name


def _subject(slot: CallSlot, person: Person | None) -> str:
    if slot.is_group or person is None:
        return "l’accueil du groupe"
    return f"{words.WITH[slot.purpose]} {person.full_name}"


def _booked(slot: CallSlot, person: Person | None) -> str:
    if slot.is_group or person is None:
        return "Une première personne y sera ; les suivantes s’ajoutent à la liste, sans autre message."
    return f"{person.full_name} a réservé ce créneau : l’heure est prise."


def _how(slot: CallSlot, booking: Booking | None) -> str:
    """« par téléphone, au 06 12 34 56 78 », « en visio, https://… », « sur place, salle Loire »."""
    where = slot.where
    if booking is not None and not slot.is_group and slot.channel == Channel.PHONE:
        where = booking.phone or booking.enrolment.person.phone or where
    return f"{slot.get_channel_display()}, {where}" if where else str(slot.get_channel_display())


def _joined(event: CallEvent, organisation: ProviderSettings, *, now: datetime) -> Part:
    blob = store(file_of(event, organisation.zone), now=now)
    return Part(blob=blob, filename=FILENAME, content_type=CONTENT_TYPE)


def _enrolment(mail: OutgoingMail) -> Enrolment:
    rows = Enrolment.objects.select_related("person", "session__course")
    found = rows.filter(pk=keys.first_number(mail.key)).first()
    if found is None:
        raise CompositionRefused(_("l’inscription a disparu"))
    return found


def _slot(mail: OutgoingMail) -> CallSlot:
    found = CallSlot.objects.select_related("trainer", "session__course").filter(pk=keys.slot_of(mail.key)).first()
    if found is None:
        raise CompositionRefused(_("le créneau de ce message a disparu"))
    return found
