"""Who may come in: the code sent by e-mail is the only key, whatever form is posted wherever."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


class CodeOnlyBackend(ModelBackend):
    """Permissions and sessions as Django's own; a password, even one that exists, opens nothing."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **_kwargs: Any) -> None:
        return None
