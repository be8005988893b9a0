"""A model form that never saves: the service does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NoReturn

from django.db.models import Model
from wagtail.admin.forms.models import WagtailAdminModelForm


@contextmanager
def constraints_left_to_the_service(instance: Model) -> Iterator[None]:
    """Django's form would refuse first, with « La contrainte … n’est pas respectée » and no remedy."""
    # On the instance and for the time of the form: the model keeps its own check for everyone else.
    vars(instance)["validate_constraints"] = lambda exclude=None: None
    try:
        yield
    finally:
        del vars(instance)["validate_constraints"]


class ServiceForm(WagtailAdminModelForm):
    """Subclasses hand the filled `instance` to a service in `write`, which may raise `Refused`: the view shows its
    sentence beside its field."""

    def write(self, *, by: str, now: datetime) -> Model:
        """Keep what was typed; `by` is a journal actor such as « user/3 »."""
        raise NotImplementedError

    def save(self, commit: bool = True) -> NoReturn:
        raise TypeError("This form writes through a service: call write().")

    def validate_unique(self) -> None:
        """Left to the service, which names the row that already exists instead of the constraint."""

    def _post_clean(self) -> None:
        with constraints_left_to_the_service(self.instance):
            super()._post_clean()

    def refuse(self, sentence: str, *, field: str = "") -> None:
        """Show a service's refusal beside its field, or above the form when it concerns several."""
        self.add_error(field if field in self.fields else None, sentence)

    def cleaned(self, name: str) -> Any:
        return self.cleaned_data.get(name)
