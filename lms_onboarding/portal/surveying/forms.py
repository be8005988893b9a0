"""The forms of surveys: an analysis to sign, a period, the days of a session, an answer that came another way."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from lms_onboarding.offboarding.enums import ReplyChannel
from lms_onboarding.offboarding.models import SessionCampaigns, SurveyAnalysis
from lms_onboarding.offboarding.services import Lecture, Period, SessionRhythm

NO_DAY: Final = dict.fromkeys(("required", "invalid"), _("Choisissez un jour, par exemple 02/12/2026."))
DAY: Final = {"type": "date"}


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=400,
        help_text=_("Vide : le délai de l’organisme."),
        error_messages={"invalid": _("Écrivez un nombre de jours, par exemple 45.")},
    )


class LectureForm(forms.Form):
    """What somebody retains of the answers. `replaces` is the analysis that was on the screen."""

    retained = forms.CharField(
        label=_("Ce que nous retenons"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Écrivez ce que vous retenez de ces réponses, en une phrase au moins.")},
    )
    changed = forms.CharField(
        label=_("Ce que nous changeons (facultatif)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def lecture(self, grounds: list[str]) -> Lecture:
        given = self.cleaned_data
        return Lecture(given["retained"], given["changed"], tuple(grounds), given["replaces"])


def lecture_of(current: SurveyAnalysis | None) -> LectureForm:
    """Empty, or the one in force to be reworked."""
    if current is None:
        return LectureForm()
    return LectureForm(initial={"retained": current.retained, "changed": current.changed, "replaces": current.pk})


class PeriodForm(forms.Form):
    """`du`, `au` and `formation` in the address. A period ends after it begins, and lasts five years at most."""

    du = forms.DateField(label=_("Du"), error_messages=NO_DAY, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    au = forms.DateField(label=_("Au"), error_messages=NO_DAY, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    formation = forms.ModelChoiceField(
        label=_("Formation"), queryset=CoursePage.objects.none(), required=False, empty_label=_("Toutes")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["formation"]
        field.queryset = CoursePage.objects.order_by("title")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("du"), given.get("au")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                self.add_error("au", _("La période finit avant de commencer : échangez les deux jours."))
            elif (last - first).days > 5 * 366:
                self.add_error("au", _("Choisissez cinq ans au plus : au-delà, les questions ont changé."))
        return given

    def period(self, fallback: Period) -> Period:
        if not self.is_bound or not self.is_valid():
            return fallback
        course = self.cleaned_data["formation"]
        return Period(self.cleaned_data["du"], self.cleaned_data["au"], fallback.zone, course.pk if course else 0)


class RhythmForm(forms.Form):
    """What one session does otherwise."""

    hot_delay = _days(_("Apprenants, à chaud : N jours après la fin"))
    trainer_delay = _days(_("Formateurs : N jours après la fin"))
    cold_delay = _days(_("Apprenants, avec du recul : N jours après la fin"))
    company_delay = _days(_("Entreprises : N jours après la fin"))
    hour = forms.TimeField(
        label=_("Heure des envois différés"),
        required=False,
        help_text=_("Vide : l’heure de l’organisme."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Donnez une heure, par exemple 09:30.")},
    )
    stopped = forms.BooleanField(label=_("N’envoyer aucune enquête pour cette session"), required=False)

    def rhythm(self) -> SessionRhythm:
        return SessionRhythm(**self.cleaned_data)


def rhythm_of(known: SessionCampaigns | None) -> RhythmForm:
    names = ("hot_delay", "trainer_delay", "cold_delay", "company_delay", "hour", "stopped")
    return RhythmForm(initial={name: getattr(known, name) for name in names} if known else None)


class RelayForm(forms.Form):
    """How the answer came. The questions stand beside, as on their own page."""

    channel = forms.ChoiceField(
        label=_("Comment cette organisation a-t-elle répondu ?"),
        choices=ReplyChannel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un canal. Si vous hésitez, prenez le plus proche.")},
    )
    on_day = forms.DateField(
        label=_("Quel jour ?"), error_messages=NO_DAY, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    spoke = forms.CharField(
        label=_("Qui a répondu ?"),
        max_length=200,
        help_text=_("Nom et fonction, tels que donnés."),
        error_messages={"required": _("Notez qui a répondu : sans cela, la réponse ne prouve rien.")},
    )
