"""What may be done with progress: study, ask for help and answer, visit, read where one stands, import activity."""

from lms_onboarding.progress.access import Module, Place, Reason, reasons
from lms_onboarding.progress.attending.countersigning import Gaps, countersign, gaps_in
from lms_onboarding.progress.attending.distance_sheets import issue_distance_statement, statements_of
from lms_onboarding.progress.attending.facts import Absence, AttendanceFacts, attendance_facts
from lms_onboarding.progress.attending.inviting import SCOPE as ATTENDANCE_SCOPE
from lms_onboarding.progress.attending.inviting import invite_to_sign, to_invite
from lms_onboarding.progress.attending.marking import Conflict, Finding, Marked, mark_attendance
from lms_onboarding.progress.attending.reading import (
    Line,
    OwnHalf,
    enrolments_led_by,
    lines_of,
    own_halves,
    sessions_led_by,
    slots_led_by,
)
from lms_onboarding.progress.attending.refusals import (
    AlreadyCountersigned,
    AttendanceRefused,
    FindingUnusable,
    HalfDayLocked,
    NotExpected,
    NotReady,
    NotTheirSession,
    OutsideWindow,
    SignatureUnusable,
    SigningClosed,
)
from lms_onboarding.progress.attending.remote import HelpGiven, RemoteRecord, note_help, remote_record
from lms_onboarding.progress.attending.roster import leads
from lms_onboarding.progress.attending.session_sheets import (
    issue_paper_sheet,
    issue_session_sheet,
    sheets_of_session,
)
from lms_onboarding.progress.attending.sheets import issue_sheet, issue_sheets, where
from lms_onboarding.progress.attending.signatures import Signature, drawn, scanned, written
from lms_onboarding.progress.attending.signing import sign_attendance
from lms_onboarding.progress.attending.wall import SCAN_LASTS, code_of, normal_code, seconds_left, slot_of
from lms_onboarding.progress.attending.windows import Window, window_of
from lms_onboarding.progress.importing.freshness import FRESH, Freshness, SessionFreshness, freshness
from lms_onboarding.progress.importing.receiving import MOST, ReceivedLine, receive_activity
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
    "ATTENDANCE_SCOPE",
    "FRESH",
    "MOST",
    "PLACE_FIELDS",
    "SCAN_LASTS",
    "STUCK_SCOPE",
    "Absence",
    "ActionGone",
    "ActivityOptions",
    "ActivityReport",
    "Admission",
    "AlreadyAnswered",
    "AlreadyCountersigned",
    "Answer",
    "AssessmentRefused",
    "Attempt",
    "AttendanceFacts",
    "AttendanceRefused",
    "Call",
    "CallRefused",
    "Choice",
    "Conflict",
    "Declaration",
    "Finding",
    "FindingUnusable",
    "Freshness",
    "Gaps",
    "Goal",
    "HalfDayLocked",
    "HelpGiven",
    "Judgement",
    "LessonClosed",
    "LessonRecord",
    "LessonState",
    "Line",
    "Marked",
    "Module",
    "NotExpected",
    "NotReady",
    "NotTheirSession",
    "NotTheirs",
    "OutsideWindow",
    "OwnHalf",
    "Place",
    "Places",
    "ProgressRefused",
    "ProofRefused",
    "Question",
    "QuestionChanged",
    "RealAction",
    "Reason",
    "ReceivedLine",
    "RemoteRecord",
    "SessionFreshness",
    "Signature",
    "SignatureUnusable",
    "SigningClosed",
    "Summary",
    "UnknownLesson",
    "UnknownOption",
    "Window",
    "action_in",
    "action_of",
    "answer_stuck",
    "answers_in",
    "assess",
    "assessment_was_planned",
    "assessments_of",
    "attempt_check",
    "attendance_facts",
    "calls_about",
    "code_of",
    "countersign",
    "declare_action",
    "drawn",
    "enrolments_led_by",
    "enter_lesson",
    "feed_from_quizzes",
    "freshness",
    "gaps_in",
    "goals_of",
    "import_activity",
    "invite_to_sign",
    "issue_distance_statement",
    "issue_paper_sheet",
    "issue_session_sheet",
    "issue_sheet",
    "issue_sheets",
    "leads",
    "lines_of",
    "mark_answer_read",
    "mark_attendance",
    "module_of",
    "normal_code",
    "note_help",
    "open_lesson",
    "own_halves",
    "places_among",
    "places_of",
    "questions_of",
    "reasons",
    "receive_activity",
    "record_of",
    "remote_record",
    "report_stuck",
    "scanned",
    "seconds_left",
    "sessions_led_by",
    "settle_stuck",
    "sheets_of_session",
    "sign_attendance",
    "slot_of",
    "slots_led_by",
    "statements_of",
    "summary_for",
    "to_invite",
    "touch_day",
    "touch_places",
    "where",
    "why_hidden",
    "window_of",
    "written",
]
