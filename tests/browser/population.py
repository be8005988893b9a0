"""A training organisation on the morning when kits leave: starter content, a session, its learners, its team."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Final

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from lms_onboarding.accounts import services as accounts
from lms_onboarding.accounts.models import User
from lms_onboarding.enrolments import services as enrolments
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person
from lms_onboarding.welcome import services as welcome
from tests.browser import badge_places, closing_places, first_week, places, quality_places, survey_places
from tests.browser.moment import MORNING
from tests.browser.places_of_attendance import of_attendance
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim
from tests.support.keys import signed_in

CODE: Final = "LMS-CREATEUR-2026-12"
THOMAS: Final = "thomas.arnaud@passerelle.example.fr"  # the disability referent
ENROLLED: Final = MORNING - timedelta(days=20)
# Inès for the pages, Hugo whose kit comes back, and one learner per journey: none meets what another did
LEARNERS: Final = ("ines", "hugo", "malik", "chloe", "yann", "amina", "bastien", "nora")


def file_of(*names: str) -> bytes:
    """An enrolment file that names these people of exemple.fr."""
    rows = (
        f"Mme;{name.capitalize()};Berthier;{name}@exemple.fr;{CODE};Créatrice;Coopérative des Mauges" for name in names
    )
    return "\n".join(["civilité;prénom;nom;e-mail;session;profil;entreprise", *rows]).encode()


def fill() -> dict[str, str]:
    """Make everything; returns what `addresses` and the journeys call by name."""
    people.with_documents(people.provider(payment_terms="à trente jours", early_stop_terms="au prorata"))
    call_command("load_starter_content", stdout=StringIO())
    session = SessionFactory(code=CODE, modality="blended", opened=True)
    EnrolmentFactory(session=session, state=EnrolmentState.INVITED, person__first_name="Noé")
    enrolments.import_enrolments(file_of(*LEARNERS), "inscriptions.csv", by="system", now=ENROLLED)
    sweep(ENROLLED)
    sweep(MORNING)
    nadia = get_user_model().objects.create_superuser("nadia@exemple.fr", first_name="Nadia", last_name="Ferrand")
    learners = [_account(Person.objects.get(email=f"{name}@exemple.fr")) for name in LEARNERS]
    team, learner, trainer = (signed_in(user) for user in (nadia, learners[0], _account(karim())))
    User.objects.create_user("sacha@exemple.fr", first_name="Sacha", last_name="Morel", is_staff=True)
    referent = signed_in(_account(Person.objects.get(email=THOMAS)))
    week = first_week.fill()
    return {
        "alert": week["alert"],
        "group": week["group"],
        "followed": places.cookie(_with_factor(_account(week["followed"]))),
        "session": str(session.pk),
        "team": places.cookie(team),
        "learner": places.cookie(learner),
        "trainer": places.cookie(trainer),
        "disability_referent": places.cookie(referent),
        **places.of_wagtail(),
        **places.of_registers(),
        **quality_places.of_quality(team, session),
        **badge_places.of_badges(),
        **places.of_calls(team, session),
        **places.of_changes(),
        **places.of_help(learner),
        **places.of_imports(team, good=file_of("nadege"), bad=file_of("une adresse")),
        **of_attendance(),
        **survey_places.of_surveys(),
        **closing_places.of_closings(),
        **places.by_link(Person.objects.get(email="ines@exemple.fr")),
    }


def _with_factor(user: User) -> Client:
    """Signed in, with an application of codes."""
    accounts.pre_enrol(user, now=MORNING)
    return signed_in(user)


def sweep(now: datetime) -> None:
    """What the worker's calendar runs, at one moment."""
    enrolments.sweep(now=now)
    welcome.sweep(now=now)
    deliver(clock=lambda: now)


def _account(person: Person) -> User:
    """Confirming an enrolment opens that of a learner; the team's are opened by invitation."""
    if person.account is None:
        names = {"first_name": person.first_name, "last_name": person.last_name}
        person.account = get_user_model().objects.create_user(person.email, **names)
        person.save()
    return person.account
