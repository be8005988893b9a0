"""What a learner did on a page outlives the page."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


def page_seen() -> "models.ForeignKey[Any]":
    """The page, by its key alone: an author may delete a lesson, and what people did in it stays a fact."""
    return models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
