"""The closed lists of the courses room; their values are stored, never renamed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """The three profiles of a client's staff."""

    ADMIN = "admin", _("Admin")
    CREATOR = "creator", _("Créateur")
    MANAGER = "manager", _("Manager")


class Doer(TextChoices):
    """Who answers for a point of the checklist."""

    PILOT = "pilot", _("Pilote")
    ADMIN = "admin", _("Admin")
    CREATOR = "creator", _("Créateur")
    MANAGER = "manager", _("Manager")


class CalloutKind(TextChoices):
    EXAMPLE = "example", _("Exemple")
    TIP = "tip", _("Astuce")
    WARNING = "warning", _("Attention")
    KEY_POINT = "key_point", _("À retenir")


class Proof(TextChoices):
    """What a learner declares after a real action."""

    YES_NO = "yes_no", _("Oui, c’est fait")
    NUMBER = "number", _("Un nombre")
    LINK = "link", _("Un lien")
    SHORT_TEXT = "short_text", _("Quelques mots")
    SCREENSHOT = "screenshot", _("Une capture d’écran")

    @property
    def may_show_others(self) -> bool:
        """Free words and pictures may carry somebody else's personal data: the form says so."""
        return self in {Proof.SHORT_TEXT, Proof.SCREENSHOT}


class RecallDays(TextChoices):
    WEEK = "7", _("Sept jours après")
    MONTH = "30", _("Trente jours après")
    BOTH = "7,30", _("Sept jours, puis trente jours après")
