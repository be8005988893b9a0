"""Who a learner is on screen: by name for who may read people, by pseudonym for the others."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lms_onboarding.people.models import Person
from qualiopi.coverage.access import NAMES
from qualiopi.export.naming import pseudonyms
from qualiopi.indicators.frame import Group


def names_for(user: Any, group: Group) -> Mapping[int, str]:
    """Name of each enrolment of this session. One query at most."""
    people = {one.pk: one.person for one in group.learners}
    if user.has_perm(NAMES):
        found = Person.objects.in_bulk(list(people.values()))
        return {enrolment: found[person].full_name for enrolment, person in people.items()}
    known = pseudonyms(people.values())
    return {enrolment: known[person] for enrolment, person in people.items()}


def unit_words(enrolment: int | None, half: int | None, names: Mapping[int, str], halves: Mapping[int, str]) -> str:
    """« Inès Berthier », « lundi 7 décembre, le matin », « toute la session »."""
    if enrolment is not None:
        return names.get(enrolment, "")
    return halves.get(half, "") if half is not None else _("toute la session")
