"""What a learner chose to show of their documents. A missing row is the rule: nothing is shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms_onboarding.people.models import Person


class SharedKind(models.Model):
    """Documents of this kind appear in the portfolio that the person shares by link."""

    person = models.ForeignKey(
        Person, verbose_name=_("personne"), on_delete=models.CASCADE, related_name="shared_kinds"
    )
    kind = models.CharField(_("type de document"), max_length=40)
    since = models.DateTimeField(_("montré depuis"))

    class Meta:
        verbose_name = _("type de document montré")
        verbose_name_plural = _("types de documents montrés")
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_choice_per_person_and_kind")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"
