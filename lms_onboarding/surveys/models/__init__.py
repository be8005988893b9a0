"""Questionnaires and their versions, who was asked, what was answered."""

from .invitation import Invitation, InvitationQuerySet
from .questionnaire import Questionnaire, QuestionnaireVersion
from .response import Draft, Response, RestrictedAnswer, RestrictedAnswerQuerySet

__all__ = [
    "Draft",
    "Invitation",
    "InvitationQuerySet",
    "Questionnaire",
    "QuestionnaireVersion",
    "Response",
    "RestrictedAnswer",
    "RestrictedAnswerQuerySet",
]
