"""How long things are kept, as learners read it."""

from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common import french

from .retention import retention

_YEAR: Final = 12


def periods() -> list[tuple[str, str]]:
    """(what, how long), from the settings in force."""
    kept = retention()
    after = _("%s après la fin de l’année de la formation")
    return [
        (
            _("Présences, évaluations, bilans, certificats"),
            _("%(usual)s ; %(long)s si l’Europe la cofinance.")
            % {"usual": after % _spoken(kept.proof), "long": spoken(kept.proof_cofunded)},
        ),
        (_("Kit d’accueil, synthèse de vos besoins, réclamations"), _("%s.") % (after % _spoken(kept.evidence))),
        (
            _("Vos réponses avec votre nom"),
            _("%s ; ensuite, elles sont comptées sans vous.") % (after % _spoken(kept.survey)),
        ),
        (_("Le texte des messages"), _("%s.") % (after % _spoken(kept.mail))),
        (
            _("Ce que votre formateur note de vos échanges, vos demandes d’aide"),
            _("%s après la fin de votre suivi. Le motif, un mot dans une liste, reste plus longtemps.")
            % _spoken(kept.note),
        ),
        (_("Liens, codes, appareils"), _("%s.") % _spoken(kept.trace)),
        (_("Votre nom"), _("Jusqu’à la dernière de ces dates, puis il est effacé.")),
    ]


def spoken(months: int) -> str:
    """« trois ans », « 18 mois »."""
    if months % _YEAR:
        return french.counted(months, "mois", "mois")
    return french.counted(months // _YEAR, "an")


def _spoken(months: int) -> str:
    said = spoken(months)
    return said[0].upper() + said[1:]
