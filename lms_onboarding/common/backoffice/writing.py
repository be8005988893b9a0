"""Views that write: the form's service is called with the person signed in and the present instant."""

from typing import Any

from django.contrib import messages
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.log_actions import log

from lms_onboarding.common import clock
from lms_onboarding.common.refusals import Refused


def actor_of(request: HttpRequest) -> str:
    """How the journal names the person signed in."""
    return f"user/{request.user.pk}"


class _WritesThroughService:
    request: HttpRequest
    form: Any
    log_as: str

    def save_instance(self) -> models.Model:
        instance: models.Model = self.form.write(by=actor_of(self.request), now=clock.now())
        log(instance=instance, action=self.log_as, user=self.request.user, content_changed=True)
        return instance

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            # Wagtail opens no transaction around an edition: here the write and its log are one.
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc]  # the generic view it is mixed in
        except Refused as refusal:
            form.refuse(refusal.sentence, field=refusal.field)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]  # the same
            return self.form_invalid(form)  # type: ignore[attr-defined]  # the same


class ServiceCreateView(_WritesThroughService, generic.CreateView):
    log_as = "wagtail.create"


class ServiceEditView(_WritesThroughService, generic.EditView):
    log_as = "wagtail.edit"


class ServiceDeleteView(generic.DeleteView):
    """Deletes what nothing relies on; the database says what does, references by bulk writes included."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except models.ProtectedError as error:
            kinds = sorted({str(row._meta.verbose_name_plural) for row in error.protected_objects})  # noqa: SLF001  Django documents _meta
            messages.error(
                self.request,
                _("« %(object)s » ne peut pas être supprimé : des %(kinds)s y sont rattachés. Rien n’a été effacé.")
                % {"object": self.object, "kinds": ", ".join(kinds)},
            )
            return redirect(self.index_url_name)
