"""What was issued to somebody, with the exact files."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.offboarding.models import Handover, Paper
from lms_onboarding.privacy.enums import Purpose
from lms_onboarding.privacy.holding import Holding, named_by, through

PAPERS: Final = (
    Holding(
        model=IssuedDocument,
        title=_("Vos documents"),
        purpose=Purpose.PROOF,
        where=named_by("holder_key"),
        shown=("number", "title", "issued_at", "revoked_at", "revoked_because"),
        blobs=(("blob", "filename"),),
        related=("blob",),
    ),
    Holding(
        model=Paper,
        title=_("Ce que vos documents de fin de formation disent de vous"),
        purpose=Purpose.PROOF,
        where=through("enrolment__person"),
        shown=("kind", "version", "data", "frozen_at", "told_at", "fetched_at", "superseded_at"),
    ),
    Holding(
        model=Handover,
        title=_("La remise de vos documents de fin de formation"),
        purpose=Purpose.EVIDENCE,
        where=through("enrolment__person"),
        shown=("version", "told_at"),
    ),
)
