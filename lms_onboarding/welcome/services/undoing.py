"""What the undoing of an import finds here: kits and information prepared for nobody in the end."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from lms_onboarding.welcome.models import InformationPack, WelcomeKit

READ = Q(opened_at__isnull=False) | Q(acknowledged_at__isnull=False)


def held(enrolments: Sequence[int]) -> dict[int, str]:
    """Enrolments whose kit or information was read: that a mail left is asked elsewhere."""
    kits = WelcomeKit.objects.filter(READ, enrolment__in=list(enrolments)).values_list("enrolment_id", flat=True)
    packs = InformationPack.objects.filter(READ, enrolment__in=list(enrolments)).values_list("enrolment_id", flat=True)
    return dict.fromkeys([*kits, *packs], _("son kit ou son dossier d’information a été ouvert"))


def release(enrolments: Sequence[int]) -> None:
    """Drop what was prepared for these: their mails have just been held back."""
    WelcomeKit.objects.filter(enrolment__in=list(enrolments)).delete()
    InformationPack.objects.filter(enrolment__in=list(enrolments)).delete()
