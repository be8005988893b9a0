"""What may be done with progress: study, ask for help and answer, visit, read where one stands, import activity."""

from lms_onboarding.progress.access import Module, Place, Reason, reasons
from lms_onboarding.progress.importing.report import ActivityReport
from lms_onboarding.progress.importing.running import ActivityOptions, import_activity
from lms_onboarding.progress.keys import SCOPE as STUCK_SCOPE
from lms_onboarding.progress.questions import Choice, Question, RealAction, action_of, questions_of
from lms_onboarding.progress.refusals import (
    ActionGone,
    AlreadyAnswered,
    AssessmentRefused,
    CallRefused,
    LessonClosed,
    NotTheirs,
    ProgressRefused,
    ProofRefused,
    QuestionChanged,
    UnknownLesson,
    UnknownOption,
)

from .admission import PLACE_FIELDS, Admission, Places, module_of, places_among, places_of, why_hidden
from .assessing import Goal, Judgement, assess, assessment_was_planned, assessments_of, goals_of
from .feeding import feed_from_quizzes
from .helping import Call, answer_stuck, mark_answer_read, report_stuck, settle_stuck
from .studying import Answer, Attempt, Declaration, attempt_check, declare_action, enter_lesson, open_lesson
from .summing import LessonRecord, LessonState, Summary, action_in, answers_in, calls_about, record_of, summary_for
from .visiting import touch_day, touch_places

__all__ = [
    "PLACE_FIELDS",
    "STUCK_SCOPE",
    "ActionGone",
    "ActivityOptions",
    "ActivityReport",
    "Admission",
    "AlreadyAnswered",
    "Answer",
    "AssessmentRefused",
    "Attempt",
    "Call",
    "CallRefused",
    "Choice",
    "Declaration",
    "Goal",
    "Judgement",
    "LessonClosed",
    "LessonRecord",
    "LessonState",
    "Module",
    "NotTheirs",
    "Place",
    "Places",
    "ProgressRefused",
    "ProofRefused",
    "Question",
    "QuestionChanged",
    "RealAction",
    "Reason",
    "Summary",
    "UnknownLesson",
    "UnknownOption",
    "action_in",
    "action_of",
    "answer_stuck",
    "answers_in",
    "assess",
    "assessment_was_planned",
    "assessments_of",
    "attempt_check",
    "calls_about",
    "declare_action",
    "enter_lesson",
    "feed_from_quizzes",
    "goals_of",
    "import_activity",
    "mark_answer_read",
    "module_of",
    "open_lesson",
    "places_among",
    "places_of",
    "questions_of",
    "reasons",
    "record_of",
    "report_stuck",
    "settle_stuck",
    "summary_for",
    "touch_day",
    "touch_places",
    "why_hidden",
]
