"""What the administrator sets: borders of a course or a session, closures, days of remote work."""

from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from lms_onboarding.journal.services import Fact, record

from .models import Closure, FollowupThresholds, RemoteDay
from .refusals import FollowupRefused


def save_thresholds(row: FollowupThresholds, *, by: str, now: datetime) -> FollowupThresholds:
    """Raises FollowupRefused: one row for a course or a session, and contact after watch."""
    if (row.course_id is None) == (row.session_id is None):
        raise FollowupRefused(_("Choisissez une formation ou une session, pas les deux."), field="course")
    if row.watch_from and row.contact_from and row.contact_from <= row.watch_from:
        raise FollowupRefused(
            _("« À contacter » vient après « à surveiller » : donnez un nombre plus grand."), field="contact_from"
        )
    taken = _("Cette formation ou cette session a déjà ses seuils : modifiez-les.")
    _keep(row, "followup.thresholds_set", taken, by=by, now=now)
    return row


def save_closure(row: Closure, *, by: str, now: datetime) -> Closure:
    """Entered afterwards, it counts all the same at the next sweep. Raises FollowupRefused."""
    if row.last_day < row.first_day:
        raise FollowupRefused(_("La fermeture finit avant de commencer : inversez les deux jours."), field="last_day")
    _keep(row, "followup.closure_set", "", by=by, now=now)
    return row


def save_remote_day(row: RemoteDay, *, by: str, now: datetime) -> RemoteDay:
    """Raises FollowupRefused when the day is there already."""
    _keep(row, "followup.remote_day_set", _("Ce jour est déjà annoncé pour cette session."), by=by, now=now)
    return row


def _keep(row: models.Model, verb: str, taken: str, *, by: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            row.save()
            record(Fact(verb, f"{type(row).__name__.lower()}/{row.pk}", now, by), now=now)
    except IntegrityError as error:
        raise FollowupRefused(taken or _("Cette ligne existe déjà.")) from error
