"""The second screen of an import: what is good, what is to mend and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.enums import Role
from lms_onboarding.enrolments.models import ImportDraft
from lms_onboarding.enrolments.services import ImportReport, Outcome, Problem, RowResult
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session

from .pieces import Choice, Fix, capitalised, day_of

# What a screen can show without drowning its reader; the rest is in the files to download.
SHOWN_PROBLEMS: Final = 100
SHOWN_ROWS: Final = 5
FOLDED_ROWS: Final = 200
SESSION_CHOICES: Final = 60
CHOSEN_IN_A_LIST: Final = ("session", "course")


@dataclass(frozen=True, slots=True)
class ReadyRow:
    line: int
    name: str
    session: str
    role: str
    company: str
    effect: str
    is_new: bool


@dataclass(slots=True)
class PreviewPage:
    title: str
    file_facts: str
    columns_sentence: str
    fixes: list[Fix]
    warnings: list[Fix]
    shown: list[ReadyRow]
    folded: list[ReadyRow]
    errors: int
    rejected: int
    hidden_problems: int
    hidden_rows: int
    valid: int
    people_sentence: str
    action: str
    offers_sessions: bool
    blocked: bool = False

    @property
    def rejected_words(self) -> str:
        return french.counted(self.rejected, _("ligne"), feminine=True)

    @property
    def valid_words(self) -> str:
        return french.counted(self.valid, _("ligne"), feminine=True)

    @property
    def folded_words(self) -> str:
        count = len(self.folded)
        if count == 1:
            return _("Voir l’autre ligne")
        return _("Voir les %(count)s lignes suivantes") % {"count": french.in_words(count)}


def preview_page(
    draft: ImportDraft, report: ImportReport, choices: Sequence[Choice], provider: ProviderSettings
) -> PreviewPage:
    """The second screen: what is good, what is to mend and how, before anything is written."""
    names = {row.line: row.name for row in report.rows}
    ready = [ready_row(row) for row in report.rows if row.outcome != Outcome.REJECTED]
    rejected = report.count(Outcome.REJECTED)
    blocked = any(error.line == 1 for error in report.errors)
    return PreviewPage(
        title=preview_title(report),
        file_facts=_file_facts(draft, report, provider),
        columns_sentence=_columns_sentence(report),
        fixes=[_fix(error, names, choices) for error in report.errors[:SHOWN_PROBLEMS]],
        warnings=[_fix(warning, names, (), mendable=False) for warning in report.warnings[:SHOWN_PROBLEMS]],
        shown=ready[:SHOWN_ROWS],
        folded=ready[SHOWN_ROWS : SHOWN_ROWS + FOLDED_ROWS],
        errors=len(report.errors),
        rejected=rejected,
        hidden_problems=max(len(report.errors) - SHOWN_PROBLEMS, 0),
        hidden_rows=max(len(ready) - SHOWN_ROWS - FOLDED_ROWS, 0),
        valid=report.valid,
        people_sentence=_people_sentence(report),
        action=_action(report),
        offers_sessions=draft.create_sessions or any(error.no_session for error in report.errors),
        blocked=blocked,
    )


def preview_title(report: ImportReport) -> str:
    """« Dix lignes sont bonnes, deux sont à corriger »: the state, in a sentence."""
    missing = sum(1 for error in report.errors if error.line == 1)
    if missing:
        return _("Il manque %(columns)s à votre fichier") % {
            "columns": french.counted(missing, _("colonne"), feminine=True)
        }
    good, bad = report.valid, report.count(Outcome.REJECTED)
    if not good:
        return _("Aucune ligne n’est bonne")
    if not bad:
        if not report.count(Outcome.CREATED) + report.count(Outcome.UPDATED):
            return _("Tout le monde est déjà inscrit")
        return (
            _("La ligne est bonne")
            if good == 1
            else _("Les %(good)s lignes sont bonnes") % {"good": french.in_words(good)}
        )
    are_good = _("%(good)s ligne est bonne") if good == 1 else _("%(good)s lignes sont bonnes")
    are_bad = _("%(bad)s est à corriger") if bad == 1 else _("%(bad)s sont à corriger")
    good_words, bad_words = (french.in_words(count, feminine=True) for count in (good, bad))
    return capitalised(f"{are_good % {'good': good_words}}, {are_bad % {'bad': bad_words}}")


def ready_row(row: RowResult) -> ReadyRow:
    words = {Outcome.UPDATED: _("Inscription complétée"), Outcome.UNCHANGED: _("Déjà en place")}
    created = _("Nouvelle personne") if row.new_person else _("Personne connue")
    day = f", {french.day_short(date.fromisoformat(row.first_day))}" if row.first_day else ""
    return ReadyRow(
        line=row.line,
        name=row.name,
        session=f"{row.course}{day}",
        role=str(Role(row.role).label) if row.role else "",
        company=row.company,
        effect=words.get(Outcome(row.outcome), created),
        is_new=row.outcome == Outcome.CREATED,
    )


def session_choices(organisation: ProviderSettings, *, now: datetime) -> list[Choice]:
    """The sessions that a row may be sent to: standing, not over, the nearest first."""
    sessions = Session.objects.standing().not_ended(now).filter(released_at__isnull=True).select_related("course")
    return [
        Choice(session.code, f"{session.course.title}, {day_of(session, organisation)} ({session.code})")
        for session in sessions.order_by("starts_at", "code")[:SESSION_CHOICES]
    ]


def _fix(problem: Problem, names: dict[int, str], choices: Sequence[Choice], *, mendable: bool = True) -> Fix:
    listed = problem.field in CHOSEN_IN_A_LIST and bool(choices)
    name = "session" if listed else problem.field
    return Fix(
        line=problem.line,
        name=names.get(problem.line or 0, ""),
        column=_bare(problem.column),
        value=problem.value,
        remedy=problem.remedy,
        input_name=f"fix-{problem.line}-{name}" if mendable and name else "",
        mode="email" if problem.field == "email" else "text",
        choices=choices if listed else (),
    )


def _bare(header: str) -> str:
    """« Adresse de courriel* » as a person says it: no star, no hint."""
    return header.partition("(")[0].strip(" *") or header


def _file_facts(draft: ImportDraft, report: ImportReport, provider: ProviderSettings) -> str:
    separators = {";": _("point-virgule"), ",": _("virgule"), "\t": _("tabulation")}
    encodings = {"cp1252": _("Windows 1252"), "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16"}
    hour = french.hour(french.local(draft.created_at, provider.zone).time())
    facts = [
        french.counted(report.read, _("ligne"), feminine=True),
        separators.get(report.separator, ""),
        encodings.get(report.encoding, _("classeur Excel")),
        _("déposé à %(hour)s") % {"hour": hour},
    ]
    return ", ".join(fact for fact in facts if fact)


def _columns_sentence(report: ImportReport) -> str:
    known, unknown, never = len(report.columns), report.unknown_columns, report.ignored_columns
    total = known + len(unknown) + len(never)
    sentences = [
        _("%(known)s reconnues sur %(total)s.")
        % {"known": capitalised(french.counted(known, _("colonne"), feminine=True)), "total": french.in_words(total)}
    ]
    if unknown:
        sentences.append(_("Laissées de côté : %(names)s.") % {"names": _quoted(unknown)})
    if never:
        sentences.append(_("Jamais lues, par principe : %(names)s.") % {"names": _quoted(never)})
    return " ".join(sentences)


def _quoted(names: Sequence[str]) -> str:
    return french.listing([f"« {_bare(name)} »" for name in names])


def _people_sentence(report: ImportReport) -> str:
    good = [row for row in report.rows if row.outcome != Outcome.REJECTED]
    created = {row.name for row in good if row.new_person}
    known = len({row.name for row in good} - created)
    new = french.counted(report.people_created, _("nouvelle personne"), _("nouvelles personnes"), feminine=True)
    if not known:
        return capitalised(new)
    if not created:
        return capitalised(
            french.counted(known, _("personne déjà connue"), _("personnes déjà connues"), feminine=True)
        )
    return capitalised(f"{new}, {french.counted(known, _('déjà connue'), _('déjà connues'), feminine=True)}")


def _action(report: ImportReport) -> str:
    """The words of the button; "" when there is nothing to write."""
    created, updated = report.count(Outcome.CREATED), report.count(Outcome.UPDATED)
    if created:
        return _("Inscrire %(people)s") % {"people": french.counted(created, _("personne"), feminine=True)}
    if updated:
        return _("Compléter %(rows)s") % {"rows": french.counted(updated, _("inscription"), feminine=True)}
    return ""
