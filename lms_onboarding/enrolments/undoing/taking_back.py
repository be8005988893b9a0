"""Taking back one batch of an import: only what it made, and only where nobody has used it since.

The caller holds the transaction. Each step asks first and removes after; what a room protects and did not announce is
found when the database is asked to remove it, and stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from courses.models import HelpArticlePage
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.enrolments.importing.made import (
    Change,
    Made,
    mark_of_enrolment,
    mark_of_organisation,
    mark_of_person,
)
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record_many
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import forget, suppress_many
from lms_onboarding.people.models import Organisation, Person
from lms_onboarding.sessions.models import Session, SessionTrainer, Slot

from . import neighbours

Kept = list[tuple[str, str]]  # (who or what, why), in French


@dataclass(slots=True)
class TakenBack:
    """How many of each were removed, or put back as they were, and what stays."""

    enrolments: int = 0
    people: int = 0
    organisations: int = 0
    sessions: int = 0
    restored: int = 0
    kept: Kept = field(default_factory=list)


def take_back(made: Made, *, by: str, now: datetime) -> TakenBack:
    """Undo what `made` says, in the reverse order of its writing."""
    done = TakenBack()
    # Sessions before enrolments, as every move of a state locks them.
    of_sessions = Enrolment.objects.filter(pk__in=_pks(made)).values("session")
    list(Session.objects.select_for_update().filter(pk__in=of_sessions).order_by("pk"))
    _take_back_enrolments(made, done, by=by, now=now)
    _put_back(made.changes, done, by=by, now=now)
    _take_back_people(made, done, by=by, now=now)
    _take_back_organisations(made, done)
    _take_back_sessions(made, done)
    return done


def _pks(made: Made) -> list[int]:
    return [*made.enrolments, *(change.pk for change in made.changes if change.kind == "enrolment")]


def _take_back_enrolments(made: Made, done: TakenBack, *, by: str, now: datetime) -> None:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "session")
    standing = {row.pk: row for row in rows.filter(pk__in=list(made.enrolments)).order_by("pk")}
    reasons = _why_keep(standing.values(), made.enrolments)
    going = [row for pk, row in standing.items() if pk not in reasons]
    while going:
        refused = _removed(going, by=by, now=now)
        if not refused:
            break
        reasons |= refused
        going = [row for row in going if row.pk not in refused]
    done.enrolments += len(going)
    done.kept += [
        (_("%(name)s, %(code)s") % {"name": row.person.full_name, "code": row.session.code}, reasons[pk])
        for pk, row in standing.items()
        if pk in reasons
    ]
    facts = [
        Fact("enrolment.undone", row.key, occurred_at=now, actor=by, codes={"session": row.session_id})
        for row in going
    ]
    record_many(facts, now=now)


def _why_keep(rows: Iterable[Enrolment], marks: Mapping[int, str]) -> dict[int, str]:
    found = {row.pk: row for row in rows}
    changed = {
        pk: _("l’inscription a été modifiée depuis")
        for pk, row in found.items()
        if mark_of_enrolment(row) != marks[pk]
    }
    return _in_use(found) | changed


def _in_use(rows: Mapping[int, Enrolment]) -> dict[int, str]:
    keys = {row.key: pk for pk, row in rows.items()}
    issued = IssuedDocument.objects.filter(about__in=list(keys)).values_list("about", flat=True)
    gone = OutgoingMail.objects.filter(about__in=list(keys)).exclude(
        state__in=(MailState.QUEUED, MailState.SUPPRESSED)
    )
    return {
        **neighbours.held(list(rows)),
        **{keys[about]: _("un document numéroté lui a été établi") for about in issued},
        **{keys[about]: _("un message lui est déjà parti") for about in gone.values_list("about", flat=True)},
    }


def _removed(rows: Sequence[Enrolment], *, by: str, now: datetime) -> dict[int, str]:
    """Remove these enrolments with what was prepared for them, or none of them: then who stays, and why."""
    pks, keys = [row.pk for row in rows], {row.key: row.pk for row in rows}
    try:
        with transaction.atomic():
            held = suppress_many(list(keys), reason=_("l’import a été annulé"), now=now, by=by)
            if held.busy:
                raise _Busy(held.busy)
            neighbours.release(pks)
            Enrolment.objects.filter(pk__in=pks).delete()
            forget(held.suppressed)
    except _Busy as busy:
        return {keys[about]: _("un message est en train de lui partir") for about in busy.about}
    except ProtectedError as error:
        return _protected(error, "enrolment_id")
    return {}


class _Busy(RuntimeError):
    def __init__(self, about: frozenset[str]) -> None:
        super().__init__()
        self.about = about


def _protected(error: ProtectedError, name: str) -> dict[int, str]:
    """Whose rows the database protects; an error that names nobody is a defect, and is raised again."""
    found: dict[int, str] = {
        getattr(row, name): _attached(row) for row in error.protected_objects if getattr(row, name, None)
    }
    if not found:
        raise error
    return found


def _attached(row: models.Model) -> str:
    return _("y est attaché : %(what)s") % {"what": row._meta.verbose_name}  # noqa: SLF001 - Django's public name


def _put_back(changes: Sequence[Change], done: TakenBack, *, by: str, now: datetime) -> None:
    """Values filled in become blank again where they still say what the import wrote."""
    rows_of: dict[str, models.QuerySet[Any]] = {
        "person": Person.objects.all(),
        "organisation": Organisation.objects.all(),
    }
    for change in changes:
        if change.kind in rows_of:
            found = rows_of[change.kind].filter(pk=change.pk, **{change.name: change.after})
            done.restored += found.update(**{change.name: change.before})
    of_enrolment: dict[int, list[Change]] = {}
    for change in changes:
        if change.kind == "enrolment":
            of_enrolment.setdefault(change.pk, []).append(change)
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "session")
    for row in rows.filter(pk__in=list(of_enrolment)).order_by("pk"):
        done.restored += _put_back_enrolment(row, of_enrolment[row.pk], done, by=by, now=now)


def _put_back_enrolment(row: Enrolment, changes: Sequence[Change], done: TakenBack, *, by: str, now: datetime) -> int:
    values: dict[str, Any] = {
        change.name: change.before for change in changes if getattr(row, change.name) == change.after
    }
    if "state" in values:  # an invitation that the file confirmed
        reason = _in_use({row.pk: row}).get(row.pk) or _unconfirmed(row, by=by, now=now)
        if reason:
            del values["state"]
            done.kept.append((f"{row.person.full_name}, {row.session.code}", reason))
        else:
            values |= {"confirmed_at": None, "confirmation_mail": None}
    if values:
        Enrolment.objects.filter(pk=row.pk).update(**values)
        record_many([Fact("enrolment.restored", row.key, occurred_at=now, actor=by)], now=now)
    return len(values.keys() - {"confirmed_at", "confirmation_mail"})


def _unconfirmed(row: Enrolment, *, by: str, now: datetime) -> str:
    """Take back what its confirmation had prepared; why it cannot be, when a sender was faster."""
    held = suppress_many([row.key], reason=_("l’import a été annulé"), now=now, by=by)
    if held.busy:
        return _("un message est en train de lui partir")
    Enrolment.objects.filter(pk=row.pk).update(confirmation_mail=None)
    neighbours.release([row.pk])
    forget(held.suppressed)
    return ""


def _take_back_people(made: Made, done: TakenBack, *, by: str, now: datetime) -> None:
    free = Person.objects.select_for_update(of=("self",)).filter(pk__in=list(made.people), enrolments__isnull=True)
    people = {person.pk: person for person in free.order_by("pk")}
    keys = {person.key: pk for pk, person in people.items()}
    issued = IssuedDocument.objects.filter(holder_key__in=list(keys)).values_list("holder_key", flat=True)
    told = OutgoingMail.objects.filter(recipient_key__in=list(keys)).exclude(state=MailState.SUPPRESSED)
    reasons = {
        **neighbours.held(list(people), people=True),
        **dict.fromkeys(
            HelpArticlePage.objects.filter(reviewer__in=list(people)).values_list("reviewer", flat=True),
            _("cette personne répond de fiches d’aide"),
        ),
        **{keys[key]: _("un document lui a été établi") for key in issued},
        **{keys[key]: _("un message lui est adressé") for key in told.values_list("recipient_key", flat=True)},
        **{
            pk: _("sa fiche a été modifiée depuis")
            for pk, person in people.items()
            if mark_of_person(person) != made.people[pk]
        },
    }
    removed = []
    for pk, person in people.items():
        if pk not in reasons and (reason := _removed_alone(person)):
            reasons[pk] = reason
        if pk not in reasons:
            removed.append(pk)
    done.people += len(removed)
    done.kept += [(people[pk].full_name, reason) for pk, reason in reasons.items()]
    record_many([Fact("person.undone", f"person/{pk}", occurred_at=now, actor=by) for pk in removed], now=now)


def _removed_alone(person: Person) -> str:
    """Why this person stays; an empty string once removed. One by one: few are ever refused, and each has its own."""
    pk = person.pk
    try:
        with transaction.atomic():
            neighbours.release([pk], people=True)
            person.delete()
    except ProtectedError as error:
        person.pk = pk
        return _attached(next(iter(error.protected_objects)))
    return ""


def _take_back_organisations(made: Made, done: TakenBack) -> None:
    """Companies and funders that the file brought. One that others name since is in use, which is no loss to tell."""
    rows = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=list(made.organisations), siret="")
    found = {f"organisation/{one.pk}": one for one in rows.order_by("pk")}
    told = OutgoingMail.objects.filter(recipient_key__in=list(found)).exclude(state=MailState.SUPPRESSED)
    written_to = set(told.values_list("recipient_key", flat=True))
    for key, one in found.items():
        if mark_of_organisation(one) != made.organisations[one.pk]:
            done.kept.append((one.name, _("sa fiche a été modifiée depuis")))
        elif key in written_to:
            done.kept.append((one.name, _("un message lui est adressé")))
        else:
            done.organisations += _removed_organisation(one)


def _removed_organisation(one: Organisation) -> int:
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=one.pk).delete()
    except ProtectedError:
        return 0
    return 1


def _take_back_sessions(made: Made, done: TakenBack) -> None:
    empty = Session.objects.select_for_update(of=("self",)).filter(pk__in=made.sessions)
    for session in empty.order_by("pk"):
        planned = Slot.objects.filter(session=session).exists() or SessionTrainer.objects.filter(session=session)
        reason = _("son calendrier ou ses formateurs ont été saisis") if planned else _removed_session(session)
        if reason:
            done.kept.append((session.code, reason))
        else:
            done.sessions += 1


def _removed_session(session: Session) -> str:
    pk = session.pk
    try:
        with transaction.atomic():
            session.delete()
    except ProtectedError as error:
        session.pk = pk
        return _attached(next(iter(error.protected_objects)))
    return ""
