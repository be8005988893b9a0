"""What kits cost: as many queries for one learner as for many."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import CompositionRefused, deliver
from lms_onboarding.welcome.composing.kits import compose_kits
from lms_onboarding.welcome.services import sweep

from .conftest import at

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]
OPENS = at("2026-11-29 09:00")


def test_the_queries_of_composing_do_not_follow_the_number_of_kits(learner: Make) -> None:
    counts = []
    for learners in (1, 1, 6):  # the first opens the series of numbers
        first = learner()
        for _ in range(learners - 1):
            learner(session=first.session)
        sweep(now=OPENS)
        waiting = OutgoingMail.objects.waiting().filter(message__startswith="welcome.kit_").order_by("pk")
        with CaptureQueriesContext(connection) as captured:
            made = compose_kits(list(waiting), now=OPENS)
        counts.append(len(captured))
        assert len(made) == learners
        assert not [one for one in made.values() if isinstance(one, CompositionRefused)]
        deliver(clock=lambda: OPENS)
    assert counts[1] == counts[2]


def test_the_queries_of_a_sweep_do_not_follow_the_number_of_learners_or_sessions(learner: Make) -> None:
    learner()
    sweep(now=OPENS)  # the provider's two files are stored once and for all
    counts = []
    for sessions, learners in ((1, 1), (5, 5)):
        for _ in range(sessions):
            first = learner()
            for _ in range(learners - 1):
                learner(session=first.session)
        with CaptureQueriesContext(connection) as captured:
            assert sweep(now=OPENS).kits == sessions * learners
        counts.append(len(captured))
    assert counts[0] == counts[1]
