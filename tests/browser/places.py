"""Where pages are whose address is not known beforehand: published pages, personal links, what somebody wrote."""

from datetime import date, time, timedelta
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Page

from courses.models import LessonPage
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.models.import_draft import SMALL
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, expand, make, marker, revoke
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import SlotPlan, cancel, reschedule
from lms_onboarding.surveys.services import invite, load_questionnaires, save_draft, submit
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.models import CallSlot, WelcomeKit
from lms_onboarding.welcome.services import Answer, CallOffer, book_call, offer_slots, reply_to_change
from qualiopi.registers.models import Report
from qualiopi.registers.services import accept, designate
from tests.browser.moment import MORNING
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim
from tests.factories.surveys import asked, content, published, question
from tests.qualiopi import trust

COMPLAINT: Final = {
    "stakeholder": "learner",
    "topic": "organisation",
    "session_words": "LMS, du 7 décembre",
    "facts": "Deux d’entre nous sont restés debout.",
    "wish": "explain",
    "name": "Yann Petit",
    "email": "yann.petit@exemple.fr",
}
OFFER: Final = {
    "purpose": "welcome",
    "kind": "individual",
    "day": "2026-12-02",
    "start": "09:30",
    "count": "3",
    "minutes": "15",
    "channel": "phone",
}


def cookie(client: Client) -> str:
    """What a browser needs to be the same person."""
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def of_wagtail() -> dict[str, str]:
    """The first published page of each type, by the name of the type."""
    found: dict[str, str] = {}
    for page in Page.objects.live().order_by("path").specific():
        if url := page.get_url():
            found.setdefault(type(page).__name__, url)
    return found


def of_registers() -> dict[str, str]:
    """A complaint somebody wrote, a recipient of reports who accepted and received one, another who is asked to."""
    hugo = designate(name="Hugo Martin", title="psychologue", email="hugo.martin@exemple.fr", by="system", now=MORNING)
    accept(hugo, passphrase=trust.PASSPHRASE, now=MORNING)
    trust.designated("anna.roy@exemple.fr", name="Anna Roy")
    client = Client()
    trust.send(client, hugo)
    form = "/reclamation/ecrire/"
    client.post(form, {"draft": trust.draft(client, form), **COMPLAINT})
    return {"report": f"/signalement/boite/{hugo.pk}/{Report.objects.get().pk}/"}


def of_calls(team: Client, session: Session) -> dict[str, str]:
    """Three slots offered by Karim; Inès booked the first, Malik may choose among the others."""
    team.post(f"/sessions/{session.pk}/appels/", {"trainer": karim().pk, **OFFER})
    slot = CallSlot.objects.filter(session=session).order_by("starts_at")[0]
    ines, malik = (Enrolment.objects.get(person__email=f"{name}@exemple.fr") for name in ("ines", "malik"))
    booking = book_call(enrolment=ines.pk, slot=slot.pk, by=ines.person.key, now=MORNING)
    return {
        "slot": str(slot.pk),
        "booking": str(booking.pk),
        "enrolment": str(ines.pk),
        "call_booked": made_link("call", ines.key),
        "call": made_link("call", malik.key),
    }


def of_changes() -> dict[str, str]:
    """Two sessions more: one that moved, to which a learner said no, one that was cancelled."""
    moved, cancelled = (EnrolmentFactory(session=SessionFactory(opened=True)) for _rank in range(2))
    slots = [SlotPlan(date(2026, 12, 14), time(9), time(12, 30))]
    reschedule(moved.session, slots=slots, reason="la salle n’est plus libre", by="system", now=MORNING)
    cancel(cancelled.session, reason="trop peu d’inscrits", options="", by="system", now=MORNING)
    answer = Answer(schedule_no=2, cancelled=False, choice="misfit", said="Plutôt le matin.")
    reply_to_change(enrolment=moved.pk, answer=answer, by=moved.person.key, now=MORNING)
    links = {name: made_link("session_reply", one.key) for name, one in (("moved", moved), ("cancelled", cancelled))}
    return {"session_moved": str(moved.session_id), **{f"reply_{name}": link for name, link in links.items()}}


def of_help(learner: Client) -> dict[str, str]:
    """« Je suis bloqué », said in a lesson of their own role, and the hours that their trainer offers for it."""
    lesson = LessonPage.objects.live().filter(url_path__contains="/createur-").order_by("path")[0]
    learner.post(f"/portail/lecons/{lesson.pk}/aide/", {"motive": "broken", "text": "Le bouton reste gris."})
    report = StuckReport.objects.select_related("enrolment__session").latest("pk")
    hours = [MORNING + timedelta(days=1, hours=rank) for rank in range(2)]
    offer = CallOffer(trainer=karim(), starts=hours, minutes=15, purpose=CallPurpose.STUCK)
    assert report.enrolment is not None
    offer_slots(report.enrolment.session, offer, by="system", now=MORNING)
    return {"lesson_asked": lesson.get_url() or "", "stuck": str(report.pk)}


def of_imports(team: Client, *, good: bytes, bad: bytes) -> dict[str, str]:
    """A file seen and left there, another that went in, one that was taken back, and one that waits for the worker."""
    seen, done, undone = (_deposited(team, content) for content in (bad, good, good))
    long = _deposited(team, good + b"\n" * SMALL)
    team.post(f"{done}inscrire/")
    team.post(f"{undone}inscrire/")
    team.post(f"{undone}annuler/")
    returned = WelcomeKit.objects.filter(mail__state=MailState.BOUNCED).first()
    return {
        "import_seen": seen,
        "import_done": f"{done}resultat/",
        "import_undone": f"{undone}resultat/",
        "import_long": long,
        "kit_returned": str(returned and returned.pk),
    }


def by_link(person: Person) -> dict[str, str]:
    """Personal links by scope: those of this person where there are, else whoever has one."""
    load_questionnaires(now=MORNING)
    invitation = invite(asked("needs_learner"), now=MORNING)
    published(content(question("q_one")))
    answered = submit(invite(asked(number=2), now=MORNING), now=MORNING)
    # somebody asks the disability referent for a contact
    published(content(question("q_call", "single", restricted="disability_referent")), key="private")
    private = invite(asked("private", about=f"enrolment/{person.enrolments.all()[0].pk}"), now=MORNING)
    save_draft(private, {"q_call": "yes"}, fields=["q_call"], now=MORNING)
    submit(private, now=MORNING)
    number = IssuedDocument.objects.order_by("pk")[0].number
    found = {link.scope: _path(link) for link in PersonalLink.objects.usable(MORNING).order_by("pk")}
    found |= {link.scope: _path(link) for link in PersonalLink.objects.filter(holder_key=person.key)}
    found["erasure"] = f"/donnees-personnelles/effacements/{person.pk}/"
    revoked = _link("survey", "999999")
    revoke([revoked], now=MORNING)
    return {
        **found,
        "survey": _path(PersonalLink.objects.get(scope="survey", object_key=str(invitation.pk))),
        "survey_done": _path(PersonalLink.objects.get(scope="survey", object_key=str(answered.pk))),
        "survey_pk": str(invitation.pk),
        "optout": made_link("optout", person.key),
        "document": made_link("document", number),
        "document_number": number,
        "revoked_link": _path(revoked),
        "unknown_link": f"{_path(revoked)[:-4]}zzz/",
    }


def _deposited(client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("inscriptions.csv", content, "text/csv")
    return str(client.post("/inscriptions/importer/", {"fichier": file}).headers["Location"])


def _link(scope: str, key: str) -> PersonalLink:
    life = MORNING + timedelta(days=30)
    return make([Grant(scope=scope, object_key=key, holder_key="person/0", expires_at=life)], now=MORNING)[0]


def made_link(scope: str, key: str) -> str:
    """The path of a personal link, for its holder."""
    return _path(_link(scope, key))


def _path(link: PersonalLink) -> str:
    return expand(marker(link), base_url="")
