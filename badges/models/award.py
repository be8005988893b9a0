"""A badge given to a person: exactly what was promised, as stored; and the credentials that no longer stand."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from badges.enums import AwardState, Reason, Visibility
from lms_onboarding.people.models import Person

from .badge_class import BadgeClass
from .issuer import NeverDeleted, SigningKey

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class AwardQuerySet(models.QuerySet["Award"]):
    def standing(self, now: datetime) -> "AwardQuerySet":
        """Valid and not expired at `now`."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), state=AwardState.VALID)

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> "AwardQuerySet":
        """What this account's own person holds or held. The public page asks for an address, and shows no name."""
        return self.filter(person__account=user.pk) if user.is_authenticated else self.none()

    def of(self, person: Person) -> "AwardQuerySet":
        """What this person holds or held, the newest first; what was replaced is told by what replaced it."""
        return self.filter(person=person).exclude(state=AwardState.REPLACED).order_by("-issued_at", "-pk")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise NeverDeleted("Un badge se retire ou s’efface, sa trace reste.")


class Award(models.Model):
    """`key` is the natural key; `assertion` (2.0) and `credential` (3.0, a JWT) are the exact text issued.

    An erased award is a tombstone: identifiers, dates and state, nothing of the person.
    """

    uuid = models.UUIDField(_("identifiant 2.0"), unique=True, default=uuid4, editable=False)
    key = models.CharField(_("clé naturelle"), max_length=160, unique=True)
    badge_class = models.ForeignKey(
        BadgeClass, verbose_name=_("badge"), on_delete=models.PROTECT, related_name="awards"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("titulaire"), on_delete=models.PROTECT, null=True, related_name="badges"
    )
    about = models.CharField(_("objet"), max_length=80, blank=True, db_index=True, help_text=_("« enrolment/12 »"))
    edition = models.PositiveSmallIntegerField(_("édition"), default=1)
    earned_at = models.DateTimeField(_("obtenu le"))
    issued_at = models.DateTimeField(_("émis le"))
    expires_at = models.DateTimeField(_("valable jusqu’au"), null=True)
    state = models.CharField(_("état"), max_length=10, choices=AwardState.choices, default=AwardState.VALID)
    reason = models.CharField(_("motif"), max_length=12, choices=Reason.choices, blank=True)
    ended_at = models.DateTimeField(_("retiré le"), null=True)
    replaced_by = models.OneToOneField(
        "self",
        verbose_name=_("remplacé par"),
        on_delete=models.PROTECT,
        null=True,
        related_name="replaces",
    )

    reminded = models.PositiveSmallIntegerField(_("rappelé à tant de jours de la fin"), null=True, editable=False)

    salt = models.CharField(_("sel"), max_length=40, blank=True)
    identity = models.CharField(_("adresse hachée"), max_length=80, blank=True)
    evidence = models.JSONField(_("faits qui ont valu le badge"), default=dict)
    assertion = models.TextField(_("assertion 2.0, telle qu’émise"), blank=True)
    subject = models.UUIDField(_("sujet 3.0"), unique=True, default=uuid4, editable=False)
    credential_id = models.UUIDField(_("identifiant 3.0"), unique=True, default=uuid4, editable=False)
    credential = models.TextField(_("justificatif 3.0 (JWT), tel qu’émis"), blank=True)
    signing_key = models.ForeignKey(
        SigningKey, verbose_name=_("signé par"), on_delete=models.PROTECT, related_name="awards"
    )
    visibility = models.CharField(_("visible"), max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE)
    consented_at = models.DateTimeField(_("nom affiché depuis"), null=True)

    objects: ClassVar[models.Manager["Award"]] = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge attribué")
        verbose_name_plural = _("badges attribués")
        ordering = ["-issued_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "state"], name="awards_by_holder"),
            models.Index(
                fields=["expires_at"], condition=Q(state="valid", expires_at__isnull=False), name="awards_to_remind"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="valid") | Q(ended_at__isnull=False), name="badge_that_stands_no_more_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(state="valid") | ~Q(reason=""), name="badge_that_stands_no_more_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="erased")
                | Q(person__isnull=True, salt="", identity="", assertion="", credential="", about=""),
                name="erased_badge_keeps_nothing_of_anybody",
            ),
            models.CheckConstraint(
                condition=Q(state="erased") | (Q(person__isnull=False) & ~Q(salt="") & ~Q(assertion="")),
                name="badge_has_a_holder_and_its_text",
            ),
            models.CheckConstraint(
                condition=Q(visibility="public", consented_at__isnull=False)
                | (~Q(visibility="public") & Q(consented_at__isnull=True)),
                name="name_is_shown_with_consent_only",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("issued_at")),
                name="badge_expires_after_it_is_issued",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.badge_class} {self.uuid}"

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise NeverDeleted("Un badge se retire ou s’efface, sa trace reste.")

    @property
    def holder(self) -> str:
        """For the lists of the team; an erased holder has no name any more."""
        return self.person.full_name if self.person else str(_("personne effacée"))

    @property
    def subject_key(self) -> str:
        """How the journal names this award: an identifier that tells nothing of the person."""
        return f"badge/{self.uuid}"

    def stands(self, now: datetime) -> bool:
        return self.state == AwardState.VALID and not self.has_expired(now)

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


class RevokedCredential(models.Model):
    """A 3.0 credential that must be refused: the published list. A line is never taken out of it."""

    credential_id: "models.UUIDField[UUID, UUID]" = models.UUIDField(_("identifiant 3.0"), unique=True)
    award = models.ForeignKey(Award, verbose_name=_("badge"), on_delete=models.PROTECT, related_name="revoked")
    reason = models.CharField(_("motif"), max_length=12, choices=Reason.choices)
    revoked_at = models.DateTimeField(_("révoqué le"))

    class Meta:
        verbose_name = _("justificatif révoqué")
        verbose_name_plural = _("justificatifs révoqués")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.credential_id)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise NeverDeleted("Une révocation ne se retire pas.")
