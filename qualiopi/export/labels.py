"""Words for the fields of a sheet, and the shape in which it is read."""

import json
from collections.abc import Mapping
from typing import Any, Final

from lms_onboarding.enrolments.enums import AbandonCause
from lms_onboarding.followup.enums import CaseOutcome
from lms_onboarding.welcome.enums import CallBlocker, CallNext, CallOutcome

LABELS: Final[Mapping[str, str]] = {
    "code": "Code de la session",
    "programme": "Programme figé à l’ouverture",
    "opened_at": "Ouverte le",
    "need": "Besoin retenu",
    "fit": "Adéquation du programme (1 à 5)",
    "sources": "Éléments",
    "decision": "Décision",
    "adaptations": "Adaptations",
    "reason": "Motif",
    "restated": "Restitué à l’apprenant",
    "written_at": "Signée le",
    "version__digest": "Empreinte du questionnaire",
    "answered_on": "Répondu le",
    "response__answers": "Réponses",
    "response__edition": "Édition des réponses",
    "slot__starts_at": "Rendez-vous",
    "chosen_at": "Choisie le",
    "outcome": "Issue",
    "outcome_at": "Notée le",
    "blockers": "Freins nommés",
    "expectation": "Attente",
    "agreed": "Ce qui a été convenu",
    "next_step": "Suite",
    "title": "Titre",
    "motive": "Motif",
    "text": "Message",
    "reported_at": "Signalée le",
    "answer": "Réponse",
    "answered_at": "Répondue le",
    "completed_at": "Terminée le",
    "number": "Numéro",
    "kind": "Nature",
    "topic": "Objet",
    "received_at": "Reçue le",
    "indicator": "Indicateur",
    "note": "Ce qu’elle montre",
    "filename": "Fichier",
    "blob_id": "Empreinte SHA-256",
    "url": "Adresse",
    "happened_on": "Date du fait",
    "author_name": "Auteur",
    "closed_at": "Clos le",
    "no_action_because": "Sans suite, car",
    "entries": "Faits et périodes déclarées",
    "declared_by": "Déclaré par",
    "finding": "Constat",
    "cause": "Cause",
    "due_on": "Échéance",
    "done_on": "Faite le",
    "done": "Ce qui a été fait",
    "decided_by": "Décidée par",
    "decided_at": "Décidée le",
    "held_on": "Tenue le",
    "attended": "Participants",
    "concluded": "Conclusions",
    "noted_by": "Notée par",
    "risk__number": "Numéro du risque",
    "risk__title": "Risque",
    "likelihood": "Probabilité, de 1 à 4",
    "gravity": "Gravité, de 1 à 4",
    "control": "Maîtrise",
    "next_on": "À revoir le",
    "reviewed_by": "Revu par",
    "assessments": "Évaluations, objectif par objectif",
    "version": "Version",
    "certification": "Certification",
    "objectives": "Objectifs",
    "rows": "Éléments et ce qui les couvre",
}
HIDDEN: Final = frozenset({"author_key", "version__content", "facts", "effect", "wish", "revision"})
"""Keys that name accounts, and what a register keeps to itself: a sheet proves that it was handled, not its words."""


def told(content: bytes) -> list[tuple[str, str]]:
    """Label and value of each field, in the order of their names; lists joined, moments left in ISO."""
    found: dict[str, Any] = json.loads(content)
    hidden = HIDDEN | {"cause", "answer"} if "facts" in found else HIDDEN  # a complaint may name people throughout
    words = _words_of(found)
    return [
        (LABELS.get(name, name), _said(_in_words(value, words.get(name, {}))))
        for name, value in found.items()
        if name not in hidden
    ]


def _words_of(found: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    """What the codes of a piece mean: those of an appointment, or those of an alert. Its hash is that of the codes."""
    of_call = {"outcome": CallOutcome, "next_step": CallNext, "blockers": CallBlocker}
    of_case = {"outcome": CaseOutcome, "cause": AbandonCause}
    codes = of_call if "next_step" in found else of_case if "points" in found else {}
    return {name: {str(code): str(label) for code, label in kind.choices} for name, kind in codes.items()}


def _in_words(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_in_words(one, words) for one in value]
    return words.get(value, value) if isinstance(value, str) else value


def _said(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, list):
        return " ; ".join(_said(one) for one in value)
    if isinstance(value, dict):
        return " ; ".join(f"{name} : {_said(one)}" for name, one in value.items())
    return str(value)
