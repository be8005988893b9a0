"""The third screen of an import: what has changed, and what follows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import sends_open
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import ImportDraft
from lms_onboarding.enrolments.services import Outcome, RowResult
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session

from .pieces import Fix, capitalised, day_of


@dataclass(frozen=True, slots=True)
class SessionLine:
    title: str
    sentence: str


@dataclass(slots=True)
class ResultPage:
    title: str
    facts: list[tuple[str, int]]
    left: list[Fix]
    sessions: list[SessionLine] = field(default_factory=list)
    told_at: datetime | None = None
    told_sentence: str = ""
    kits_sentence: str = ""
    kits_hint: str = ""
    can_be_undone: bool = False

    @property
    def left_sentence(self) -> str:
        lines = sorted({fix.line for fix in self.left if fix.line})
        if not lines:
            return ""
        if len(lines) == 1:
            return _("La ligne %(line)s reste à corriger.") % {"line": lines[0]}
        shown = french.listing([str(line) for line in lines[:10]])
        if len(lines) > 10:
            return _("%(count)s lignes restent à corriger.") % {"count": french.in_words(len(lines))}
        return _("Les lignes %(lines)s restent à corriger.") % {"lines": shown}


def result_page(
    draft: ImportDraft, rows: Sequence[RowResult], provider: ProviderSettings, *, now: datetime
) -> ResultPage:
    """The third screen: what has changed, and what follows."""
    report = draft.report
    created = report[Outcome.CREATED]
    page = ResultPage(
        title=result_title(created),
        facts=[
            (_("Lignes lues"), report["read"]),
            (_("Inscrites"), created),
            (_("Nouvelles personnes"), report["people_created"]),
            (_("Complétées"), report[Outcome.UPDATED]),
            (_("Déjà en place"), report[Outcome.UNCHANGED]),
            (_("À corriger"), report[Outcome.REJECTED]),
        ],
        can_be_undone=bool(created or report[Outcome.UPDATED]),
        left=[Fix(error["line"], "", error["column"], error["value"], error["remedy"]) for error in report["errors"]],
    )
    added = Counter(row.session for row in rows if row.outcome == Outcome.CREATED)
    sessions = list(_with_counts(added))
    page.sessions = [
        SessionLine(
            f"{session.course.title}, {day_of(session, provider)}", _seats_sentence(session, added[session.code])
        )
        for session in sessions
    ]
    starts = [session.starts_at for session in sessions if session.starts_at and session.starts_at > now]
    if starts:
        _tell_what_follows(page, draft, starts, provider, now=now)
    return page


def _tell_what_follows(
    page: ResultPage, draft: ImportDraft, starts: Sequence[datetime], provider: ProviderSettings, *, now: datetime
) -> None:
    """When the confirmations leave, and when the kits do: the dates that the senders themselves will follow."""
    imported_at = draft.imported_at or now
    page.told_at = provider.window.next_opening(imported_at)
    page.told_sentence = (
        _("Les confirmations partent dans les minutes qui suivent")
        if page.told_at == imported_at
        else _("Les confirmations partent le %(moment)s") % {"moment": _moment(page.told_at, provider)}
    )
    openings = sorted({sends_open(start, provider.kit_days, provider.zone) for start in starts})
    days = capitalised(french.counted(provider.kit_days, _("jour")))
    page.kits_hint = _("%(days)s avant la formation, au plus tard. D’ici là, rien d’autre ne part.") % {"days": days}
    if openings[0] <= imported_at:
        page.kits_sentence = _("Les kits des sessions proches partent aussitôt")
        page.kits_hint = _("La date prévue est passée : ils sont marqués hors délai, avec la raison.")
    elif len(openings) == 1:
        page.kits_sentence = _("Les kits partiront le %(moment)s") % {"moment": _moment(openings[0], provider)}
    else:
        page.kits_sentence = _("Les premiers kits partiront le %(moment)s") % {
            "moment": _moment(openings[0], provider)
        }


def _moment(moment: datetime, provider: ProviderSettings) -> str:
    return french.day_and_hour(french.local(moment, provider.zone), year=False)


def _with_counts(codes: Iterable[str]) -> Iterable[Session]:
    taken = Count("enrolments", filter=Q(enrolments__state__in=(EnrolmentState.INVITED, EnrolmentState.CONFIRMED)))
    return (
        Session.objects.filter(code__in=list(codes))
        .select_related("course")
        .annotate(taken=taken)
        .order_by("starts_at", "code")
    )


def _seats_sentence(session: Session, added: int) -> str:
    taken: int = getattr(session, "taken", 0)
    people = french.counted(taken, _("personne inscrite"), _("personnes inscrites"), feminine=True)
    if not session.seats:
        return _("+ %(added)s, soit %(people)s") % {"added": added, "people": people}
    values = {"added": added, "people": people, "seats": french.counted(session.seats, _("place"), feminine=True)}
    if taken > session.seats:
        return _("+ %(added)s, soit %(people)s : c’est plus que les %(seats)s") % values
    return _("+ %(added)s, soit %(people)s pour %(seats)s") % values


def result_title(created: int) -> str:
    if not created:
        return _("Personne n’est inscrit de plus")
    are_in = _("%(people)s est inscrite") if created == 1 else _("%(people)s sont inscrites")
    return capitalised(are_in % {"people": french.counted(created, _("personne"), feminine=True)})
