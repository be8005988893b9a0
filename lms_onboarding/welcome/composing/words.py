"""The values of the welcome's messages (their meaning: templates/emails/variables.yaml), from frozen content. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.urls import reverse

from lms_onboarding.common import french
from lms_onboarding.common.typography import NBSP
from lms_onboarding.mailing.services import as_markdown
from lms_onboarding.welcome.content import Appointment, Content, Personal, Who
from lms_onboarding.welcome.documents import joined_name, place_line
from lms_onboarding.welcome.enums import LateReason
from lms_onboarding.welcome.rules import days_left

Words = dict[str, str]

VIRTUAL: Final = "classe virtuelle"
CONNECT: Final = "avec le lien de votre kit, dix minutes avant l’heure"


def identity(content: Content) -> Words:
    """What the footers say, from the frozen provider; the two addresses are those of today."""
    return {
        "organisation_name": content.provider.name or "votre organisme de formation",
        "legal_line": content.provider.legal_line,
        "privacy_url": settings.LMSO_BASE_URL + reverse("lmso_portal:privacy"),
        "complaint_url": settings.LMSO_BASE_URL + reverse("lmso_portal:complaint"),
    }


@lru_cache(maxsize=64)  # the same words for every learner of the session: callers take them apart, and change nothing
def session(content: Content) -> Words:
    """What every learner of the session reads, whatever the day."""
    return {
        "course_title": content.course.title,
        **start(content.start),
        **_people(content),
        **_places(content),
        "skills_lines": skills_lines(content),
        "programme_lines": programme_lines(content),
        "remote_work_lines": _remote_work(content),
        "attachments_sentence": attachments_sentence(content),
        "booklet_sentence": booklet_sentence(content),
    }


def start(moment: datetime) -> Words:
    """« lundi 7 décembre », « lundi 7 décembre 2026 à 9 h », « 7 décembre 2026 »: `moment` on the wall clock."""
    return {
        "session_start_day": french.day(moment.date(), year=False),
        "session_start_long": french.day_and_hour(moment),
        "session_start_date": french.day(moment.date(), weekday=False),
    }


def learner(personal: Personal) -> Words:
    return {
        "learner_first_name": personal.greeting,
        "learner_full_name": personal.full_name,
        "need_restated_sentence": personal.need,
    }


def counting_down(content: Content, now: datetime) -> Words:
    """« dans sept jours ». For who joins a session under way, it begins « pour vous » at the next half-day."""
    if now < content.start:
        return {"in_days_phrase": french.in_days_phrase(days_left(now, content.start, content.tz))}
    upcoming = _next_after(content, now)
    if upcoming is None:
        return {"in_days_phrase": "pour vous aujourd’hui"}
    moment = datetime.combine(upcoming.day, upcoming.start, tzinfo=content.tz)
    phrase = french.in_days_phrase(days_left(now, moment, content.tz))
    return {"in_days_phrase": f"pour vous {phrase}", **start(moment)}


def late(reason: LateReason, *, enrolled_on: date, days: int) -> Words:
    """Why the kit comes late, said to the learner; `days` is how long before the session it should have come."""
    before = f"moins de {french.counted(days, 'jour')} avant"
    sentences = {
        LateReason.ENROLLED_LATE: f"Votre inscription date du {french.day(enrolled_on, year=False)} : "
        f"ce kit vous parvient donc {before}.",
        LateReason.MOVED_LATE: f"Le calendrier de la session vient de changer : ce kit vous parvient donc {before}.",
        LateReason.COMPLETED_LATE: f"Une information nous manquait encore : ce kit vous parvient {before}, "
        "et nous vous prions de nous en excuser.",
    }
    usual = f"Ce kit vous parvient {before}, et nous vous prions de nous en excuser."
    return {"late_reason_sentence": sentences.get(reason, usual)}


def first_day(content: Content, now: datetime) -> Words:
    """The message of the day before: when, where, what to bring, whom to call."""
    appointments, contact = content.first_day, content.contact
    moment, days = content.start, days_left(now, content.start, content.tz)
    near = {0: "Aujourd’hui", 1: "Demain"}.get(days) or _capitalised(french.day(moment.date(), year=False))
    remote = content.is_remote(appointments[0])
    return {
        "tomorrow_phrase": f"{near} à {french.hour(moment.time())}",
        "first_slot_hours": ", puis ".join(french.hours_between(one.start, one.end) for one in appointments),
        "first_slot_place": f"{VIRTUAL}, lien dans votre kit" if remote else place_line(content),
        "bring_line": enumeration(content.practical.equipment),
        **_contact("day_contact", contact, content),
        "day_contact_from": "",
    }


def programme_lines(content: Content) -> str:
    """A half-day per item: day and hours, subject, and where on the next line."""
    return "\n".join(_programme_line(content, one) for one in content.appointments)


def skills_lines(content: Content) -> str:
    """Each objective, and under it what it is for at work."""
    return "\n".join(
        f"- {as_markdown(one.text)}" + (f"\n  {as_markdown(_use(one.use))}" if one.use.strip() else "")
        for one in content.course.objectives
    )


@dataclass(frozen=True)
class Step:
    """Something left to do. `url` is an address or a link marker; `hint` says where, when time is no matter."""

    label: str
    url: str
    minutes: int = 0
    hint: str = ""


def steps_lines(steps: Sequence[Step]) -> Words:
    """« Il reste trois étapes, 12 min. », and each with its address."""
    lines = [
        f"{rank}. [{as_markdown(step.label)}]({step.url})\n   {step.hint or f'{step.minutes}{NBSP}min'}"
        for rank, step in enumerate(steps, start=1)
    ]
    return {"steps_left_phrase": _steps_phrase(steps), "steps_left_lines": "\n".join(lines)}


def _steps_phrase(steps: Sequence[Step]) -> str:
    minutes = sum(step.minutes for step in steps)
    if len(steps) == 1 and not minutes:
        return "Une seule étape : dire « bien reçu »."
    return f"Il reste {french.counted(len(steps), 'étape', feminine=True)}, {minutes}{NBSP}min."


def attachments_sentence(content: Content) -> str:
    named = [
        "le programme",
        "votre convocation avec son guide pratique",
        *(joined_name(one.rank) for one in content.joined),
    ]
    return f"Joints à ce message : {french.listing([*named, 'vos dates pour l’agenda'])}."


def booklet_sentence(content: Content) -> str:
    if all(one.rank != "livret" for one in content.joined):
        return ""
    return "Le livret d’accueil joint dit à qui s’adresser, y compris en confidentialité."


def enumeration(items: Sequence[str]) -> str:
    """« un ordinateur portable et son chargeur, un casque »: lines of a list become a sentence."""
    return ", ".join(_uncapitalised(item.strip().rstrip(".;,")) for item in items)


def place_sentence(content: Content) -> str:
    if not content.appointments:
        return ""
    if content.is_remote(content.appointments[0]):
        return "La première séance se tient en classe virtuelle."
    return f"La première séance se tient sur place : {place_line(content)}."


def place_phrase(content: Content) -> str:
    """Where, in one line: « 12, quai de la Fosse, 44000 Nantes, salle Loire », « classe virtuelle », or both."""
    parts = [place_line(content) if content.on_site else "", VIRTUAL if content.at_a_distance else ""]
    return " ; ".join(part for part in parts if part)


def _people(content: Content) -> Words:
    trainer, contact = content.trainer, content.contact
    word = content.trainer_word.strip().removeprefix("«").removesuffix("»").strip()
    return {
        "trainer_word": word if trainer else "",
        "trainer_name": trainer.name if trainer else "",
        "trainer_title": f"votre {trainer.title}" if trainer and trainer.title else "",
        **_contact("referent", contact, content),
        "referent_title": contact.title if contact else "",
        **(_contact("disability_contact", content.disability, content) if content.disability else {}),
        "disability_contact_title": content.disability.title if content.disability else "",
        "disability_contact_name": content.disability.name if content.disability else "",
    }


def _contact(prefix: str, who: Who | None, content: Content) -> Words:
    """Somebody always answers: without a person, the organisation itself."""
    desk = who or Who(content.provider.name, phone=content.provider.phone, email=content.provider.email)
    return {f"{prefix}_name": desk.name, f"{prefix}_phone": desk.phone, f"{prefix}_email": desk.email}


def _places(content: Content) -> Words:
    practical = content.practical
    on_site = content.on_site
    modes = {True: "en classe virtuelle", False: f"sur place, {practical.venue}"}
    first = content.is_remote(content.appointments[0]) if content.appointments else not on_site
    return {
        "first_slot_mode": modes[first],
        "other_slot_mode": modes[not first],
        "place_sentence": place_sentence(content),
        "venue_address": practical.venue,
        "venue_access": practical.access.rstrip(".") if on_site else "",
        "room_label": practical.room if on_site else "",
        "doors_open_time": french.hour(practical.doors_open) if practical.doors_open and on_site else "",
        "lunch_line": _uncapitalised(practical.lunch.rstrip(".")) if on_site else "",
        "equipment_line": enumeration(practical.equipment),
        "technical_line": _uncapitalised(practical.technical.rstrip(".")) if content.at_a_distance else "",
        "connection_line": CONNECT if content.at_a_distance else "",
        "support_channel": practical.support_channel if content.at_a_distance else "",
        "support_delay": practical.support_delay if content.at_a_distance else "",
        "weekly_time_phrase": practical.weekly_remote_time,
    }


def _programme_line(content: Content, one: Appointment) -> str:
    where = "en classe virtuelle" if content.is_remote(one) else as_markdown(place_line(content))
    when = f"{french.day(one.day, year=False)}, {french.hours_between(one.start, one.end)}"
    said = f" {as_markdown(_uncapitalised(one.subject))}\n  {where}" if one.subject.strip() else f" {where}"
    return f"- **{when} :**{said}"


def _use(words: str) -> str:
    """« au travail : vous répondez en deux minutes », or « pour répondre en deux minutes » as it was written."""
    said = _uncapitalised(words.strip().rstrip("."))
    return said if said.startswith("pour ") else f"au travail : {said}"


def _remote_work(content: Content) -> str:
    work = content.course.remote_work.strip()
    return f"- **à distance :** {as_markdown(_uncapitalised(work))}" if work and content.at_a_distance else ""


def _next_after(content: Content, now: datetime) -> Appointment | None:
    moment = now.astimezone(content.tz)
    return next(
        (
            one
            for one in content.appointments
            if (one.day, one.start) >= (moment.date(), moment.time().replace(tzinfo=None))
        ),
        None,
    )


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _uncapitalised(words: str) -> str:
    """Lower the first letter, unless the word is an acronym: « LMS » stays."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
