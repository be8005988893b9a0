"""Enrolments as they stand in the database; to see them come, call `enrolments.services`."""

from datetime import UTC, datetime
from typing import Final

import factory

from lms_onboarding.enrolments.enums import EnrolmentState, Role
from lms_onboarding.enrolments.models import Enrolment

from .people import OrganisationFactory, PersonFactory
from .sessions import SessionFactory

ENROLLED_AT: Final = datetime(2026, 10, 1, 8, tzinfo=UTC)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """Confirmed on 1 October 2026, in an open session of its own unless `session` is given."""

    class Meta:
        model = Enrolment

    session = factory.SubFactory(SessionFactory, opened=True)
    person = factory.SubFactory(PersonFactory)
    company = factory.SubFactory(OrganisationFactory)
    role = Role.CREATOR
    state = EnrolmentState.CONFIRMED
    created_at = ENROLLED_AT
    confirmed_at = factory.LazyAttribute(
        lambda enrolment: None if enrolment.state == EnrolmentState.INVITED else enrolment.created_at
    )
