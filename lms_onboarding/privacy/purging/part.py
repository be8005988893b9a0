"""One table among those that forget: which rows still say something, since when they count, what is left of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from lms_onboarding.privacy.holding import Subject
from lms_onboarding.privacy.holds import Held
from lms_onboarding.privacy.retention import Calendar, end_of

BLANK: Final = "—"  # where the database refuses an empty text
Forget = Callable[[Sequence[Any], datetime], None]


@dataclass(frozen=True, kw_only=True)
class Part:
    """`rows` are those that still say something: what was forgotten is found no more, so that twice is once.

    `moment` is what the period counts from, `session` the path to the session that says if European money paid,
    `held` and `mine` which rows are under a hold, and which are one person's. `recent`: rows whose session ended
    too lately, whatever their own date. `tied`: an enrolment is what they belong to, and what keeps them.
    """

    rows: Callable[[], "QuerySet[Any]"]
    forget: Forget
    moment: Any
    held: Callable[[Held], Q]
    mine: Callable[[Subject], Q]
    session: str = ""
    recent: Callable[[datetime], Q] | None = None
    proof_due: Callable[[Calendar], Q] | None = None
    tied: bool = False

    def due(self, period: str, calendar: Calendar) -> "QuerySet[Any]":
        """Those whose time is over at `calendar.now`, whatever holds them; annotated with `ended`."""
        rows = self.rows().annotate(ended=self.moment)
        if period == "proof":
            return rows.filter((self.proof_due or (lambda at: at.proof_is_due(self.session)))(calendar))
        months = getattr(calendar.settings, period)
        limit = calendar.before(months) if period in SINCE_THE_FACT else calendar.years_before(months)
        rows = rows.filter(ended__lt=limit)
        return rows.exclude(self.recent(limit)) if self.recent else rows


SINCE_THE_FACT: Final = frozenset({"note", "trace"})


def of_enrolments(
    rows: Callable[[], "QuerySet[Any]"], forget: Forget, *, path: str = "enrolment", moment: Any = None
) -> Part:
    """Rows whose `path` leads to an enrolment: they count from the end of its session, or from `moment`."""
    session = f"{path}__session"
    return Part(
        rows=rows,
        forget=forget,
        moment=moment or end_of(session),
        held=lambda held: Q(**{f"{path}__in": held.enrolments.values("pk")}),
        mine=lambda subject: Q(**{f"{path}__in": subject.enrolments}),
        session=session,
        tied=True,
    )


def of_people(
    rows: Callable[[], "QuerySet[Any]"], forget: Forget, *, own: str, optional: str = "enrolment", moment: Any = None
) -> Part:
    """Rows of a person, tied to an enrolment or not: without one, they count from their own date, the field `own`."""
    session = f"{optional}__session"
    return Part(
        rows=rows,
        forget=forget,
        moment=moment or Coalesce(F(f"{session}__ends_at"), F(own)),
        held=lambda held: (
            Q(person__in=held.people.values("pk")) | Q(**{f"{optional}__in": held.enrolments.values("pk")})
        ),
        mine=lambda subject: (
            Q(**{f"{optional}__in": subject.enrolments})
            | Q(**{f"{optional}__isnull": True, "person": subject.person.pk})
        ),
        tied=True,
        proof_due=lambda at: (
            at.proof_is_due(session)
            | Q(**{f"{optional}__isnull": True, "ended__lt": at.years_before(at.settings.proof)})
        ),
    )


def emptied(model: type[Model], values: Mapping[str, Any]) -> Forget:
    """Write these values over the rows."""

    def forget(pks: Sequence[Any], _now: datetime) -> None:
        model._default_manager.filter(pk__in=pks).update(**values)  # noqa: SLF001  Django's documented API

    return forget


def deleted(model: type[Model]) -> Forget:
    """The rows themselves go: nothing counts them."""

    def forget(pks: Sequence[Any], _now: datetime) -> None:
        model._default_manager.filter(pk__in=pks).delete()  # noqa: SLF001  the same

    return forget


def saying(model: type[Model], **blank: Any) -> Callable[[], "QuerySet[Any]"]:
    """Rows one of whose fields is not what it is once forgotten."""
    return lambda: model._default_manager.exclude(**blank)  # noqa: SLF001  the same
