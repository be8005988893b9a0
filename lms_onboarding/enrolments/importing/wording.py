"""The words of a file that stand for our own: civilities and profiles, in both genders."""

from collections.abc import Mapping
from typing import Final

from lms_onboarding.common.folding import fold_words
from lms_onboarding.enrolments.enums import Role
from lms_onboarding.people.enums import Civility

CIVILITIES: Final[Mapping[str, Civility]] = {
    **dict.fromkeys(("mme", "madame", "mlle", "mademoiselle", "mrs", "ms"), Civility.MADAME),
    **dict.fromkeys(("m", "mr", "monsieur"), Civility.MONSIEUR),
}

ROLES: Final[Mapping[str, Role]] = {
    **dict.fromkeys(("admin", "administrateur", "administratrice", "administrator"), Role.ADMIN),
    **dict.fromkeys(
        (
            "createur",
            "creatrice",
            "createur de contenu",
            "creatrice de contenu",
            "concepteur",
            "conceptrice",
            "creator",
        ),
        Role.CREATOR,
    ),
    **dict.fromkeys(("manager", "manageur", "manageuse", "gestionnaire", "responsable"), Role.MANAGER),
}

# What Moodle calls a role says who learns and who teaches, not what the person does with the LMS.
MOODLE_ROLES: Final = frozenset(
    {
        "student",
        "teacher",
        "editingteacher",
        "non editing teacher",
        "etudiant",
        "etudiante",
        "enseignant",
        "enseignante",
    }
)


def civility_of(text: str) -> Civility | None:
    """None when the word is not a civility that our sentences agree with."""
    return CIVILITIES.get(fold_words(text))


def role_of(text: str) -> Role | str | None:
    """ "" when nothing is said of the profile, None when the word is not a profile."""
    word = fold_words(text)
    if not word or word in MOODLE_ROLES:
        return ""
    return ROLES.get(word)
