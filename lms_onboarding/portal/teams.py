"""The four teams of a training organisation and what each may do, as Django groups that any account can join.

The product keeps them: each `migrate` gives back what is listed here and takes nothing away. For other rights, make a
group of your own. Trainers have no permission: their pages show them their own sessions (`visible_to`), nothing more.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_noop as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

ADMINISTRATOR: Final = _("Administrateur")
TRAINER: Final = _("Formateur")
REFERENT: Final = _("Référent pédagogique")
QUALITY: Final = _("Responsable qualité")
TEAMS: Final = (ADMINISTRATOR, TRAINER, REFERENT, QUALITY)

VIEW: Final = ("view",)
SIGN: Final = ("view", "add")
WRITE: Final = ("view", "add", "change")
OWN: Final = ("view", "add", "change", "delete")
Grants = Mapping[str, Mapping[str, tuple[str, ...]]]
_ACCOUNTS, _ACCOUNT = settings.AUTH_USER_MODEL.lower().split(".")

# What has happened is read, by nobody written: the journal, the mails, the documents, the kits.
_RECORDS: Final[Grants] = {
    "lmso_mailing": {"outgoingmail": VIEW},
    "lmso_documents": {"issueddocument": VIEW},
    "lmso_welcome": {"welcomekit": VIEW, "needssynthesis": VIEW, "informationpack": VIEW},
    "lmso_journal": {"entry": VIEW},
    "lmso_offboarding": {"closing": VIEW, "bilan": VIEW, "paper": VIEW},
    "lmso_progress": {"activitysource": VIEW},
}
_WELCOME: Final[Mapping[str, tuple[str, ...]]] = {
    "welcomekit": VIEW,
    "informationpack": VIEW,
    "sendinghold": WRITE,
    "callslot": WRITE,
    "needssynthesis": SIGN,
}
_FOLLOWUP: Final[Mapping[str, tuple[str, ...]]] = {
    "followupthresholds": OWN,
    "closure": OWN,
    "remoteday": OWN,
}
_AFTERWARDS: Final[Mapping[str, tuple[str, ...]]] = {"announcement": OWN, "furtherresource": OWN}
# Who answers for quality writes what is asked; a version that was published never changes, whoever writes the next.
_QUESTIONNAIRES: Final[Mapping[str, tuple[str, ...]]] = {"questionnaire": WRITE, "invitation": VIEW}
_SURVEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "surveyanalysis": SIGN,
    "campaignsettings": ("view", "change"),
    **_AFTERWARDS,
}
# Evidence is read, reviewed, waived and exported by who answers for it before the auditor.
_EVIDENCE: Final[Mapping[str, tuple[str, ...]]] = {
    "sessionstanding": VIEW,
    "piecereview": SIGN,
    "waiver": SIGN,
    "export": SIGN,
}
_REGISTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "complaint": WRITE,
    "action": WRITE,
    "risk": WRITE,
    "deposit": WRITE,
}
_GRANTS: Final[Mapping[str, Grants]] = {
    ADMINISTRATOR: {
        **_RECORDS,
        "lmso_people": {"person": OWN, "organisation": OWN, "providersettings": ("view", "change")},
        "lmso_api": {"apitoken": WRITE},
        "lmso_privacy": {
            "datarequest": SIGN,
            "retentionsettings": ("view", "change"),
            "legalhold": WRITE,
            "erasure": SIGN,
        },
        "lmso_sessions": {"session": OWN},
        "lmso_enrolments": {"enrolment": WRITE},
        "lmso_welcome": _WELCOME,
        "lmso_followup": {**_FOLLOWUP, "alert": VIEW, "sourcealert": VIEW},
        "lmso_surveys": _QUESTIONNAIRES,
        "lmso_offboarding": {**_RECORDS["lmso_offboarding"], **_SURVEYS},
        "lmso_qualiopi": {
            **_EVIDENCE,
            **_REGISTERS,
            "names": ("export",),
            "confidentialrecipient": ("view", "add"),
        },
        "lmso_badges": {"issuer": WRITE, "badgeclass": WRITE, "award": WRITE, "signingkey": VIEW},
        _ACCOUNTS: {_ACCOUNT: OWN},
        "wagtailimages": {"image": OWN},
        "wagtaildocs": {"document": OWN},
        "wagtailadmin": {"admin": ("access",)},
    },
    TRAINER: {},
    REFERENT: {
        "lmso_people": {"person": WRITE, "organisation": WRITE},
        "lmso_sessions": {"session": WRITE},
        "lmso_enrolments": {"enrolment": WRITE},
        "lmso_mailing": {"outgoingmail": VIEW},
        "lmso_documents": {"issueddocument": VIEW},
        "lmso_badges": {"badgeclass": VIEW, "award": SIGN},
        "lmso_welcome": _WELCOME,
        "lmso_followup": _FOLLOWUP,
        "lmso_offboarding": {"surveyanalysis": SIGN, **_AFTERWARDS},
        "wagtailadmin": {"admin": ("access",)},
    },
    QUALITY: {
        **_RECORDS,
        "lmso_offboarding": {**_RECORDS["lmso_offboarding"], **_SURVEYS},
        "lmso_people": {"person": VIEW, "organisation": VIEW},
        "lmso_sessions": {"session": VIEW},
        "lmso_enrolments": {"enrolment": VIEW},
        "lmso_followup": {"alert": VIEW},
        "lmso_surveys": _QUESTIONNAIRES,
        "lmso_qualiopi": {**_EVIDENCE, **_REGISTERS},
        "lmso_badges": {"badgeclass": VIEW, "award": WRITE},
        "wagtailadmin": {"admin": ("access",)},
    },
}
_AUTHORS: Final = (ADMINISTRATOR, REFERENT)
_PAGE_RIGHTS: Final = ("add_page", "change_page", "publish_page")
_FILE_RIGHTS: Final = ("add_document", "choose_document", "add_image", "choose_image")


def keep() -> None:
    """Make the groups and give them their permissions. Nothing is doubled, whatever the number of calls."""
    permissions = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name in TEAMS:
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(*(permissions[key] for key in _wanted(name) if key in permissions))
    _keep_authors()


def _wanted(team: str) -> Iterator[tuple[str, str]]:
    for app_label, models in _GRANTS[team].items():
        for model, actions in models.items():
            yield from ((app_label, f"{action}_{model}") for action in actions)


def _keep_authors() -> None:
    """Authors write any page and join any file; Wagtail holds these rights by tree, apart from the others."""
    root, shelf = Page.get_first_root_node(), Collection.get_first_root_node()
    rights = Permission.objects.filter(Q(codename__in=_PAGE_RIGHTS) | Q(codename__in=_FILE_RIGHTS)).filter(
        content_type__app_label__in=("wagtailcore", "wagtaildocs", "wagtailimages")
    )
    for group in Group.objects.filter(name__in=_AUTHORS):
        for right in rights:
            if right.codename in _PAGE_RIGHTS and root:
                GroupPagePermission.objects.get_or_create(group=group, page=root, permission=right)
            elif right.codename in _FILE_RIGHTS and shelf:
                GroupCollectionPermission.objects.get_or_create(group=group, collection=shelf, permission=right)
