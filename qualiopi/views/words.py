"""Sentences of the quality portal: counts, never a percentage, never « conforme »."""

from collections.abc import Iterable, Sequence
from datetime import date

from lms_onboarding.common import french
from lms_onboarding.common.typography import typographie
from qualiopi.coverage.overview import Missing
from qualiopi.coverage.owed import Debt
from qualiopi.coverage.states import Count


def verdict(total: Count, missing: int, late: int) -> str:
    """« 80 pièces sur 104 sont réunies ; cinq lots manquent, dont trois en retard. »"""
    if not total.due:
        return typographie("Aucune pièce n’est encore attendue pour ces sessions.")
    verb = "est réunie" if total.held < 2 else "sont réunies"
    noun = "pièce" if total.held < 2 else "pièces"
    held = f"{french.number(total.held)} {noun} sur {french.number(total.due)} {verb}"
    if not missing:
        return typographie(f"{held}. Rien ne manque pour cette période.")
    lots = f"{french.counted(missing, 'lot')} {'manque' if missing < 2 else 'manquent'}"
    if missing == late:
        delay = ", en retard" if missing < 2 else ", tous en retard"
    else:
        delay = f", dont {french.in_words(late)} en retard" if late else ", aucun en retard"
    return typographie(f"{held} ; {lots}{delay}.")


def owed_verdict(found: Sequence[Debt], today: date) -> str:
    """« Vous devez trois lots de pièces, dont un en retard », the title of one's own page."""
    if not found:
        return typographie("Vous ne devez aucune pièce pour l’instant")
    late = sum(one.day < today for one in found)
    lots = french.counted(len(found), "lot de pièces", "lots de pièces")
    if not late:
        return typographie(f"Vous devez {lots}, aucun en retard")
    return typographie(
        f"Vous devez {lots}, dont {french.in_words(late)} en retard"
        if late < len(found)
        else f"Vous devez {lots}, en retard"
    )


def dense(missing: Iterable[Missing], *, most: int = 4) -> str:
    """« Elles se concentrent sur « Prise de parole » et « Tutorat ». »: where most of what is missing is."""
    weights: dict[str, int] = {}
    for one in missing:
        weights[one.title] = weights.get(one.title, 0) + one.owing.units
    titles = sorted(weights, key=lambda title: (-weights[title], title))[:most]
    if not titles:
        return ""
    return typographie(f"Ce qui manque se concentre sur {french.listing([f'« {title} »' for title in titles])}.")


def scope(sessions: int, indicators: int) -> str:
    """« Sept sessions, six indicateurs. »"""
    held = french.counted(sessions, "session", feminine=True) if sessions else "aucune session"
    return typographie(f"{_upper(held)}, {french.counted(indicators, 'indicateur')}.")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
