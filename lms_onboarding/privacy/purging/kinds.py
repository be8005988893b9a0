"""Every kind of thing whose time ends, in the order in which it goes: what leads to bytes before the bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms_onboarding.people.models import Person
from lms_onboarding.privacy.holds import Held
from lms_onboarding.privacy.models import RetentionSettings
from lms_onboarding.privacy.retention import Calendar

from . import people
from .evidence import EVIDENCE
from .part import Part
from .proofs import PROOFS
from .traces import TRACES
from .words import MAILS, NOTES, SURVEYS


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`period` is the field of the settings that says how long; `parts` the tables that forget."""

    key: str
    title: Any
    period: str
    parts: Sequence[Part]

    def due(self, part: Part, calendar: Calendar, held: Held) -> "QuerySet[Any]":
        """Rows whose time is over and that nothing holds back."""
        return part.due(self.period, calendar).exclude(part.held(held))

    def why(self, settings: RetentionSettings) -> str:
        """The period, as the preview says it."""
        months = getattr(settings, self.period)
        if self.period == "proof":
            return _(
                "Gardé %(months)d mois après la fin de l’année de la session, %(long)d sous cofinancement européen."
            ) % {"months": months, "long": settings.proof_cofunded}
        if self.period == "note":
            return _("Gardé %(months)d mois après la clôture de l’alerte ou la fin de la session.") % {
                "months": months
            }
        if self.period == "trace":
            return _("Gardé %(months)d mois après la trace elle-même.") % {"months": months}
        return _("Gardé %(months)d mois après la fin de l’année de la session.") % {"months": months}


@dataclass(frozen=True, kw_only=True)
class Identities(Kind):
    """People of whom nothing else is kept."""

    def due(self, part: Part, calendar: Calendar, held: Held) -> "QuerySet[Any]":
        return people.people_due(calendar).exclude(part.held(held))

    def why(self, settings: RetentionSettings) -> str:
        return _("Plus rien n’est gardé de ce qu’elles ont suivi, et leur compte ne sert plus.")


KINDS: Final = (
    Kind(key="mail", title=gettext_lazy("Texte et pièces jointes des messages"), period="mail", parts=MAILS),
    Kind(key="note", title=gettext_lazy("Notes libres et demandes d’aide"), period="note", parts=NOTES),
    Kind(key="survey", title=gettext_lazy("Réponses nominatives aux questionnaires"), period="survey", parts=SURVEYS),
    Kind(
        key="proof",
        title=gettext_lazy("Présences, évaluations, bilans, attestations et certificats"),
        period="proof",
        parts=PROOFS,
    ),
    Kind(
        key="evidence",
        title=gettext_lazy("Preuves de la qualité : kits, synthèses, réclamations, pièces"),
        period="evidence",
        parts=EVIDENCE,
    ),
    Kind(key="trace", title=gettext_lazy("Traces techniques : liens, codes, appareils"), period="trace", parts=TRACES),
    Identities(
        key="person",
        title=gettext_lazy("Noms et adresses des personnes"),
        period="evidence",
        parts=(
            Part(
                rows=Person.objects.all,
                forget=people.forget,
                moment=None,
                held=lambda held: Q(pk__in=held.people.values("pk")),
                mine=lambda subject: Q(pk=subject.person.pk),
            ),
        ),
    ),
)
