"""The account of our own settings: it signs in by e-mail. Nobody imports it; the domain hangs on `people.Person`."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Creates accounts from an e-mail address; the address is the login."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account; without a password it signs in by code only. Raises ValueError without an address."""
        if not email:
            raise ValueError("Une adresse e-mail est nécessaire pour ouvrir un compte.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractUser):
    """An account that signs in with its e-mail address."""

    username = None  # type: ignore[assignment]  # Django's documented way to drop the inherited field
    email = models.EmailField(_("adresse e-mail"), max_length=254, unique=True)
    invitation_no = models.PositiveSmallIntegerField(_("invitations envoyées"), default=0, editable=False)
    # raised to end every session at once, wherever it was opened: it is part of what a session must match
    session_no = models.PositiveIntegerField(_("générations de sessions"), default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # AbstractUser declares its own manager

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match: Django's own, until the sessions of this account were ended once."""
        kept: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # documented, absent from stubs
        if not self.session_no:
            return kept
        return salted_hmac("lmso_accounts.session", f"{kept}/{self.session_no}", secret=secret).hexdigest()
