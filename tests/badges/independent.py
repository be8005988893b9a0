"""Run by another Python, in an environment that holds `openbadgeslib` and nothing of ours.

    python independent.py IMAGE EMAIL    (and the 2.0 assertion beside the image, as .json)

Prints what that library makes of each version carried by the image, as JSON: "" for accepted, else its refusal.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import jwt
from openbadgeslib.errors import LibOpenBadgesException  # type: ignore[import-not-found]
from openbadgeslib.ob2 import OB2Verifier  # type: ignore[import-not-found]
from openbadgeslib.ob3 import OB3Verifier  # type: ignore[import-not-found]


def fetched(url: str) -> bytes:
    """Anything but 200 raises: a revoked assertion answers 410."""
    with urlopen(url, timeout=20) as response:  # noqa: S310  the addresses of the site under test
        content: bytes = response.read()
    return content


def signed(token: str) -> str:
    """3.0: the key at its `kid`, the signature and the shape by the library, the status by the list it names."""
    key = jwt.PyJWK(json.loads(fetched(jwt.get_unverified_header(token)["kid"]))).key
    found = OB3Verifier(key).verify(token)
    listed = json.loads(fetched(found.credential_status[0]["id"]))["revokedCredential"]
    return "revoked" if any(one["id"] == found.id and one["revoked"] for one in listed) else ""


def hosted(assertion: str, email: str) -> str:
    """2.0: what the image says, against what its address serves."""
    OB2Verifier(download=fetched).verify_hosted(assertion, expected_recipient=email or None)
    return ""


def told(check: Callable[[], str]) -> str:
    try:
        return check()
    except (LibOpenBadgesException, OSError) as refusal:
        return f"{type(refusal).__name__}: {refusal}"


def main() -> None:
    path, email = Path(sys.argv[1]), sys.argv[2]
    image, assertion = path.read_bytes(), path.with_suffix(".json").read_text()
    answers = {
        "signed": told(lambda: signed(str(OB3Verifier.extract_token_from_png(image)))),
        "hosted": told(lambda: hosted(assertion, email)),
    }
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
