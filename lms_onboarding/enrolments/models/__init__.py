"""Enrolments, and the files being imported."""

from .enrolment import Enrolment, EnrolmentQuerySet
from .import_draft import ImportDraft, ImportDraftQuerySet

__all__ = ["Enrolment", "EnrolmentQuerySet", "ImportDraft", "ImportDraftQuerySet"]
