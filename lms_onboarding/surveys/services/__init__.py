"""What may be done with questionnaires. Rooms above invite, give links, and read answers; they never write one."""

from lms_onboarding.surveys.refusals import (
    AlreadyPublished,
    AlreadySealed,
    NotFitToPublish,
    NothingPublished,
    NothingToAsk,
    NotOpen,
    ReadingReserved,
)
from lms_onboarding.surveys.rules import (
    FACTS,
    MIN_GROUP,
    TEXTS,
    Form,
    Nps,
    Question,
    Scale,
    UnknownContext,
    mean,
    nps,
    read_form,
    tally,
)

from .answering import Incomplete, Sheet, save_draft, sheet_of, submit
from .chaining import Following, following, waiting
from .closing import close_due
from .counting import Comment, CountedVersion, Counts, Given, Groups, comments, count_answers, rates_of
from .inviting import Ask, Respondent, invite, invite_many, link_markers, postpone, withdraw
from .loading import LoadReport, load_questionnaires
from .publishing import create_questionnaire, proof_of, publish_version, save_draft_version
from .reading import Rate, Reading, Reserved, answers_of, rate_of, readings, restricted_answers
from .telling import mark_handled, tell_readers
from .wording import Told, told

__all__ = [
    "FACTS",
    "MIN_GROUP",
    "TEXTS",
    "AlreadyPublished",
    "AlreadySealed",
    "Ask",
    "Comment",
    "CountedVersion",
    "Counts",
    "Following",
    "Form",
    "Given",
    "Groups",
    "Incomplete",
    "LoadReport",
    "NotFitToPublish",
    "NotOpen",
    "NothingPublished",
    "NothingToAsk",
    "Nps",
    "Question",
    "Rate",
    "Reading",
    "ReadingReserved",
    "Reserved",
    "Respondent",
    "Scale",
    "Sheet",
    "Told",
    "UnknownContext",
    "answers_of",
    "close_due",
    "comments",
    "count_answers",
    "create_questionnaire",
    "following",
    "invite",
    "invite_many",
    "link_markers",
    "load_questionnaires",
    "mark_handled",
    "mean",
    "nps",
    "postpone",
    "proof_of",
    "publish_version",
    "rate_of",
    "rates_of",
    "read_form",
    "readings",
    "restricted_answers",
    "save_draft",
    "save_draft_version",
    "sheet_of",
    "submit",
    "tally",
    "tell_readers",
    "told",
    "waiting",
    "withdraw",
]
