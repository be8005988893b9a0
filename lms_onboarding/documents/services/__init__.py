"""What may be done with documents: keep bytes, read them back, issue once, seal, supersede, revoke, verify."""

from lms_onboarding.documents.detached import SignatureRefused, sign_detached, signer_of
from lms_onboarding.documents.printing.house import why_not_printed
from lms_onboarding.documents.sealing import SealUnusable, certificate_of_the_seal, seal

from .forgetting import destroy_files, forget_bytes, forget_documents
from .issuing import AlreadySuperseded, Draw, Order, issue, issue_many, supersede
from .keeping import ErasedFile, TamperedFile, read, read_kept, store
from .revoking import revoke
from .verifying import Standing, Verdict, verify_file, verify_number

__all__ = [
    "AlreadySuperseded",
    "Draw",
    "ErasedFile",
    "Order",
    "SealUnusable",
    "SignatureRefused",
    "Standing",
    "TamperedFile",
    "Verdict",
    "certificate_of_the_seal",
    "destroy_files",
    "forget_bytes",
    "forget_documents",
    "issue",
    "issue_many",
    "read",
    "read_kept",
    "revoke",
    "seal",
    "sign_detached",
    "signer_of",
    "store",
    "supersede",
    "verify_file",
    "verify_number",
    "why_not_printed",
]
