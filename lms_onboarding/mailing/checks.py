"""Settings with which mails would not leave, or would say something false, stop the start."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_domain_name, validate_email

from .rendering import RenderingError, catalogue
from .webhooks import has_secret

FOLDER_BACKENDS: Final = ("FolderBackend", "RefusingFolderBackend")


@register(Tags.compatibility)
def check_sending(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Timeout, addresses and domains that every mail needs."""
    found: list[CheckMessage] = []
    if not settings.EMAIL_TIMEOUT:
        found.append(
            Error(
                "EMAIL_TIMEOUT n’est pas défini : un serveur muet retiendrait un envoi sans fin.",
                hint="Donnez un nombre de secondes, par exemple 20 ; la prise d’un courrier en dure six fois autant.",
                id="lmso_mailing.E001",
            )
        )
    if not _passes(validate_email, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]):
        found.append(
            Error(
                f"DEFAULT_FROM_EMAIL (« {settings.DEFAULT_FROM_EMAIL} ») n’est pas une adresse.",
                hint="Écrivez par exemple formation@votre-domaine.fr.",
                id="lmso_mailing.E002",
            )
        )
    if not _passes(validate_domain_name, settings.LMSO_MESSAGE_ID_DOMAIN):
        found.append(
            Error(
                f"LMSO_MESSAGE_ID_DOMAIN (« {settings.LMSO_MESSAGE_ID_DOMAIN} ») n’est pas un nom de domaine.",
                hint="Définissez MESSAGE_ID_DOMAIN avec un domaine à vous, et n’en changez plus.",
                id="lmso_mailing.E003",
            )
        )
    return found + _base_url() + _tracking()


@register(Tags.security, deploy=True)
def check_deployed_sending(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """What is right on one's own machine and wrong in production."""
    found: list[CheckMessage] = []
    if settings.EMAIL_BACKEND.endswith(FOLDER_BACKENDS):
        found.append(
            checks.Warning(
                "EMAIL_BACKEND écrit les courriers dans un dossier : personne ne les reçoit.",
                hint="Définissez EMAIL_BACKEND avec un serveur SMTP ou un prestataire (anymail).",
                id="lmso_mailing.W005",
            )
        )
    if urlsplit(settings.LMSO_BASE_URL).scheme != "https":
        found.append(
            checks.Warning(
                f"LMSO_BASE_URL (« {settings.LMSO_BASE_URL} ») n’est pas en https : les liens voyageraient en clair.",
                hint="Définissez BASE_URL avec l’adresse publique du site.",
                id="lmso_mailing.W006",
            )
        )
    return found


@register(Tags.templates, deploy=True)
def check_messages(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """One message file that cannot be read keeps every mail from being queued: a deployment finds out first."""
    try:
        catalogue()
    except RenderingError as error:
        hint = "Corrigez ce fichier de templates/emails/, ou déclarez sa variable dans variables.yaml."
        return [Error(str(error), hint=hint, id="lmso_mailing.E009")]
    return []


def _base_url() -> list[CheckMessage]:
    parts = urlsplit(settings.LMSO_BASE_URL)
    if parts.scheme in ("http", "https") and parts.netloc and not settings.LMSO_BASE_URL.endswith("/"):
        return []
    return [
        Error(
            f"LMSO_BASE_URL (« {settings.LMSO_BASE_URL} ») n’est pas l’adresse d’un site.",
            hint="Définissez BASE_URL, sans barre finale : https://formation.votre-domaine.fr.",
            id="lmso_mailing.E004",
        )
    ]


def _tracking() -> list[CheckMessage]:
    if not settings.LMSO_MAIL_IS_TRACKED:
        return []
    if settings.EMAIL_BACKEND.startswith("anymail."):
        return [] if has_secret() else [_no_secret()]
    return [
        Error(
            "LMSO_MAIL_IS_TRACKED promet un suivi que cet EMAIL_BACKEND ne donne pas.",
            hint="Retirez ce réglage, ou envoyez par un prestataire (anymail) dont les événements reviennent.",
            id="lmso_mailing.E007",
        )
    ]


def _no_secret() -> CheckMessage:
    return Error(
        "Aucun secret n’est partagé avec le prestataire d’envoi : ses événements sont refusés, aucun retour n’arrive.",
        hint="Définissez ANYMAIL_WEBHOOK_SECRET (nom:mot-de-passe), et donnez-le au prestataire dans l’adresse "
        "https://nom:mot-de-passe@votre-site/anymail/<prestataire>/tracking/.",
        id="lmso_mailing.E008",
    )


def _passes(validate: Any, value: str) -> bool:
    try:
        validate(value)
    except ValidationError:
        return False
    return True
