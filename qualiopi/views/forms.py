"""What the quality portal asks: which sessions, which version, a word on a piece, why an indicator does not apply."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from qualiopi.referential import Grid, NoGridAt, grid_at

YEAR: Final = timedelta(days=365)
AHEAD: Final = timedelta(days=60)
_DAY: Final = {"invalid": _("Donnez une date, par exemple 31/12/2026.")}


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        error_messages=_DAY,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class FilterForm(forms.Form):
    """Every field is optional; the version follows from the date of the audit."""

    du = day_field(_("Sessions du"))
    au = day_field(_("au"))
    session = forms.CharField(label=_("Session ou formation"), required=False, max_length=120)
    indicateur = forms.ChoiceField(label=_("Indicateur"), required=False)
    audit = day_field(_("Date de l’audit"))

    def __init__(self, given: Any, *, today: date) -> None:
        self.usual = {"du": today - YEAR, "au": today + AHEAD, "audit": today}
        super().__init__(given or None, initial=self.usual)
        self.grid = self._grid(given, today)
        choices = [(one.number, f"{one.number}. {one.title}") for one in self.grid.indicators.values()]
        self.fields["indicateur"] = forms.ChoiceField(
            label=_("Indicateur"), required=False, choices=[("", _("Tous")), *choices]
        )

    def _grid(self, given: Any, today: date) -> Grid:
        """The version of the audit, or that of today while the date is not a good one."""
        try:
            return grid_at(date.fromisoformat(given.get("audit", "")))
        except ValueError:
            return grid_at(today)

    def clean_audit(self) -> date:
        day: date = self.cleaned_data["audit"] or self.usual["audit"]
        try:
            grid_at(day)
        except NoGridAt as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return day

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = told.get("du") or self.usual["du"], told.get("au") or self.usual["au"]
        if first > last:
            self.add_error("au", _("La période finit avant de commencer. Échangez les deux dates."))
        return {**told, "du": first, "au": last}

    def chosen(self) -> dict[str, Any]:
        """What was asked, or what is usual when nothing was."""
        if not self.is_bound:
            return {**self.usual, "session": "", "indicateur": 0}
        return {**self.cleaned_data, "indicateur": int(self.cleaned_data["indicateur"] or 0)}


class ReviewForm(forms.Form):
    """« à revoir » with its reason, or read and found sound."""

    reason = forms.CharField(
        label=_("Ce qui cloche"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("La personne qui doit la pièce lira cette phrase."),
    )


class WaiverForm(forms.Form):
    """« Non applicable » : for one course, or for the whole house."""

    reason = forms.CharField(
        label=_("Pourquoi cet indicateur ne s’applique pas"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Votre nom et la date de ce jour accompagneront ce motif, à l’écran et dans les dossiers."),
        error_messages={"required": _("Donnez le motif en une phrase : un auditeur la lira.")},
    )
    house = forms.BooleanField(label=_("Pour toutes les formations, pas seulement celle-ci"), required=False)
