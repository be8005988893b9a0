"""Codes that people copy by hand: Crockford's base 32, in groups of four, forgiving when read back."""

import hashlib
import hmac
import re
import secrets
from typing import Final

from django.conf import settings

from .sealing import derived

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES: Final = str.maketrans("OIL", "011")
FOLLOW_UP: Final = 20  # characters, 100 bits
RECOVERY: Final = 32  # characters, 160 bits
DRAFT_BYTES: Final = 20


def new_draft() -> str:
    """What a blank form carries: 160 random bits, from which its follow-up code comes. Sent twice, it is once."""
    return secrets.token_hex(DRAFT_BYTES)


def is_draft(text: str) -> bool:
    return re.fullmatch(rf"[0-9a-f]{{{2 * DRAFT_BYTES}}}", text) is not None


def follow_up_code(draft: str) -> str:
    """The code of what was written on this form. Whoever holds the code cannot go back to the form."""
    return "".join(ALPHABET[byte % 32] for byte in derived(bytes.fromhex(draft), "follow-up", length=FOLLOW_UP))


def new_recovery_code() -> str:
    """160 random bits, to print."""
    return "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY))


def grouped(code: str) -> str:
    """« 7KQ4-M9XT-… », as it is shown."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read(text: str, *, length: int) -> str:
    """The code a person typed, whatever its case, spaces and hyphens; "" when it cannot be one."""
    code = re.sub(r"[\s\-–—.]", "", text).upper().translate(_LOOKALIKES)
    return code if len(code) == length and set(code) <= set(ALPHABET) else ""


def digest(code: str) -> str:
    """How a follow-up code is found again without being kept: an HMAC under the key of personal links."""
    said = f"report-follow-up\x1f{code}"
    return hmac.new(settings.LMSO_LINKS_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def reply_key(code: str) -> bytes:
    """The private key that answers are sealed to: it lives in the code and nowhere else."""
    return derived(code.encode(), "reply-key")
