"""The session's form, with its half-days and its trainers."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from django import forms
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm, formfield_for_dbfield
from wagtail.admin.widgets import AdminDateInput

from lms_onboarding.common.backoffice import ServiceForm, constraints_left_to_the_service
from lms_onboarding.common.calendar import local_date
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session, SessionTrainer, Slot
from lms_onboarding.sessions.services import (
    Period,
    Plan,
    SlotPlan,
    TrainerPlan,
    create_session,
    is_announced,
    save_details,
)

SCHEDULE: Final = ("first_day", "last_day", "modality", "venue", "room", "join_url")


class RowForm(WagtailAdminModelForm):
    """A half-day or a trainer: what is impossible together is refused by the session's service, with a sentence."""

    def validate_unique(self) -> None:
        """Left to the service."""

    def _post_clean(self) -> None:
        with constraints_left_to_the_service(self.instance):
            super()._post_clean()


class Rows(BaseInlineFormSet):  # type: ignore[type-arg]  # generic for the type checker only
    def clean(self) -> None:
        """Doubles are the service's to refuse."""

    def kept(self) -> Iterator[dict[str, Any]]:
        """What was typed, without the rows left empty or deleted, in the order shown."""
        forms_kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        filled = [form.cleaned_data for form in forms_kept if not form.cleaned_data.get("DELETE")]
        return iter(sorted(filled, key=lambda row: row.get("ORDER") or 0))


def _rows(model: type[Any], fields: tuple[str, ...], *, ordered: bool) -> type[Rows]:
    made: type[Rows] = inlineformset_factory(  # type: ignore[assignment]  # it returns a subclass of `formset`
        Session,
        model,
        form=RowForm,
        formset=Rows,
        fields=fields,
        formfield_callback=formfield_for_dbfield,
        extra=0,
        can_order=ordered,
    )
    return made


@cache
def slot_rows() -> type[Rows]:
    return _rows(Slot, ("day", "start", "end", "remote", "subject"), ordered=False)


@cache
def trainer_rows() -> type[Rows]:
    """Made at the first form and not at import: the chooser of people is registered between the two."""
    return _rows(SessionTrainer, ("person", "title", "quality"), ordered=True)


class SessionForm(ServiceForm):
    """Dates, hours and place can be typed until learners were told; then this form no longer holds them."""

    first_day = forms.DateField(
        label=_("Premier jour"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Les demi-journées doivent tenir entre le premier et le dernier jour."),
    )
    last_day = forms.DateField(label=_("Dernier jour"), required=False, widget=AdminDateInput)

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        session: Session = self.instance
        self.announced = session.pk is not None and is_announced(session)
        self.formsets["trainers"] = trainer_rows()(data, files, instance=session, prefix="trainers")
        if self.announced:
            for name in SCHEDULE:
                self.fields.pop(name, None)
            return
        self.formsets["slots"] = slot_rows()(data, files, instance=session, prefix="slots")
        if session.starts_at and session.ends_at:
            zone = provider().zone
            self.initial.setdefault("first_day", local_date(session.starts_at, zone))
            self.initial.setdefault("last_day", local_date(session.ends_at, zone))

    def write(self, *, by: str, now: datetime) -> Session:
        plan = Plan(slots=self._slots(), trainers=self._trainers(), period=self._period())
        verb = save_details if self.instance.pk else create_session
        return verb(self.instance, plan, by=by, now=now)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if bool(cleaned.get("first_day")) != bool(cleaned.get("last_day")):
            self.add_error("last_day", _("Donnez le premier et le dernier jour, ou laissez les deux vides."))
        return cleaned

    def _period(self) -> Period | None:
        first_day: date | None = self.cleaned("first_day")
        return Period(first_day, self.cleaned("last_day")) if first_day else None

    def _slots(self) -> list[SlotPlan] | None:
        if self.announced:
            return None
        return [
            SlotPlan(row["day"], row["start"], row["end"], row["remote"], row["subject"])
            for row in self.formsets["slots"].kept()
        ]

    def _trainers(self) -> list[TrainerPlan]:
        return [TrainerPlan(row["person"], row["title"], row["quality"]) for row in self.formsets["trainers"].kept()]
