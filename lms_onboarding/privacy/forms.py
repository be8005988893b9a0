"""The form of the team: whose data somebody asked for, by telephone or by letter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common.tabular import email_key
from lms_onboarding.people.models import Person


class RequestForm(forms.Form):
    email = forms.EmailField(
        label=_("Adresse de la personne"),
        help_text=_("Celle de sa fiche. Le message part à cette adresse, et à aucune autre."),
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Donnez l’adresse de la personne, par exemple prenom.nom@entreprise.fr.")
        ),
    )
    use_required_attribute = False

    def person(self) -> Person | None:
        """Whose address it is; an error of the form when it is nobody's."""
        found = Person.objects.filter(email_key=email_key(self.cleaned_data["email"])).first()
        if found is None:
            self.add_error("email", _("Personne n’est connu à cette adresse. Vérifiez-la dans « Personnes »."))
        return found
