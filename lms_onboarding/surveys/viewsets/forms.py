"""The form of a questionnaire: it always writes the draft, never what was published."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.blocks.base import BlockField

from lms_onboarding.common.backoffice import ServiceForm
from lms_onboarding.surveys.enums import Naming
from lms_onboarding.surveys.models import Questionnaire, QuestionnaireVersion
from lms_onboarding.surveys.services import create_questionnaire, save_draft_version

from .blocks import SECTIONS
from .conversion import blocks_of, sections_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PLAIN: Final = (
    "title", "heading", "audience", "filled_by", "when", "minutes", "naming", "theme", "prefix", "intro", "thanks",
    "text_may_be_required",
)  # fmt: skip
COUNT: Final = "sections-count"  # how many parts the browser sends; without it Wagtail fails instead of refusing
CLOSING: Final = ("heading", "thanks")


def _line(label: "str | _StrPromise", help_text: "str | _StrPromise" = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, help_text=help_text, max_length=250)


def _lines(label: "str | _StrPromise", help_text: "str | _StrPromise" = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class QuestionnaireForm(ServiceForm):
    """Starts from the draft, or from the last published version when there is no draft."""

    heading = _line(_("Titre de la page"), _("« Votre avis compte, {{ first_name }} » ; vide : le titre."))
    when = _line(_("Moment"))
    minutes = forms.IntegerField(label=_("Durée annoncée, en minutes"), min_value=1, max_value=60, initial=2)
    naming = forms.ChoiceField(label=_("Les réponses sont données"), choices=Naming.choices)
    theme = _line(_("Thème"))
    prefix = _line(_("Préfixe des clés"), _("« needs » : les clés des questions commencent par « needs_ »."))
    intro = _lines(_("Introduction"), _("Qui lit, à quoi cela sert, combien de temps."))
    thanks = _lines(_("Remerciement"), _("Dites ce qui se passe ensuite."))
    closing_heading = _line(_("Titre de la page, à la fin"), _("Quand le même questionnaire est reposé à la fin."))
    closing_thanks = _lines(_("Remerciement, à la fin"))
    text_may_be_required = forms.BooleanField(label=_("Un texte libre peut être demandé"), required=False)
    methodology = _lines(_("Choix de méthode"), _("Une ligne par choix."), rows=6)
    sections = BlockField(block=SECTIONS, label=_("Parties et questions"), required=False)

    data: Any  # a QueryDict once bound

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and COUNT not in self.data:  # a form cut short: its questions are missing, and said to be
            self.data = self.data.copy()
            self.data[COUNT] = "0"
        self.before = current_content(self.instance)
        closing = self.before.get("closing") or {}
        self.initial |= {name: self.before[name] for name in PLAIN if name in self.before}
        self.initial |= {f"closing_{name}": closing.get(name, "") for name in CLOSING}
        self.initial["methodology"] = "\n".join(self.before.get("methodology") or ())
        self.initial["sections"] = SECTIONS.to_python(blocks_of(self.before))
        if self.instance.pk and "key" in self.fields:
            self.fields["key"].disabled = True

    def write(self, *, by: str, now: datetime) -> Questionnaire:
        questionnaire: Questionnaire = self.instance
        if not questionnaire.pk:
            create_questionnaire(questionnaire, self.content(), by=by, now=now)
        else:
            save_draft_version(questionnaire, self.content(), by=by, now=now)
        return questionnaire

    def content(self) -> dict[str, Any]:
        """What was typed, over what no field of this form shows."""
        typed = {name: self.cleaned_data[name] for name in PLAIN if name in self.cleaned_data}
        closing = (self.before.get("closing") or {}) | {
            name: self.cleaned_data.get(f"closing_{name}", "").strip() for name in CLOSING
        }
        content = self.before | typed
        content["key"] = self.instance.key
        content["closing"] = {name: text for name, text in closing.items() if text}
        content["methodology"] = [
            line.strip() for line in self.cleaned_data["methodology"].splitlines() if line.strip()
        ]
        content["sections"] = sections_of(SECTIONS.get_prep_value(self.cleaned_data["sections"]), self.before)
        return {name: value for name, value in content.items() if value not in ("", None, {}, [])} | {
            "sections": content["sections"]
        }


def current_content(questionnaire: Questionnaire) -> dict[str, Any]:
    """What an author sees: the draft when there is one, else the last published version."""
    version = current_version(questionnaire)
    return dict(version.content) if version else {}


def current_version(questionnaire: Questionnaire) -> QuestionnaireVersion | None:
    if not questionnaire.pk:
        return None
    return questionnaire.versions.order_by("-number").first()
