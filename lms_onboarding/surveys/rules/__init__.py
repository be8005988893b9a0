"""What a questionnaire is and what counts as an answer. Plain Python: no database, no clock, no request."""

from .answering import Answer, Checked, check
from .asking import (
    FACTS,
    TEXTS,
    Asked,
    AskedSection,
    Context,
    Objective,
    UnknownContext,
    ask,
    cleared,
    read_context,
    visible,
)
from .form import Choice, Condition, Form, InvalidForm, Question, Scale, Section, read_form
from .proofreading import Known, Proof, proofread
from .scores import MIN_GROUP, Nps, mean, nps, tally

__all__ = [
    "FACTS",
    "MIN_GROUP",
    "TEXTS",
    "Answer",
    "Asked",
    "AskedSection",
    "Checked",
    "Choice",
    "Condition",
    "Context",
    "Form",
    "InvalidForm",
    "Known",
    "Nps",
    "Objective",
    "Proof",
    "Question",
    "Scale",
    "Section",
    "UnknownContext",
    "ask",
    "check",
    "cleared",
    "mean",
    "nps",
    "proofread",
    "read_context",
    "read_form",
    "tally",
    "visible",
]
