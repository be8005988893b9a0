"""What an evidence file is asked for: a draw, named sessions, named learners, or a period."""

import re
from datetime import date, datetime, time
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms_onboarding.common.calendar import wall_clock
from lms_onboarding.common.tabular import CellRefused, email_key, parse_email
from lms_onboarding.people.models import Person, ProviderSettings
from qualiopi.export.selecting import Wanted
from qualiopi.referential import NoGridAt, grid_at

from .forms import AHEAD, YEAR, day_field

MODES: Final = (
    ("draw", gettext_lazy("Un tirage au sort équilibré")),
    ("sessions", gettext_lazy("Les sessions que je choisis")),
    ("learners", gettext_lazy("Des apprenants que je nomme")),
    ("period", gettext_lazy("Toutes les sessions de la période")),
)
NAMING: Final = (
    ("pseudonyms", gettext_lazy("Pseudonymes, sans table de correspondance")),
    ("names", gettext_lazy("Noms réels : un code vous est demandé, et le dossier est noté au journal")),
)


class ExportForm(forms.Form):
    """`draft` names the form sent: sent twice, it asks once."""

    draft = forms.CharField(widget=forms.HiddenInput, max_length=64)
    mode = forms.ChoiceField(label=gettext_lazy("Quel échantillon ?"), choices=MODES, widget=forms.RadioSelect)
    number = forms.IntegerField(
        label=gettext_lazy("Nombre de sessions à tirer"), min_value=1, max_value=100, required=False
    )
    seed = forms.CharField(
        label=gettext_lazy("Graine du tirage"),
        required=False,
        max_length=40,
    )
    du = day_field(gettext_lazy("Sessions du"))
    au = day_field(gettext_lazy("au"))
    codes = forms.CharField(
        label=gettext_lazy("Codes des sessions, un par ligne"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    learners = forms.CharField(
        label=gettext_lazy("Adresses e-mail des apprenants, une par ligne"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    audit = day_field(gettext_lazy("Date de l’audit"))
    as_of = day_field(gettext_lazy("État au soir du"))
    naming = forms.ChoiceField(label=gettext_lazy("Les noms"), choices=NAMING, widget=forms.RadioSelect)

    def __init__(
        self, given: Any, *, now: datetime, house: ProviderSettings, names: bool, initial: Any = None
    ) -> None:
        self.now, self.house = now, house
        today = now.astimezone(house.zone).date()
        usual = {
            "draft": uuid4().hex,
            "mode": "draw",
            "number": 6,
            "seed": f"{today:%Y-%m%d}",
            "du": today - YEAR,
            "au": today + AHEAD,
            "audit": today,
            "naming": "pseudonyms",
        }
        super().__init__(given, initial=usual | (initial or {}))
        if not names:
            self.fields["naming"] = forms.ChoiceField(
                label=_("Les noms"), choices=NAMING[:1], widget=forms.RadioSelect
            )

    def clean_audit(self) -> date:
        day: date = self.cleaned_data["audit"] or self.now.astimezone(self.house.zone).date()
        try:
            grid_at(day)
        except NoGridAt as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return day

    def clean_as_of(self) -> date | None:
        day: date | None = self.cleaned_data["as_of"]
        if day is not None and day > self.now.astimezone(self.house.zone).date():
            raise forms.ValidationError(_("Ce jour n’est pas encore passé. Laissez vide pour l’état de maintenant."))
        return day

    def clean_learners(self) -> tuple[int, ...]:
        keys, lines = {}, [line.strip() for line in self.cleaned_data["learners"].splitlines() if line.strip()]
        for line in lines:
            try:
                keys[email_key(parse_email(line))] = line
            except CellRefused as refusal:
                raise forms.ValidationError(f"{line} : {refusal.sentence}") from refusal
        found = dict(Person.objects.by_email(list(keys)).values_list("email_key", "pk"))
        if unknown := [line for key, line in keys.items() if key not in found]:
            raise forms.ValidationError(
                _("Personne n’a l’adresse %(who)s. Vérifiez-la dans la liste des inscriptions.")
                % {"who": ", ".join(unknown)}
            )
        return tuple(sorted(found.values()))

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        mode = told.get("mode")
        if mode == "sessions" and not _lines(told.get("codes", "")):
            self.add_error("codes", _("Nommez au moins une session, par son code."))
        if mode == "learners" and "learners" in told and not told["learners"]:
            self.add_error("learners", _("Nommez au moins une personne, par son adresse."))
        if mode == "draw" and not told.get("number") and "number" not in self.errors:
            self.add_error("number", _("Dites combien de sessions tirer, de 1 à 100."))
        first, last = told.get("du"), told.get("au")
        if first and last and first > last:
            self.add_error("au", _("La période finit avant de commencer. Échangez les deux dates."))
        return told

    def wanted(self) -> Wanted:
        """What was asked, of a valid form."""
        told, mode = self.cleaned_data, self.cleaned_data["mode"]
        named = mode in ("sessions", "learners")
        evening = told["as_of"] and wall_clock(told["as_of"], time(23, 59), self.house.zone)
        return Wanted(
            as_of=min(evening, self.now) if evening else self.now,
            audit=told["audit"],
            codes=_lines(told["codes"]) if mode == "sessions" else (),
            people=told["learners"] if mode == "learners" else (),
            since=None if named else told["du"],
            until=None if named else told["au"],
            draw=told["number"] if mode == "draw" else 0,
            seed=told["seed"] if mode == "draw" else "",
            nominative=told["naming"] == "names",
        )


def _lines(text: str) -> tuple[str, ...]:
    """What was typed one by line, or between commas."""
    return tuple(dict.fromkeys(one.strip() for one in re.split(r"[\n,;]+", text) if one.strip()))
