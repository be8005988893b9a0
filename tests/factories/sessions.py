"""Sessions whose half-days are planned through the real service."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import factory

from lms_onboarding.people.enums import Civility
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import Plan, SlotPlan, TrainerPlan, create_session, open_session

from .courses import CoursePageFactory
from .people import person

PLANNED_AT: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
FIRST_DAY: Final = date(2026, 12, 7)  # a Monday
MORNING: Final = (time(9), time(12, 30))
AFTERNOON: Final = (time(13, 30), time(17))


def half_days(first_day: date, modality: str = Modality.ONSITE) -> list[SlotPlan]:
    """On site, one day; at a distance, two mornings; blended, six half-days over two weeks, the last day on site."""
    if modality == Modality.ONSITE:
        return [SlotPlan(first_day, *MORNING), SlotPlan(first_day, *AFTERNOON)]
    if modality == Modality.REMOTE:
        return [SlotPlan(first_day + timedelta(days=gap), *MORNING, remote=True) for gap in (0, 1)]
    late = (time(14), time(17, 30))
    remote = [(0, MORNING), (1, late), (3, late), (7, MORNING)]
    last_day = first_day + timedelta(days=11)
    return [
        *(SlotPlan(first_day + timedelta(days=gap), *hours, remote=True) for gap, hours in remote),
        SlotPlan(last_day, *MORNING),
        SlotPlan(last_day, *AFTERNOON),
    ]


class SessionFactory(factory.Factory):
    """`SessionFactory(starts=date, modality=…, slots=[SlotPlan…], opened=False, trainers=[TrainerPlan…])`, complete:
    venue, access, link, trainer and his word. On site from 7 December 2026 and not open, unless told so."""

    class Meta:
        model = Session

    starts = FIRST_DAY
    slots: Any = None
    opened = False
    trainers: Any = None
    code = factory.Sequence(lambda number: f"LMS-CREATEUR-{number + 1}")
    course = factory.SubFactory(CoursePageFactory)
    modality = Modality.ONSITE
    venue = "12, quai de la Fosse, 44000 Nantes"
    room = "salle Loire, 2e étage"
    access = "Tram 1, arrêt Chantiers Navals, 4 min à pied. Ascenseur, boucle magnétique."
    doors_open = time(8, 45)
    lunch = "Restauration à 200 m, micro-ondes sur place."
    join_url = factory.LazyAttribute(
        lambda session: "" if session.modality == Modality.ONSITE else "https://classe.passerelle.example.fr/createur"
    )
    technical = "Ordinateur, Firefox ou Chrome à jour, casque avec micro, débit de 4 Mbit/s."
    equipment = "Un ordinateur portable et son chargeur\nUn document de votre métier à transformer en module"
    weekly_remote_time = "trente minutes par semaine"
    trainer_word = "On partira de votre vrai module, pas d’un exemple inventé. À lundi."

    @classmethod
    def _create(cls, model_class: type[Session], *_args: Any, **fields: Any) -> Session:
        starts, slots, opened = fields.pop("starts"), fields.pop("slots"), fields.pop("opened")
        trainers = fields.pop("trainers")
        if trainers is None:
            trainers = [TrainerPlan(karim(), quality="concepteur pédagogique, douze ans d’expérience")]
        planned = half_days(starts, fields["modality"]) if slots is None else slots
        plan = Plan(slots=planned, trainers=trainers)
        session = create_session(model_class(**fields), plan, by="system", now=PLANNED_AT)
        return open_session(session, now=PLANNED_AT) if opened else session


def karim() -> Any:
    """Karim Haddad, who runs the sessions of the mockups."""
    return person(
        "Karim", "Haddad", "karim.haddad@passerelle.example.fr", civility=Civility.MONSIEUR, phone="01 99 00 45 30"
    )
