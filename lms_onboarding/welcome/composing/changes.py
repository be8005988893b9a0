"""A session moved or cancelled: what changes, and the calendar that follows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.documents.services import store
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import ScheduleChange, Session
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.agenda import agenda_of
from lms_onboarding.welcome.content import Content
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.replies.links import link_to as reply_link
from lms_onboarding.welcome.rules import Dates
from lms_onboarding.welcome.services.announced import announced_before
from lms_onboarding.welcome.services.editions import editions_for
from lms_onboarding.welcome.services.links import AGENDA_SCOPE, KIT_SCOPE, kit_key, link_for
from lms_onboarding.welcome.services.outlook import House, Outlook, look

from . import pieces, words


def compose_moved(mail: OutgoingMail, *, now: datetime) -> Composition:
    """Before, now, and the calendar brought up to date. « Before » is what this person had last been told."""
    enrolment, outlook = _subject(mail, now)
    content, kit = outlook.content, _latest_kit(enrolment)
    change = announced_before(enrolment)
    if change is None or not content.appointments:
        raise CompositionRefused(_("le changement annoncé par ce message n’existe pas"))
    edition = editions_for({content.session: outlook}, now=now)[content.session]
    return Composition(
        variables={
            **_common(enrolment, content),
            **difference(change.before, content),
            "change_reason_sentence": sentence(_last_reason(content)),
            "calendar_sentence": "Ouvrez le fichier joint : vos rendez-vous se mettent à jour dans votre agenda.",
            "kit_after_move_sentence": _kit_after(kit, outlook, now),
            "kit_url": _page(enrolment, kit, content, now=now),
            "session_reply_url": reply_link(enrolment, now=now),
        },
        parts=[pieces.calendar(pieces.agenda_for(edition, content, now=now))],
    )


def compose_cancelled(mail: OutgoingMail, *, now: datetime) -> Composition:
    """What will not be held, why, and the calendar without it."""
    enrolment, outlook = _subject(mail, now)
    content, session = outlook.content, outlook.session
    if content.starts_at is None or session.cancelled_at is None:
        raise CompositionRefused(_("la session n’est pas annulée, ou n’avait pas de date"))
    kit = _latest_kit(enrolment)
    told = pieces.content_of(kit.edition) if kit else content
    ics = agenda_of(
        content, stamped=session.cancelled_at, cancelled=True, removed=pieces.removed_since(session.pk, content)
    )
    return Composition(
        variables={
            **_common(enrolment, content),
            **words.start(told.start),
            "cancel_reason_sentence": sentence(session.cancel_reason),
            "cancel_options_sentence": sentence(session.cancel_options)
            or "Nous cherchons avec vous une autre date, ou une autre solution.",
            "calendar_sentence": "Ouvrez le fichier joint : ces rendez-vous quittent votre agenda.",
            "session_reply_url": reply_link(enrolment, now=now),
        },
        parts=[pieces.calendar(store(ics, now=now))] if content.appointments else [],
    )


def sentence(words_given: str) -> str:
    """What a person of the team typed, as a sentence: a capital, a full stop."""
    said = " ".join(words_given.split())
    if not said:
        return ""
    return f"{said[:1].upper()}{said[1:]}" + ("" if said[-1] in ".!?…" else ".")


def _subject(mail: OutgoingMail, now: datetime) -> tuple[Enrolment, Outlook]:
    enrolment = (
        Enrolment.objects.select_related("person", "session", "confirmation_mail")
        .filter(pk=keys.target_of(mail.key).enrolment)
        .first()
    )
    if enrolment is None:
        raise CompositionRefused(_("l’inscription a disparu"))
    house = House.at(now)
    return enrolment, look(Session.objects.filter(pk=enrolment.session_id), house)[enrolment.session_id]


def _common(enrolment: Enrolment, content: Content) -> words.Words:
    person = enrolment.person
    return {
        **words.identity(content),
        **words.session(content),
        "learner_first_name": person.first_name or person.full_name,
        "learner_full_name": person.full_name,
    }


def _latest_kit(enrolment: Enrolment) -> WelcomeKit | None:
    return enrolment.kits.select_related("edition", "mail").order_by("-schedule_no").first()


def _last_reason(content: Content) -> str:
    change = ScheduleChange.objects.filter(session_id=content.session, schedule_no=content.schedule_no).first()
    return change.reason if change else ""


def difference(before: Mapping[str, Any], content: Content) -> words.Words:
    """What the message says of the two schedules; what did not change is said once."""
    previous = datetime.fromisoformat(before["starts_at"]).astimezone(content.tz) if before.get("starts_at") else None
    old_place, new_place = _place(before), words.place_phrase(content)
    return {
        "change_phrase": _change_phrase(before, content, previous, moved_place=old_place != new_place),
        "previous_start_long": french.day_and_hour(previous) if previous else "",
        "previous_place_line": old_place if old_place != new_place else "",
        "place_line": new_place,
    }


def _change_phrase(
    before: Mapping[str, Any], content: Content, previous: datetime | None, *, moved_place: bool
) -> str:
    days = [one["day"] for one in before.get("slots", ())] != [one.day.isoformat() for one in content.appointments]
    hours = previous is not None and previous.time() != content.start.time()
    first = previous is not None and previous.date() != content.start.date()
    if first and moved_place:
        return "la date et le lieu changent"
    if first:
        return "la date change"
    if moved_place:
        return "les dates et le lieu changent" if days else "le lieu change"
    if days:
        return "des dates changent"
    return "l’heure change" if hours else "les horaires changent"


def _place(before: Mapping[str, Any]) -> str:
    modality = before.get("modality", Modality.ONSITE)
    on_site = ", ".join(part for part in (before.get("venue", ""), before.get("room", "")) if part)
    parts = [on_site if modality != Modality.REMOTE else "", words.VIRTUAL if modality != Modality.ONSITE else ""]
    return " ; ".join(part for part in parts if part)


def _kit_after(kit: WelcomeKit | None, outlook: Outlook, now: datetime) -> str:
    """What becomes of the kit: replaced, to come, or nothing to say of a kit that nobody received."""
    dates: Dates | None = outlook.dates
    if dates is None:
        return ""
    received = kit is not None and kit.schedule_no < outlook.content.schedule_no
    new = "Un nouveau kit remplacera celui que vous avez reçu" if received else "Votre kit de bienvenue arrivera"
    if now >= dates.kit_from:
        return f"{new} : il part sans attendre."
    return f"{new}, au plus tard le {french.day(dates.kit_deadline.date(), year=False)}."


def _page(enrolment: Enrolment, kit: WelcomeKit | None, content: Content, *, now: datetime) -> str:
    """The kit's page, which shows the new dates, or the page of the dates for who has no kit yet."""
    scope, key = (KIT_SCOPE, kit_key(kit.pk)) if kit else (AGENDA_SCOPE, enrolment.key)
    link = link_for(scope=scope, object_key=key, holder_key=enrolment.person.key, session_ends_at=content.end, now=now)
    return marker(link)
