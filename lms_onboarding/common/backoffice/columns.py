"""Columns that read in French."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.ui.tables import Column


class MomentColumn(Column):
    """« 07/12/2026 09:00 », in the current time zone; sortable and comparable, unlike « il y a trois jours »."""

    def get_value(self, instance: Any) -> str:
        moment: datetime | None = super().get_value(instance)
        return date_format(localtime(moment), "d/m/Y H:i") if moment else ""
