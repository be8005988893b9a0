"""Who answers a learner: the trainers of the session, then its referent, each once."""

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person, ProviderSettings


def team_of(enrolment: Enrolment | None, organisation: ProviderSettings) -> list[Person]:
    """Trainers in their order, then the session's referent, else the provider's; at last the administrative contact.

    The learner is never of it: somebody who trains others may also learn.
    """
    people: list[Person | None] = []
    if enrolment is not None:
        session = enrolment.session
        people += [trainer.person for trainer in session.trainers.select_related("person")]
        people.append(session.referent)
    if not people or people[-1] is None:
        people.append(organisation.pedagogical_referent)
    named = {person.pk: person for person in people if person is not None}
    if enrolment is not None:
        named.pop(enrolment.person_id, None)
    if not named and organisation.administrative_referent is not None:
        return [organisation.administrative_referent]
    return list(named.values())
