"""The card that follows a large file while the worker reads it, imports it or takes it back."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.enums import ImportWork
from lms_onboarding.enrolments.models import ImportDraft


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """`done` of `total` rows; a total of 0 while the file is still being read."""

    title: str
    sentence: str
    done: int
    total: int


def progress_page(draft: ImportDraft) -> ProgressPage:
    """What is going on, and how far it is. It goes on without this page."""
    titles = {
        ImportWork.CHECK: _("Vérification de votre fichier"),
        ImportWork.IMPORT: _("Inscription en cours"),
        ImportWork.UNDO: _("Annulation de l’import"),
    }
    if not draft.rows_total:
        sentence = _("Lecture du fichier.")
    else:
        counts = {"done": french.number(draft.rows_done), "total": french.number(draft.rows_total)}
        sentence = _("%(done)s lignes traitées sur %(total)s.") % counts
    return ProgressPage(titles[ImportWork(draft.work)], sentence, draft.rows_done, draft.rows_total)
