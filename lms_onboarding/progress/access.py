"""Why a learner does not see a module, and what to do about it. Plain dataclasses, no database.

Nothing is said of a page that is not published but that it is not: no title, no content.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.enums import PLACED, EnrolmentState, Role

from .enums import Obstacle


@dataclass(frozen=True, slots=True)
class Place:
    """One enrolment of the learner, whatever its state."""

    session_code: str
    role: str
    state: str
    session_cancelled: bool = False

    @property
    def is_open(self) -> bool:
        """It gives access to the micro-courses: from the confirmation on, and for good once completed."""
        return self.state in PLACED and not self.session_cancelled


@dataclass(frozen=True, slots=True)
class Module:
    """A micro-course, or one of its lessons. `opens_at` is the publication that an author has scheduled."""

    audience: str
    published: bool
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """`sentence` says why, `fix` what to do. When it is not `blocking`, the module can be opened all the same."""

    code: Obstacle
    sentence: str
    fix: str
    blocking: bool = True


def reasons(module: Module, places: Sequence[Place], *, contact: str = "", now: datetime) -> list[Reason]:
    """Everything that stands between the learner and the module, what blocks first; empty when nothing does.

    `contact` names who can mend it: « Solène Le Goff ».
    """
    whom = contact or _("votre contact de formation")
    open_places = [place for place in places if place.is_open]
    found = [] if open_places else _without_place(places, whom)
    found += _unpublished(module, whom, now)
    found += _role(module, open_places, whom)
    return sorted(found, key=lambda reason: not reason.blocking)


def blocking(module: Module, places: Sequence[Place], *, contact: str = "", now: datetime) -> Reason | None:
    """The first reason that forbids to open the module, or None."""
    return next((reason for reason in reasons(module, places, contact=contact, now=now) if reason.blocking), None)


def _without_place(places: Sequence[Place], whom: str) -> list[Reason]:
    if not places:
        return [
            Reason(
                Obstacle.NOT_ENROLLED,
                _("Aucune inscription n’est à votre nom avec cette adresse."),
                _("Vérifiez l’adresse avec laquelle vous vous connectez, ou écrivez à %(whom)s.") % {"whom": whom},
            )
        ]
    return [_closed(place, whom) for place in places]


def _closed(place: Place, whom: str) -> Reason:
    code = {"code": place.session_code, "whom": whom}
    if place.session_cancelled:
        return Reason(
            Obstacle.SESSION_CANCELLED,
            _("La session %(code)s est annulée.") % code,
            _("Demandez à %(whom)s une autre date : vos micro-cours s’ouvriront avec elle.") % code,
        )
    if place.state == EnrolmentState.INVITED:
        return Reason(
            Obstacle.NOT_CONFIRMED,
            _("Votre inscription à la session %(code)s n’est pas encore confirmée.") % code,
            _("Les micro-cours s’ouvrent dès la confirmation. Elle tarde ? Écrivez à %(whom)s.") % code,
        )
    if place.state == EnrolmentState.ABANDONED:
        return Reason(
            Obstacle.ABANDONED,
            _("Votre formation dans la session %(code)s s’est arrêtée.") % code,
            _("Pour la reprendre, écrivez à %(whom)s : ce que vous avez fait est conservé.") % code,
        )
    return Reason(
        Obstacle.ENROLMENT_CANCELLED,
        _("Votre inscription à la session %(code)s est annulée.") % code,
        _("Si c’est une erreur, écrivez à %(whom)s.") % code,
    )


def _unpublished(module: Module, whom: str, now: datetime) -> list[Reason]:
    if module.published:
        return []
    if module.opens_at is not None and module.opens_at > now:
        return [
            Reason(
                Obstacle.OPENS_LATER,
                _("Ce module ouvre le %(day)s.") % {"day": french.day_and_hour(french.local(module.opens_at))},
                _("Revenez à partir de ce moment : il apparaîtra dans votre liste."),
            )
        ]
    return [
        Reason(
            Obstacle.NOT_PUBLISHED,
            _("Ce module n’est pas publié pour l’instant."),
            _("Il est peut-être en cours de mise à jour. Pour savoir quand il revient, écrivez à %(whom)s.")
            % {"whom": whom},
        )
    ]


def _role(module: Module, places: Sequence[Place], whom: str) -> list[Reason]:
    roles = {place.role for place in places if place.role}
    if not places or module.audience in roles:
        return []
    theirs = _label(module.audience)
    if not roles:
        return [
            Reason(
                Obstacle.NO_ROLE,
                _("Votre inscription ne précise pas votre profil."),
                _(
                    "Tous les micro-cours restent ouverts. Pour retrouver les vôtres en tête, "
                    "dites votre profil à %(whom)s."
                )
                % {"whom": whom},
                blocking=False,
            )
        ]
    yours = french.listing(sorted(_label(role) for role in roles))
    return [
        Reason(
            Obstacle.OTHER_ROLE,
            _("Ce module s’adresse au profil %(theirs)s ; votre inscription est au profil %(yours)s.")
            % {"theirs": theirs, "yours": yours},
            _(
                "Il est dans « Voir les autres rôles », et vous pouvez le suivre. "
                "Votre rôle a changé ? Écrivez à %(whom)s."
            )
            % {"whom": whom},
            blocking=False,
        )
    ]


def _label(role: str) -> str:
    return str(Role(role).label) if role in Role.values else role
