"""Filters with the widgets that Wagtail can draw."""

from typing import Any

from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget


class DayRangeFilter(DateFromToRangeFilter):
    """From one day to another, both included; the plain filter has no template in Wagtail's administration."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DateRangePickerWidget, **kwargs)
