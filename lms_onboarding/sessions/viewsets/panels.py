"""Panels of the session's form."""

from typing import Any

from wagtail.admin.panels import InlinePanel, Panel


class RowsPanel(InlinePanel):
    """Wagtail's inline panel over the plain formsets of `SessionForm`; hidden when the form does not hold them."""

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            form, name = kwargs["form"], kwargs["panel"].relation_name
            self.held = form is not None and name in form.formsets
            super().__init__(**({**kwargs, "form": form if self.held else None}))

        def is_shown(self) -> bool:
            return self.held and super().is_shown()


class AnnouncedPanel(Panel):
    """What learners were told, in place of the fields that would change it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "lmso_sessions/admin/announced.html"

        def is_shown(self) -> bool:
            return self.form is not None and self.form.announced

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "session": self.instance, "slots": self.instance.slots.all()}
