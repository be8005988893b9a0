"""The two public forms, those of the recipient, and that of the administrator. A refusal says what to do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common.tabular import CellRefused, parse_email

from . import codes
from .enums import (
    ComplaintTopic,
    ComplaintWish,
    ReportContact,
    ReportOngoing,
    ReportPosition,
    ReportWish,
    Stakeholder,
)
from .models import ConfidentialRecipient
from .services import ComplaintText, ReportText

CHOOSE = _("Choisissez une réponse. Si vous hésitez, prenez la plus proche.")
TOO_LONG = _("Ce texte compte %(show_value)d caractères, la limite est de %(limit_value)d : abrégez-le un peu.")
ADDRESS = _("Indiquez une adresse complète, par exemple prenom.nom@entreprise.fr.")


class Words(forms.CharField):
    """Free text, with the line ends of the web counted once."""

    def __init__(self, *, rows: int = 1, **kwargs: Any) -> None:
        attrs = {"rows": rows} if rows > 1 else {}
        kwargs.setdefault("widget", forms.Textarea(attrs) if rows > 1 else forms.TextInput(attrs))
        super().__init__(**kwargs)
        # said on the server, with the count: a browser would silently cut what is pasted
        for name in ("maxlength", "minlength"):
            self.widget.attrs.pop(name, None)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").strip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if "length" not in name}


class PublicForm(forms.Form):
    """Errors are ours, in French, whatever the browser; `draft` makes that sent twice is once."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fresh = codes.new_draft()
        for field in self.fields.values():
            if field.required:
                field.widget.attrs["aria-required"] = "true"
            if isinstance(field, forms.CharField) and field.max_length:
                field.error_messages["max_length"] = TOO_LONG
                for validator in field.validators:
                    if getattr(validator, "limit_value", None) == field.max_length:
                        validator.message = TOO_LONG  # type: ignore[attr-defined]  # a MaxLengthValidator, by its limit

    @property
    def draft(self) -> str:
        """The one that came with the form, else a new one: what a program invents could be guessed."""
        given = str(self.data.get("draft", ""))
        return given if codes.is_draft(given) else self._fresh


def _radios(choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        **kwargs,
    )


class ComplaintForm(PublicForm):
    stakeholder = _radios(Stakeholder.choices, label=_("Vous êtes…"))
    topic = _radios(ComplaintTopic.choices, label=_("Sur quoi porte votre réclamation ?"))
    session_words = Words(
        label=_("Quelle formation est concernée ?"),
        help_text=_("Son nom ou ses dates suffisent."),
        max_length=200,
        required=False,
    )
    facts = Words(
        label=_("Que s’est-il passé ?"),
        help_text=_("Les faits, les dates. N’écrivez aucune information de santé."),
        max_length=3000,
        rows=6,
        error_messages={
            "required": _("Dites en quelques mots ce qui s’est passé : sans les faits, personne ne peut agir.")
        },
    )
    effect = Words(label=_("Quelle conséquence cela a-t-il pour vous ?"), max_length=800, rows=3, required=False)
    wish = _radios(ComplaintWish.choices, label=_("Qu’attendez-vous de nous ?"))
    name = Words(label=_("Votre nom"), max_length=200, required=False)
    email = Words(
        label=_("À quelle adresse vous répondre ?"),
        help_text=_("Sans adresse, nous traiterons votre réclamation, sans pouvoir vous répondre."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    concerns_handler = forms.BooleanField(required=False)

    def __init__(self, *args: Any, handler: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if handler:
            self.fields["concerns_handler"].label = _("Ma réclamation met en cause %(name)s") % {"name": handler}
        else:
            del self.fields["concerns_handler"]

    def clean_email(self) -> str:
        return _address(self.cleaned_data["email"])

    def text(self) -> ComplaintText:
        return ComplaintText(**self.cleaned_data)


class ReportForm(PublicForm):
    recipient = _radios((), label=_("À qui s’adresse ce message ?"))
    position = _radios(ReportPosition.choices, label=_("Vous écrivez…"), required=False)
    message = Words(
        label=_("Que souhaitez-vous nous dire ?"),
        help_text=_("Avec vos mots, aussi brièvement que vous voulez. Inutile de tout raconter maintenant."),
        max_length=5000,
        rows=8,
        error_messages={"required": _("Écrivez au moins quelques mots : c’est la seule réponse nécessaire.")},
    )
    ongoing = _radios(ReportOngoing.choices, label=_("Est-ce que cela continue ?"), required=False)
    wishes = forms.MultipleChoiceField(
        choices=ReportWish.choices,
        widget=forms.CheckboxSelectMultiple,
        label=_("De quoi auriez-vous besoin maintenant ?"),
        help_text=_("Plusieurs réponses possibles."),
        error_messages={"invalid_choice": CHOOSE},
        required=False,
    )
    contact = _radios(ReportContact.choices, label=_("Souhaitez-vous une réponse ?"), required=False)
    safe_address = Words(
        label=_("À quelle adresse, à quel numéro, peut-on vous joindre sans risque ?"),
        help_text=_("Pour un e-mail neutre ou un appel seulement. Une adresse que personne d’autre ne consulte."),
        max_length=254,
        required=False,
    )
    safe_time = Words(
        label=_("Y a-t-il un moment où il vaut mieux ne pas vous appeler ?"), max_length=200, required=False
    )

    def __init__(self, *args: Any, recipients: list[ConfidentialRecipient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recipients = {str(recipient.pk): recipient for recipient in recipients}
        field = self.fields["recipient"]
        field.choices = [(pk, f"{who.name}, {who.title}") for pk, who in self.recipients.items()]  # type: ignore[attr-defined]  # a ChoiceField
        if len(recipients) == 1:
            field.initial = str(recipients[0].pk)
        for name in ("safe_address", "safe_time"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        contact, address = cleaned.get("contact"), cleaned.get("safe_address", "")
        try:
            if contact == ReportContact.MAIL and "safe_address" in cleaned:
                cleaned["safe_address"] = _address(address or "?")
        except forms.ValidationError as error:
            self.add_error("safe_address", error)
        if contact == ReportContact.PHONE and not address:
            self.add_error("safe_address", _("Indiquez le numéro où vous appeler, ou choisissez une autre réponse."))
        return cleaned

    @property
    def chosen(self) -> ConfidentialRecipient:
        return self.recipients[self.cleaned_data["recipient"]]

    def text(self) -> ReportText:
        fields = {name: value for name, value in self.cleaned_data.items() if name != "recipient"}
        return ReportText(**{**fields, "wishes": tuple(fields["wishes"])})


class FollowForm(PublicForm):
    code = Words(
        label=_("Votre code de suivi"),
        help_text=_("Vingt lettres et chiffres, remis à la fin de votre envoi. Les tirets ne comptent pas."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": _("Recopiez le code remis à la fin de votre envoi.")},
    )

    def clean_code(self) -> str:
        code = codes.read(self.cleaned_data["code"], length=codes.FOLLOW_UP)
        if not code:
            raise forms.ValidationError(
                _("Un code compte vingt lettres et chiffres, en cinq groupes de quatre. Vérifiez le vôtre.")
            )
        return code


class DesignationForm(PublicForm):
    name = Words(
        label=_("Prénom et nom"), max_length=200, error_messages={"required": _("Indiquez qui recevra les messages.")}
    )
    title = Words(
        label=_("Sa fonction, telle que la lira la personne qui écrit"),
        help_text=_("« référente égalité », « psychologue du travail, hors de l’organisme »"),
        max_length=160,
        error_messages={"required": _("Indiquez sa fonction : elle aide à savoir à qui l’on écrit.")},
    )
    email = Words(
        label=_("Son adresse e-mail"),
        help_text=_("Personnelle : jamais une boîte partagée."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": ADDRESS},
    )


class PassphraseForm(PublicForm):
    passphrase = forms.CharField(
        label=_("Votre phrase secrète"),
        help_text=_("Seize caractères au moins : quatre ou cinq mots sans rapport entre eux, par exemple."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choisissez une phrase que vous retiendrez.")},
    )
    again = forms.CharField(
        label=_("La même, une seconde fois"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Retapez votre phrase : une faute de frappe la rendrait inutilisable.")},
    )

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("passphrase", again):
            raise forms.ValidationError(_("Les deux phrases diffèrent. Retapez-les toutes les deux."))
        return again


class SecretForm(PublicForm):
    secret = forms.CharField(
        label=_("Votre phrase secrète, ou votre clé de secours"),
        help_text=_("Elle est demandée à chaque lecture et n’est gardée nulle part."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Tapez votre phrase secrète, ou la clé de secours imprimée.")},
    )


class ReplyForm(SecretForm):
    reply = Words(
        label=_("Votre réponse"),
        help_text=_("Lisible par la seule personne qui tient le code de suivi."),
        max_length=5000,
        rows=6,
        error_messages={"required": _("Écrivez votre réponse.")},
    )
    field_order = ("reply", "secret")


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        return parse_email(text)
    except CellRefused as refusal:
        raise forms.ValidationError(ADDRESS) from refusal
