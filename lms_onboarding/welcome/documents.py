"""From the frozen content of a kit to the two documents that travel with it."""

from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from lms_onboarding.common import french
from lms_onboarding.common.typography import NBSP, NNBSP
from lms_onboarding.documents.printing.blocks import Contact
from lms_onboarding.documents.printing.page import Imprint, Provider
from lms_onboarding.documents.printing.thread import Stage, Step
from lms_onboarding.sessions.enums import Modality

from .content import Appointment, Content, Identity, Personal, Who, hours_in_words
from .pdf.convocation import Convocation, HalfDay
from .pdf.objectives import Objective
from .pdf.programme import Programme, Unit

LONGEST_IN_A_CELL = 90  # characters: three lines of the column
MODALITIES = {
    Modality.ONSITE: "Présentiel",
    Modality.REMOTE: "À distance, en classe virtuelle",
    Modality.BLENDED: "Mixte : à distance et sur place",
}


def page_of(number: str) -> str:
    """Where a printed number leads: a page that asks for a code, so that paper never carries a token."""
    return settings.LMSO_BASE_URL + reverse("lmso_portal:document", args=[number])


def programme_of(content: Content, *, number: str, issued_at: datetime) -> Programme:
    """The contractual description, as frozen for the session."""
    course = content.course
    return Programme(
        provider=printed(content.provider),
        imprint=Imprint("Programme", number, issued_at, version=_version(content), zone=content.zone),
        course=course.title,
        promise=course.subtitle,
        hours=content.hours,
        calendar=calendar_line(content),
        modality=MODALITIES[content.modality],
        price=course.price,
        group=course.group_size,
        objectives=objectives(content),
        sequences=tuple(Unit(one.title, one.content, one.method, _short_hours(one.hours)) for one in course.sequences),
        public=course.public,
        prerequisites=course.prerequisites,
        means=course.methods,
        trainers=trainers_line(content),
        admission=course.access_delays,
        follow_up=course.assessment,
        sanction=course.recognition_of_completion,
        certification=course.certification,
        recognition=course.recognition,
        remote=course.remote_work,
        funding=course.funding,
        accessibility=course.accessibility or _disability_line(content),
        contact=course.contact or (_contact_line(content.contact) if content.contact else ""),
    )


def convocation_of(
    content: Content, personal: Personal, *, enrolled_on: date, number: str, issued_at: datetime
) -> Convocation:
    """The two personal pages. Only a content that holds nothing back (see `completeness`) can be drawn."""
    practical, trainer = content.practical, content.trainer
    return Convocation(
        provider=printed(content.provider),
        imprint=Imprint("Convocation", number, issued_at, zone=content.zone),
        civility=personal.civility,
        first_name=personal.greeting,
        full_name=personal.full_name,
        guardian=personal.guardian,
        course=content.course.title,
        hours=content.hours,
        half_days=tuple(_half_day(content, one) for one in content.appointments),
        stages=stages(content, enrolled_on=enrolled_on, today=french.local(issued_at, content.tz).date()),
        administrative_contact=_administrative(content),
        people=people(content),
        objectives=objectives(content),
        word=content.trainer_word,
        word_by=trainer.name if trainer else "",
        word_role=f"votre {trainer.title}" if trainer and trainer.title else "",
        bring=practical.equipment,
        absence=practical.absence,
        attached=("le programme", *(joined_name(one.rank) for one in content.joined)),
        place=place_line(content) if content.on_site else "",
        access=_access(content) if content.on_site else "",
        link=practical.join_url if content.at_a_distance else "",
        technical=practical.technical if content.at_a_distance else "",
        help_desk=help_line(content) if content.at_a_distance else "",
        page_url=page_of(number) if number else "",
    )


def printed(identity: Identity) -> Provider:
    return Provider(
        identity.name, identity.address, identity.siret, identity.declaration, identity.region, identity.logo
    )


def objectives(content: Content) -> tuple[Objective, ...]:
    return tuple(Objective(one.text, one.use) for one in content.course.objectives)


def calendar_line(content: Content) -> str:
    """« Du 7 au 18 décembre 2026, six demi-journées »."""
    days = [one.day for one in content.appointments]
    if not days:
        return ""
    period = french.period(min(days), max(days))
    count = french.counted(len(days), "demi-journée", feminine=True)
    return f"{period[:1].upper()}{period[1:]}, {count}"


def trainers_line(content: Content) -> str:
    """« Karim Haddad, concepteur pédagogique, douze ans d’expérience ; … »."""
    return f"{NNBSP}; ".join(
        ", ".join(part for part in (one.name, one.quality or one.title) if part) for one in content.trainers
    )


def place_line(content: Content) -> str:
    """« 12, quai de la Fosse, 44000 Nantes, salle Loire »."""
    return ", ".join(part for part in (content.practical.venue, content.practical.room) if part)


def help_line(content: Content) -> str:
    """« 01 99 00 45 15, de 8 h 30 à 18 h. Réponse sous deux heures. »; nothing without a channel."""
    practical = content.practical
    if not practical.support_channel:
        return ""
    delay = f". Réponse sous {practical.support_delay}" if practical.support_delay else ""
    return f"{practical.support_channel.rstrip('.')}{delay}."


def joined_name(rank: str) -> str:
    return {"livret": "le livret d’accueil", "reglement": "le règlement intérieur"}[rank]


def people(content: Content) -> tuple[Contact, ...]:
    """Trainers, referent, disability referent and support, each once, with what they are for."""
    roles: list[tuple[Who, str]] = [(one, one.title or "formateur") for one in content.trainers]
    if content.referent:
        roles.append((content.referent, f"{content.referent.title} : organisation, absence, difficulté"))
    if content.disability:
        roles.append((content.disability, content.disability.title or "référent handicap"))
    if content.administrative and (not content.referent or content.administrative.key != content.referent.key):
        roles.append((content.administrative, content.administrative.title or "contact administratif"))
    named = tuple(Contact(who.name, _capitalised(role), who.reach) for who, role in roles)
    support = help_line(content)
    return (*named, Contact("Assistance", "Connexion, accès à la plateforme", support)) if support else named


def stages(content: Content, *, enrolled_on: date, today: date) -> tuple[Stage, ...]:
    """The path as this kit knows it, on absolute dates: a sheet of paper outlives « J-7 »."""
    first, last = content.appointments[0], content.appointments[-1]
    start = f"{french.day_short(first.day)}, {french.hour(first.start)}"
    path = [
        Stage("Inscription", french.day_short(enrolled_on), Step.DONE),
        Stage("Kit de bienvenue", french.day_short(today), Step.NOW),
        Stage("Premier jour", start, Step.AHEAD),
    ]
    if last.day != first.day:
        path.append(Stage("Dernière séance", french.day_short(last.day), Step.AHEAD))
    if today > first.day:
        path[2] = replace(path[2], step=Step.DONE)
        path[1], path[2] = path[2], path[1]
    return tuple(path)


def _half_day(content: Content, one: Appointment) -> HalfDay:
    where = "classe virtuelle" if content.is_remote(one) else content.practical.room or _short_venue(content)
    return HalfDay(one.day, one.start, one.end, where, content.trainer.name if content.trainer else "")


def _short_venue(content: Content) -> str:
    """A long address is written whole in the guide, once: repeated at each half-day, it would fill pages."""
    venue = content.practical.venue
    return venue if len(venue) <= LONGEST_IN_A_CELL else "sur place, adresse au guide pratique"


def _administrative(content: Content) -> Contact:
    """Somebody always answers: completeness holds back a kit without a contact."""
    who = content.administrative if content.administrative and content.administrative.reach else content.contact
    if who is None:
        return Contact(content.provider.name, "Contact administratif", content.provider.email)
    return Contact(who.name, who.title or "contact administratif", who.reach)


def _access(content: Content) -> str:
    practical = content.practical
    doors = f"Accueil dès {french.hour(practical.doors_open)}." if practical.doors_open else ""
    lunch = f"Déjeuner : {practical.lunch.rstrip('.')}." if practical.lunch else ""
    return " ".join(part for part in (practical.access, doors, lunch) if part)


def _version(content: Content) -> str:
    course = content.course
    dated = f" du {french.day(course.version_date, weekday=False)}" if course.version_date else ""
    return f"{course.version}{dated}" if course.version else ""


def _short_hours(decimal: str) -> str:
    return hours_in_words(decimal).replace(f"{NBSP}heures", f"{NBSP}h").replace(f"{NBSP}heure", f"{NBSP}h")


def _contact_line(who: Who) -> str:
    return ", ".join(part for part in (who.name, who.reach) if part)


def _disability_line(content: Content) -> str:
    return f"Aménagements possibles avec {_contact_line(content.disability)}." if content.disability else ""


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
