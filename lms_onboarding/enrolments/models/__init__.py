"""Enrolments, and the files being imported."""

from .enrolment import Enrolment, EnrolmentQuerySet
from .import_draft import ImportBatch, ImportDraft, ImportDraftQuerySet

__all__ = ["Enrolment", "EnrolmentQuerySet", "ImportBatch", "ImportDraft", "ImportDraftQuerySet"]
