"""Who may come in by a password: whoever types it in the one page that asks for it, whatever is posted elsewhere."""

from typing import Any, Final

from allauth.account.auth_backends import AuthenticationBackend

from .models import User

DOOR: Final = "_lmso_password_door"


class PasswordBackend(AuthenticationBackend):
    """Permissions and sessions as Django's own. A password is looked at when the sign-in page marked the request;
    from any other form, command or library it opens nothing."""

    def authenticate(self, request: Any, **credentials: Any) -> User | None:
        if request is None or not getattr(request, DOOR, False):
            return None
        found: User | None = super().authenticate(request, **credentials)
        return found
