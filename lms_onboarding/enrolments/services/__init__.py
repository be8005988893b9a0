"""Every write about enrolments: enrol, confirm, cancel, abandon, import a file, say that a place is kept."""

from lms_onboarding.enrolments.confirmation import say_next
from lms_onboarding.enrolments.importing.report import ImportReport, Outcome, Problem, RowResult
from lms_onboarding.enrolments.importing.running import ImportOptions, import_enrolments
from lms_onboarding.enrolments.refusals import (
    AlreadyEnrolled,
    EnrolmentOver,
    EnrolmentRefused,
    NothingToAbandon,
    SessionHasStarted,
    SessionTakesNobody,
)
from lms_onboarding.enrolments.seats import Seat
from lms_onboarding.enrolments.undoing.neighbours import nothing_to_release, when_undone
from lms_onboarding.enrolments.withdrawal import ask_why

from .amending import amend
from .completing import complete_all
from .drafting import (
    correct_draft,
    drop_draft,
    keep_draft,
    model_csv,
    purge_drafts,
    rejected_csv,
    report_csv,
    rows_of,
)
from .enrolling import enrol
from .states import abandon, cancel, confirm
from .telling import sweep
from .undoing import undo_import
from .working import import_draft, order_import, order_undoing, preview_draft, work_on_files

__all__ = [
    "AlreadyEnrolled",
    "EnrolmentOver",
    "EnrolmentRefused",
    "ImportOptions",
    "ImportReport",
    "NothingToAbandon",
    "Outcome",
    "Problem",
    "RowResult",
    "Seat",
    "SessionHasStarted",
    "SessionTakesNobody",
    "abandon",
    "amend",
    "ask_why",
    "cancel",
    "complete_all",
    "confirm",
    "correct_draft",
    "drop_draft",
    "enrol",
    "import_draft",
    "import_enrolments",
    "keep_draft",
    "model_csv",
    "nothing_to_release",
    "order_import",
    "order_undoing",
    "preview_draft",
    "purge_drafts",
    "rejected_csv",
    "report_csv",
    "rows_of",
    "say_next",
    "sweep",
    "undo_import",
    "when_undone",
    "work_on_files",
]
