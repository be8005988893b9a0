"""The form of a deposit, and those of a piece already kept. A refusal says what to do; what was typed is kept."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from lms_onboarding.sessions.models import Session
from qualiopi.indicators.kinds import Kind
from qualiopi.referential import Grid
from qualiopi.registers.forms import PublicForm, Words

from . import choosing
from .contents import LARGEST
from .depositing import Handed

DAY: Final = dict.fromkeys(("required", "invalid"), _("Choisissez un jour, par exemple 02/12/2026."))


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, error_messages=DAY, widget=widget, **kwargs)


class DepositForm(PublicForm):
    """For one indicator: what it is about, what expected piece it stands for, the file or the link."""

    about = forms.ChoiceField(
        label=_("Que concerne cette pièce ?"),
        error_messages={
            "required": _("Choisissez ce que la pièce concerne."),
            "invalid_choice": _("Ce choix n’est plus dans la liste : choisissez de nouveau."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Quelle pièce attendue remplace-t-elle ?"),
        required=False,
        help_text=_("Une pièce attendue compte dans la couverture ; une autre preuve s’y ajoute."),
    )
    title = Words(
        label=_("Titre"),
        max_length=160,
        help_text=_("Comme vous le diriez à l’auditeur : « Compte rendu de la revue qualité du 22 janvier »."),
        error_messages={"required": _("Donnez un titre : c’est ce que lira l’auditeur.")},
    )
    happened_on = day_field(_("Date de ce qu’elle montre"), help_text=_("Celle du fait, pas celle du dépôt."))
    file = forms.FileField(
        label=_("Fichier"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "PDF, image PNG ou JPEG, document Word, Excel, PowerPoint ou LibreOffice sans macro, texte. "
            "10 Mo au plus. Ni facture, ni contrat de travail, ni donnée de santé."
        ),
    )
    url = forms.URLField(
        label=_("Ou un lien"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("L’adresse où la pièce est rangée. Un fichier se retrouve plus sûrement."),
        error_messages={"invalid": _("Donnez une adresse complète, par exemple https://exemple.fr/veille.")},
    )
    review_on = day_field(
        _("À revoir le"),
        required=False,
        help_text=_("Passé ce jour, elle est « à revoir » jusqu’à ce qu’on la relise."),
    )
    note = Words(label=_("Ce qu’elle montre"), max_length=500, rows=3, required=False)

    def __init__(self, *args: Any, indicator: int, session: Session | None, kind: Kind | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._indicator, self._session = indicator, session
        about: Any = self.fields["about"]
        about.choices = [("", _("Choisissez…")), *choosing.subjects(session)]
        expected = choosing.kinds_for(indicator)
        stands: Any = self.fields["kind"]
        stands.choices = [("", _("Aucune : c’est une autre preuve")), *expected]
        if not expected:
            del self.fields["kind"]
        elif kind is not None:
            self.initial.setdefault("kind", kind.id)
            self.initial.setdefault("title", kind.title)
        self.fields["file"].widget.attrs.pop("aria-required", None)

    def clean_url(self) -> str:
        given = str(self.cleaned_data["url"])
        if given and not given.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(_("Donnez une adresse de site, qui commence par https://."))
        return given

    def handed(self) -> Handed:
        given = self.cleaned_data
        file = given.get("file")
        return Handed(
            indicator=self._indicator,
            about=choosing.about_of(given["about"], self._session),
            kind=given.get("kind", ""),
            title=given["title"],
            note=given["note"],
            happened_on=given["happened_on"],
            content=read_up_to(file) if file else b"",
            filename=file.name if file else "",
            url=given["url"],
            review_on=given["review_on"],
        )


class LookForm(forms.Form):
    """Read again: until when does it stand?"""

    review_on = day_field(_("Prochaine relecture"), required=False, help_text=_("Vide : elle ne se périme pas."))


class WithdrawForm(forms.Form):
    why = Words(label=_("Pourquoi la retirer ?"), max_length=300, required=False)


def choose_indicator(grid: Grid, chosen: str) -> forms.Form:
    """One list: the indicators of this version."""
    numbers = [(str(one.number), f"{one.number}. {one.title}") for one in grid.indicators.values()]
    form = forms.Form({"indicator": chosen} if chosen else None)
    form.fields["indicator"] = forms.ChoiceField(
        label=_("Pour quel indicateur ?"),
        choices=[("", _("Choisissez…")), *numbers],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choisissez un indicateur de cette version du référentiel.")
        ),
    )
    form.fields["session"] = Words(
        label=_("Pour une session en particulier ?"),
        required=False,
        max_length=60,
        help_text=_("Son code. Vide : l’organisme, une formation ou une personne de l’équipe."),
    )
    return form


def read_up_to(file: Any) -> bytes:
    """One byte more than may be kept is enough to refuse it: a huge file is not read whole."""
    content: bytes = file.read(LARGEST + 1)
    return content
