"""Writing what a batch changes: the caller holds the transaction and the rows of the sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.seats import Seat, enrol_many, facts_of, open_for_first
from lms_onboarding.journal.services import record_many
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation, Person
from lms_onboarding.people.services import Card, complete_sirets, match_or_create, match_organisations
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import Period, Plan, create_session

from .catalogue import KnownSession
from .ledger import KnownOrganisation
from .made import Change, Made, mark_of_enrolment, mark_of_organisation, mark_of_person
from .planning import Changes

WRITTEN = ["role", "company", "funder", "state", "confirmed_at"]
FILLED = ("role", "company_id", "funder_id", "state")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who imports what, when, and how the enrolments enter."""

    by: str
    now: datetime
    source: str
    invited: bool


def create_planned(known: KnownSession, made: Made, *, by: str, now: datetime) -> Session:
    """The planned session that a row announced by a title and two dates, or the one that took its code meanwhile."""
    session = Session.objects.select_for_update().filter(code=known.code).first()
    if session is None and known.first_day and known.last_day:
        session = create_session(
            Session(code=known.code, course_id=known.course_pk),
            Plan(period=Period(known.first_day, known.last_day)),
            by=by,
            now=now,
        )
        made.sessions.append(session.pk)
    if session is None:
        msg = f"The planned session {known.code} has no dates."
        raise ValueError(msg)
    known.pk = session.pk
    return session


def write(changes: Changes, sessions: Mapping[int, Session], signature: Signature, made: Made) -> None:
    """Write `changes` in a number of queries that does not depend on how many rows they hold, and note in `made` what
    was created and what was changed. `sessions` are those of the batch, by pk, locked."""
    people = _people(changes, signature, made)
    organisations = _organisations(changes, made)
    seats = [
        Seat(
            session=sessions[known.session.pk],
            person=people[key],
            role=known.role,
            company=organisations.get(known.company.pk) if known.company and known.company.pk else None,
            funder=organisations.get(known.funder.pk) if known.funder and known.funder.pk else None,
        )
        for key, known in changes.enrolled
        if known.session.pk is not None
    ]
    enrolments = enrol_many(
        seats, invited=signature.invited, source=signature.source, by=signature.by, now=signature.now
    )
    for (_key, known), enrolment in zip(changes.enrolled, enrolments, strict=True):
        known.pk = enrolment.pk
        made.enrolments[enrolment.pk] = mark_of_enrolment(enrolment)
    confirmed = _complete(changes, signature, made)
    if not signature.invited:
        confirmed |= {seat.session.pk for seat in seats}
    for pk in sorted(confirmed):
        open_for_first(sessions[pk], by=signature.by, now=signature.now)


def _people(changes: Changes, signature: Signature, made: Made) -> Mapping[str, Person]:
    cards = [
        Card(person.email, person.first_name, person.last_name, person.civility, person.phone)
        # One order for everybody: two imports that bring the same people never wait for each other in a ring.
        for _key, person in sorted(changes.people.items())
    ]
    matched = match_or_create(cards, by=signature.by, now=signature.now)
    for key, person in changes.people.items():
        person.pk = matched.people[key].pk
    for key, row in matched.people.items():
        if key in matched.created:
            made.people[row.pk] = mark_of_person(row)
        made.changes += [
            Change("person", row.pk, name, "", getattr(row, name)) for name in matched.completed.get(key, ())
        ]
    return matched.people


def _organisations(changes: Changes, made: Made) -> Mapping[int, Organisation]:
    for kind in OrganisationKind:
        new = {known.name: known for known in changes.organisations if known.kind == kind}
        found, created = match_organisations(sorted(new), kind=kind)
        for name, organisation in found.items():
            new[name].pk = organisation.pk
        made.organisations |= {one.pk: mark_of_organisation(one) for one in created}
    lacking = complete_sirets({known.pk: known.siret for known in changes.sirets if known.pk is not None})
    made.changes += [Change("organisation", one.pk, "siret", "", one.siret) for one in lacking]
    used: list[KnownOrganisation | None] = [
        known
        for enrolment in [*(enrolment for _key, enrolment in changes.enrolled), *changes.completed.values()]
        for known in (enrolment.company, enrolment.funder)
    ]
    return Organisation.objects.in_bulk({known.pk for known in used if known is not None and known.pk is not None})


def _complete(changes: Changes, signature: Signature, made: Made) -> set[int]:
    """Fill in enrolments that existed; the pks of sessions in which an invitation was confirmed."""
    if not changes.completed:
        return set()
    rows = Enrolment.objects.select_for_update().in_bulk(list(changes.completed))
    confirmed: list[Enrolment] = []
    for pk, known in changes.completed.items():
        row = rows[pk]
        before = [getattr(row, name) for name in FILLED]
        row.role = known.role
        row.company_id = known.company.pk if known.company else None
        row.funder_id = known.funder.pk if known.funder else None
        if row.state == EnrolmentState.INVITED and known.state == EnrolmentState.CONFIRMED:
            row.state, row.confirmed_at = EnrolmentState.CONFIRMED, signature.now
            confirmed.append(row)
        made.changes += [
            Change("enrolment", pk, name, was, getattr(row, name))
            for name, was in zip(FILLED, before, strict=True)
            if was != getattr(row, name)
        ]
    Enrolment.objects.bulk_update(rows.values(), WRITTEN, batch_size=500)
    facts = facts_of(rows.values(), verb="enrolment.updated", by=signature.by, now=signature.now)
    facts += facts_of(confirmed, verb="enrolment.confirmed", by=signature.by, now=signature.now)
    record_many(facts, now=signature.now)
    return {row.session_id for row in confirmed}
