"""People and organisations in the Wagtail administration."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from lms_onboarding.common.backoffice import MomentColumn, RoomChooserViewSet, RoomViewSet, ServiceForm
from lms_onboarding.common.tabular import email_key

from .models import Organisation, Person
from .services import save_organisation, save_person

_ACCOUNTS: Final = "{}.change_{}".format(*settings.AUTH_USER_MODEL.lower().split("."))


class PersonForm(ServiceForm):
    def clean(self) -> dict[str, Any] | None:
        """An account is tied to the person of its own address: tied to another, it would open what is theirs."""
        found = super().clean()
        account = self.cleaned_data.get("account")
        if account and "account" in self.changed_data and not _same_address(account, self.cleaned_data.get("email")):
            sentence = _("Choisissez le compte ouvert à l’adresse de cette personne : un autre ouvrirait ses données.")
            self.add_error("account", sentence)
        return found

    def write(self, *, by: str, now: datetime) -> Person:
        return save_person(self.instance, by=by, now=now)


def _same_address(account: Any, email: str | None) -> bool:
    return bool(email) and email_key(account.email) == email_key(email or "")


class OrganisationForm(ServiceForm):
    def write(self, *, by: str, now: datetime) -> Organisation:
        return save_organisation(self.instance)


class PersonFilterSet(WagtailFilterSet):
    class Meta:
        model = Person
        fields = ("civility",)


class PersonViewSet(RoomViewSet):
    model = Person
    name = "personnes"
    icon = "user"
    menu_label = _("Personnes")
    listing: "QuerySet[Person]" = Person.objects.select_related("guardian")
    list_display = (
        "__str__",
        Column("email", label=_("Adresse e-mail"), sort_key="email"),
        Column("phone", label=_("Téléphone")),
        Column("guardian", label=_("Responsable légal")),
        MomentColumn("created_at", label=_("Connue depuis"), sort_key="created_at"),
    )
    search_fields = ("first_name", "last_name", "email", "phone")
    filterset_class = PersonFilterSet
    export_filename = "personnes"
    export_headings = {
        "get_civility_display": _("Civilité"),
        "last_name": _("Nom"),
        "first_name": _("Prénom"),
        "email": _("Adresse e-mail"),
        "phone": _("Téléphone"),
        "guardian.full_name": _("Responsable légal"),
        "created_at": _("Connue depuis"),
    }
    inspect_view_fields = ("civility", "first_name", "last_name", "email", "phone", "guardian", "created_at")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("civility"), FieldRowPanel([FieldPanel("first_name"), FieldPanel("last_name")])],
                _("Identité"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("email", help_text=_("Une personne par adresse : c’est là que partent ses messages.")),
                    FieldPanel("phone"),
                ],
                _("Comment la joindre"),
            ),
            MultiFieldPanel(
                [FieldPanel("guardian"), FieldPanel("account", permission=_ACCOUNTS)], _("Cas particuliers")
            ),
        ],
        base_form_class=PersonForm,
    )


class OrganisationFilterSet(WagtailFilterSet):
    class Meta:
        model = Organisation
        fields = ("kind",)


class OrganisationViewSet(RoomViewSet):
    model = Organisation
    name = "organisations"
    icon = "group"
    menu_label = _("Entreprises et financeurs")
    list_display = (
        "name",
        "kind",
        "siret",
        Column("contact_name", label=_("Contact")),
        Column("contact_email", label=_("Adresse du contact")),
    )
    search_fields = ("name", "siret", "contact_name", "contact_email")
    filterset_class = OrganisationFilterSet
    export_filename = "organisations"
    export_headings = {
        "get_kind_display": _("Nature"),
        "name": _("Nom"),
        "siret": _("SIRET"),
        "contact_name": _("Contact des stagiaires"),
        "contact_email": _("Adresse du contact"),
        "contact_phone": _("Téléphone du contact"),
    }
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("kind"), FieldPanel("name"), FieldPanel("siret")], _("Organisation")),
            MultiFieldPanel(
                [
                    FieldPanel("contact_name"),
                    FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
                ],
                _("Contact des stagiaires"),
                help_text=_("La personne qui suit les stagiaires dans l’entreprise."),
            ),
        ],
        base_form_class=OrganisationForm,
    )


class PeopleGroup(ModelViewSetGroup):
    items = (PersonViewSet, OrganisationViewSet)
    menu_label = _("Personnes")
    menu_icon = "user"
    menu_order = 220


class PersonChooserViewSet(RoomChooserViewSet):
    model = Person
    name = "choix_personne"
    icon = "user"
    words_in = ("first_name", "last_name", "email")
    choose_one_text = _("Choisir une personne")
    choose_another_text = _("Choisir une autre personne")
    edit_item_text = _("Modifier cette personne")


class OrganisationChooserViewSet(RoomChooserViewSet):
    model = Organisation
    name = "choix_organisation"
    icon = "group"
    words_in = ("name", "siret")
    choose_one_text = _("Choisir une organisation")
    choose_another_text = _("Choisir une autre organisation")
    edit_item_text = _("Modifier cette organisation")
