"""What may be done with personal links and one-time codes."""

from .codes import TooManyCodes, check_code, make_code
from .granting import Grant, keep, keep_many, make, renew, revoke
from .markers import UnknownLink, addresses_in, expand, expand_all, filled, links_in, marker
from .opening import grant_cookie, opened
from .rolling import rolling_code, rolling_codes
from .scopes import UnknownScope, register_page, register_scope, scope_named

__all__ = [
    "Grant",
    "TooManyCodes",
    "UnknownLink",
    "UnknownScope",
    "addresses_in",
    "check_code",
    "expand",
    "expand_all",
    "filled",
    "grant_cookie",
    "keep",
    "keep_many",
    "links_in",
    "make",
    "make_code",
    "marker",
    "opened",
    "register_page",
    "register_scope",
    "renew",
    "revoke",
    "rolling_code",
    "rolling_codes",
    "scope_named",
]
