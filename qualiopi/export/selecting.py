"""What an export is asked for: which sessions, under which version, at which moment, with or without names."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from qualiopi.indicators.frame import frame_of

from .drawing import draw


class NothingToExport(ValueError):
    """No session answers to what was asked. Its text says what to change."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """`codes` names sessions, `people` (ids) learners, who are then alone in the file; else the sessions that ran
    between `since` and `until`, of which `draw` are drawn with `seed` (0: all). `audit` chooses the version of the
    referential; nothing written after `as_of` is seen."""

    as_of: datetime
    audit: date
    codes: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    draw: int = 0
    seed: str = ""
    nominative: bool = False

    def as_json(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Wanted":
        since, until = (date.fromisoformat(told[name]) if told[name] else None for name in ("since", "until"))
        return cls(
            as_of=datetime.fromisoformat(told["as_of"]),
            audit=date.fromisoformat(told["audit"]),
            since=since,
            until=until,
            codes=tuple(told["codes"]),
            people=tuple(told.get("people", ())),
            draw=told["draw"],
            seed=told["seed"],
            nominative=told["nominative"],
        )


@dataclass(frozen=True)
class Sample:
    """The sessions of an export and, when they were drawn, why each was."""

    sessions: "QuerySet[Session]"
    why: dict[int, str]


MOST: Final = 1_000  # sessions of one file: an auditor samples, and a file must still be opened


def sample_of(wanted: Wanted, organisation: ProviderSettings) -> Sample:
    """The sessions asked for. Raises NothingToExport: it names the codes that are unknown, or says how to ask less."""
    sample = _sample(wanted, organisation)
    if sample.sessions.count() > MOST:
        raise NothingToExport(
            _("Un dossier contient mille sessions au plus. Réduisez la période, ou tirez un échantillon au sort.")
        )
    return sample


def _sample(wanted: Wanted, organisation: ProviderSettings) -> Sample:
    standing = Session.objects.filter(cancelled_at__isnull=True, starts_at__isnull=False, created_at__lte=wanted.as_of)
    if wanted.codes:
        found = standing.filter(code__in=wanted.codes)
        known = set(found.values_list("code", flat=True))
        if unknown := [code for code in wanted.codes if code not in known]:
            raise NothingToExport(
                _("Aucune session ne porte le code %(codes)s. Vérifiez-le dans la liste des sessions.")
                % {"codes": ", ".join(unknown)}
            )
        return Sample(found, {})
    if wanted.people:
        theirs = standing.filter(enrolments__person__in=wanted.people, enrolments__created_at__lte=wanted.as_of)
        standing = standing.filter(pk__in=theirs.values("pk"))
    if wanted.since:
        standing = standing.filter(ends_at__date__gte=wanted.since)
    if wanted.until:
        standing = standing.filter(starts_at__date__lte=wanted.until)
    if not standing.exists():
        raise NothingToExport(_("Aucune session n’a eu lieu sur cette période. Élargissez-la."))
    if not wanted.draw:
        return Sample(standing, {})
    groups = list(frame_of(standing, organisation, as_of=wanted.as_of).groups.values())
    drawn = draw(groups, size=wanted.draw, seed=wanted.seed)
    why = {one.session: one.why for one in drawn}
    return Sample(Session.objects.filter(pk__in=list(why)), why)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
