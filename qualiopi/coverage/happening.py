"""What the journal says of one piece: distinct facts, none of which stands for another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms_onboarding.journal.models import Entry
from qualiopi.indicators.pieces import Piece

CODES: Final = {"kit": "codes__kit", "information": "codes__pack", "deposit": "codes__deposit"}
WORDS: Final = {
    "mail.sent": gettext_lazy("Parti"),
    "mail.delivered": gettext_lazy("Accepté par sa messagerie"),
    "mail.bounced": gettext_lazy("Rejeté par sa messagerie"),
    "mail.failed": gettext_lazy("Échec de l’envoi"),
    "mail.suppressed": gettext_lazy("Retenu avant de partir"),
    "kit.opened": gettext_lazy("Ouvert : une pièce téléchargée ou un bouton pressé"),
    "kit.acknowledged": gettext_lazy("« Bien reçu », déclaré par la personne"),
    "kit.resent": gettext_lazy("Envoyé de nouveau"),
    "information.opened": gettext_lazy("Ouvertes : une pièce téléchargée ou un bouton pressé"),
    "information.acknowledged": gettext_lazy("« Bien reçu », déclaré par la personne"),
    "document.fetched": gettext_lazy("Téléchargé"),
    "evidence.sound": gettext_lazy("Relue, rien à redire"),
    "evidence.doubted": gettext_lazy("Marquée « à revoir »"),
    "evidence.deposited": gettext_lazy("Déposée"),
    "evidence.looked_again": gettext_lazy("Relue"),
    "evidence.withdrawn": gettext_lazy("Retirée"),
    "evidence.file_damaged": gettext_lazy("Fichier trouvé absent ou modifié"),
    "evidence.file_restored": gettext_lazy("Fichier retrouvé identique"),
}


@dataclass(frozen=True)
class Happening:
    """One fact and its moment."""

    words: str
    at: datetime


def happenings(piece: Piece, *, as_of: datetime) -> list[Happening]:
    """The fact, the making of the piece, then everything the journal knows of its source. One query."""
    found: list[Happening] = []
    if piece.produced_at != piece.occurred_at:
        found.append(Happening(_("La pièce est produite"), piece.produced_at))
    rows = Entry.objects.filter(_about(piece), verb__in=WORDS, recorded_at__lte=as_of).order_by("occurred_at", "pk")
    found += [Happening(str(WORDS[verb]), at) for verb, at in rows.values_list("verb", "occurred_at")]
    if all(one.at != piece.occurred_at for one in found):  # else it is told by its own words
        found.append(Happening(_("Le fait"), piece.occurred_at))
    return sorted(found, key=lambda one: one.at)


def _about(piece: Piece) -> Q:
    source, _slash, number = piece.key.partition("/")
    about = Q(subject=piece.key)
    subject = f"enrolment/{piece.enrolment}" if piece.enrolment else f"session/{piece.session}"
    if source in CODES:
        about |= Q(subject=subject) & Q(**{CODES[source]: int(number)})
    if piece.mail is not None:
        about |= Q(codes__mail=piece.mail, verb__startswith="mail.")
    return about
