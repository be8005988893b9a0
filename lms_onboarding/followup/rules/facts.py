"""What is known of one learner in one session on one day."""

from dataclasses import dataclass

from lms_onboarding.followup.enums import Access, Stuck


@dataclass(slots=True)
class Facts:
    """Everything counts from the learner's own clock: the later of the start of the session and of the enrolment.

    `day`: whole days since then, 0 on the first. `active_days`: days with a trace since then, that day included.
    `visit_days`: days with a visit before the start; None when there was no time for it.
    `content_opened`: None when there is nothing to open. `expected_days`: on how many days something was expected so
    far, excused absences, holidays and closures taken away; None reads the table as it is (sessions of weeks). In a
    `short` session points are read as soon as something was expected.
    `alive`: the sources of this session bring activity. `absences`: half-days missed without excuse.
    """

    day: int
    active_days: int
    visit_days: int | None
    content_opened: bool | None
    expected_days: int | None = None
    short: bool = False
    alive: bool = True
    absences: int = 0
    access: int = Access.FINE
    stuck: int = Stuck.NO
    replies_unread: int = 0
