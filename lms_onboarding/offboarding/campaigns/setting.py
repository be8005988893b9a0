"""The provider's campaigns at one moment, and what a session changes to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from lms_onboarding.common.calendar import BusinessCalendar
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.offboarding.models import CampaignSettings, SessionCampaigns
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider

from .rules import House, Timing


def campaign_settings() -> CampaignSettings:
    """The provider's, with their reader; unsaved defaults when nobody has written any."""
    found = CampaignSettings.objects.select_related("reader").order_by("pk").first()
    return found or CampaignSettings()


@dataclass(frozen=True)
class Campaigns:
    """One reading for a whole sweep: two queries."""

    provider: ProviderSettings
    settings: CampaignSettings
    house: House
    changes: dict[int, SessionCampaigns] = field(default_factory=dict)

    @classmethod
    def read(cls, *, now: datetime) -> Self:
        organisation = provider()
        business = BusinessCalendar(organisation.holiday_region)
        house = House(organisation.zone, business, replace(organisation.window, business=business))
        return cls(organisation, campaign_settings(), house)

    def with_changes(self, sessions: Iterable[int]) -> Self:
        """Knowing what these sessions do otherwise. One query."""
        rows = SessionCampaigns.objects.filter(session_id__in=list(sessions))
        return replace(self, changes={row.session_id: row for row in rows})

    def timing(self, party: Party, session: int | None = None) -> Timing | None:
        """None: this session asks nobody anything."""
        own = self.changes.get(session) if session is not None else None
        if own is not None and own.stopped:
            return None
        delay = 0 if party is Party.FUNDER else getattr(self.settings, f"{party.value}_delay")
        changed = None if own is None or party is Party.FUNDER else getattr(own, f"{party.value}_delay")
        return Timing(
            delay=delay if changed is None else changed,
            open_days=getattr(self.settings, f"{party.value}_open"),
            reminder=getattr(self.settings, f"{party.value}_reminder"),
            hour=(own.hour if own else None) or self.settings.hour,
        )

    @property
    def reply_to(self) -> str:
        """Who answers those who answer: the reader, else the provider."""
        return self.settings.reader.email if self.settings.reader else self.provider.email
