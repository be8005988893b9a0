"""What is typed in the pages of an account. Errors are sentences that say how to mend them."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .factors import MFAAdapter
from .models import User
from .security import PERIOD

MASKED = forms.PasswordInput
CODE = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-input"})


class PasswordLoginForm(LoginForm):
    """Address and password, in the words of the house. One sentence for every refusal: nothing says what was wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("Adresse e-mail"),
            widget=forms.EmailInput(attrs={"autocomplete": "username"}),
            error_messages={"required": _("Indiquez l’adresse où vous recevez nos messages.")},
        )
        self.fields["password"] = forms.CharField(
            label=_("Mot de passe"),
            strip=False,
            widget=MASKED(attrs={"autocomplete": "current-password"}),
            error_messages={"required": _("Tapez votre mot de passe, ou demandez un code.")},
        )
        self.fields["remember"] = forms.BooleanField(
            label=_("Rester connecté trente jours sur cet appareil"), required=False
        )
        self.order_fields(["login", "password", "remember"])


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("Nouveau mot de passe"),
        strip=False,
        help_text=_("Douze caractères au moins : quelques mots sans rapport font très bien l’affaire."),
        widget=MASKED(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Tapez le mot de passe que vous choisissez.")},
    )
    again = forms.CharField(
        label=_("Le même, encore une fois"),
        strip=False,
        widget=MASKED(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Tapez-le une seconde fois : une faute de frappe se verra.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        chosen: str = self.cleaned_data["password"]
        validate_password(chosen, self.user)
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"password", "again"} <= cleaned.keys() and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("Les deux ne sont pas pareils : tapez-les de nouveau."))
        return cleaned


class SecondFactorForm(AuthenticateForm):
    """A code of the application, or a recovery code. Each opens once: a code read over a shoulder is worth nothing."""

    code = forms.CharField(
        label=_("Code de votre application"),
        help_text=_("Six chiffres. Sans votre application, tapez un de vos codes de secours."),
        widget=CODE,
        error_messages={"required": _("Tapez le code que montre votre application.")},
    )

    def clean_code(self) -> str:
        code: str = super().clean_code()
        # allauth remembers a code for one period, and accepts it during three
        kept = f"lmso-accounts-shown/{self.user.pk}/{normalize_user_code(code)}"
        if not cache.add(kept, True, timeout=4 * PERIOD):
            raise MFAAdapter().validation_error("incorrect_code")
        return code


class ApplicationForm(forms.Form):
    """The first code of an application: the proof that it holds the secret."""

    code = forms.CharField(
        label=_("Code à six chiffres"),
        help_text=_("Celui que l’application montre en ce moment."),
        widget=CODE,
        error_messages={"required": _("Tapez le code que montre l’application.")},
    )

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        self.secret = secret
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            raise ValidationError(
                _(
                    "Ce code n’est pas celui que nous attendons. Vérifiez l’heure de votre téléphone, "
                    "puis prenez le prochain."
                )
            )
        return code


class PasskeyForm(AddWebAuthnForm):
    """A passkey that the browser just made, and the name by which its owner will know it."""

    name = forms.CharField(
        label=_("Nom de cette clé"),
        required=False,
        max_length=60,
        help_text=_("Pour la reconnaître dans la liste, par exemple « Mon téléphone »."),
    )
    field_order = ("name", "credential")
