"""What an export holds, in a sentence."""

from lms_onboarding.common import french

from .selecting import Wanted


def scope_of(wanted: Wanted, sessions: int) -> str:
    """« Six sessions du 1er janvier au 31 mars 2025, tirées au sort avec la graine 2025-0415. »"""
    counted = french.counted(sessions, "session", feminine=True)
    counted = f"{counted[:1].upper()}{counted[1:]}"
    if wanted.people:
        people = french.counted(len(wanted.people), "personne nommée", "personnes nommées", feminine=True)
        return f"{counted} de {people}."
    if wanted.codes:
        return f"{counted} nommées." if sessions > 1 else "Une session nommée."
    days = [french.day(day, weekday=False) for day in (wanted.since, wanted.until) if day is not None]
    period = f" du {days[0]} au {days[1]}" if len(days) == 2 else ""
    drawn = f", tirées au sort avec la graine {wanted.seed}" if wanted.draw else ""
    return f"{counted}{period}{drawn}."
