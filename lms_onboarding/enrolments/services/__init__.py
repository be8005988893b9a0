"""Every write about enrolments: enrol, confirm, cancel, abandon, import a file, say that a place is kept."""

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

from .enrolling import enrol
from .states import abandon, cancel, confirm

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
    "cancel",
    "confirm",
    "enrol",
    "import_enrolments",
]
