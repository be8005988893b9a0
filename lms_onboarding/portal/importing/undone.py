"""The third screen of an import that was taken back: what is gone, what stays and why."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import ImportDraft

SHOWN = 200


@dataclass(frozen=True, slots=True)
class UndonePage:
    """`kept` is what stays, (who or what, why), the first of them; `hidden`, how many more."""

    title: str
    sentence: str
    facts: list[tuple[str, int]]
    kept: list[tuple[str, str]]
    hidden: int


def undone_page(draft: ImportDraft) -> UndonePage:
    """An import taken back whole, or all but what had already been used."""
    undone, kept = draft.undone, [(name, reason) for name, reason in draft.undone["kept"]]
    if not kept:
        sentence = _("Il ne reste rien de cet import.")
    else:
        lines = french.counted(len(kept), _("élément déjà utilisé reste"), _("éléments déjà utilisés restent"))
        sentence = _("%(lines)s, avec la raison.") % {"lines": lines[:1].upper() + lines[1:]}
    return UndonePage(
        title=_("L’import est annulé") if not kept else _("L’import est annulé, sauf ce qui a déjà servi"),
        sentence=sentence,
        facts=[
            (_("Inscriptions retirées"), undone["enrolments"]),
            (_("Personnes retirées"), undone["people"]),
            (_("Entreprises et financeurs retirés"), undone.get("organisations", 0)),
            (_("Sessions retirées"), undone["sessions"]),
            (_("Valeurs remises comme avant"), undone["restored"]),
            (_("Conservées"), len(kept)),
        ],
        kept=kept[:SHOWN],
        hidden=max(len(kept) - SHOWN, 0),
    )
