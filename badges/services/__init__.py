"""What may be done with badges: award, revoke, re-issue, erase; keep keys and wordings; check."""

from badges.rules import Facts, missing

from .awarding import Awarded, award, award_many
from .erasing import erase_person
from .expiring import sweep
from .keys import compromise_key, ensure_key, rotate_key
from .loading import STARTER_IMAGES, load_badges
from .reissuing import reissue, resign
from .revoking import revoke, revoke_many
from .showing import show
from .taking import every_form, note_taken, taken_as_drawing, taken_away
from .ways import bears_address, given_for, linkedin_url, open_ways, public_address, verify_address, way_to
from .wording import Wording, class_for, current_class, save_badge_class, save_issuer

__all__ = [
    "STARTER_IMAGES",
    "Awarded",
    "Facts",
    "Wording",
    "award",
    "award_many",
    "bears_address",
    "class_for",
    "compromise_key",
    "current_class",
    "ensure_key",
    "erase_person",
    "every_form",
    "given_for",
    "linkedin_url",
    "load_badges",
    "missing",
    "note_taken",
    "open_ways",
    "public_address",
    "reissue",
    "resign",
    "revoke",
    "revoke_many",
    "rotate_key",
    "save_badge_class",
    "save_issuer",
    "show",
    "sweep",
    "taken_as_drawing",
    "taken_away",
    "verify_address",
    "way_to",
]
