"""The cross-table as a form: one line an element, as many blank ones as wanted."""

from typing import Any, Final

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from qualiopi.registers.forms import Words

from .models import CrossTable
from .writing import Element

BLANK: Final = 3
MOST: Final = 200


class ElementForm(forms.Form):
    code = Words(label=_("Code"), max_length=30, required=False)
    element = Words(label=_("Élément du référentiel de la certification"), max_length=300, rows=2, required=False)
    objectives = forms.MultipleChoiceField(
        label=_("Objectifs qui le couvrent"), required=False, widget=forms.CheckboxSelectMultiple
    )
    content = Words(label=_("Leçons ou séances"), max_length=300, rows=2, required=False)

    def __init__(self, *args: Any, objectives: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["objectives"]
        offered.choices = objectives

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("element") and (given.get("code") or given.get("objectives") or given.get("content")):
            self.add_error("element", _("Écrivez l’élément, ou videz la ligne."))
        return given


def elements_formset(course: CoursePage, table: CrossTable | None, data: Any = None) -> "BaseFormSet[ElementForm]":
    """The lines of the standing table, then blank ones."""
    objectives = [(str(one.ref), one.text) for one in course.objectives.all()]
    made = formset_factory(ElementForm, extra=BLANK, max_num=MOST, absolute_max=MOST)
    return made(data, initial=list(table.rows) if table else [], form_kwargs={"objectives": objectives}, prefix="e")


def elements_of(formset: "BaseFormSet[ElementForm]") -> list[Element]:
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("element")]
    return [Element(row["code"], row["element"], tuple(row["objectives"]), row["content"]) for row in rows]
