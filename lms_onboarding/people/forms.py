"""The form of the organisation, in the settings."""

from typing import Any

from wagtail.admin.forms.models import WagtailAdminModelForm


class ProviderForm(WagtailAdminModelForm):
    """Refuses that somebody names themselves disability referent."""

    def clean(self) -> dict[str, Any] | None:
        from .referents import why_not_name  # noqa: PLC0415  it reads the model that names this form

        found: dict[str, Any] | None = super().clean()
        chosen = self.cleaned_data.get("disability_referent")
        if "disability_referent" in self.changed_data and (why := why_not_name(chosen, by=self.for_user)):
            self.add_error("disability_referent", why)
        return found
