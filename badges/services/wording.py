"""What badges say: written, versioned, frozen once somebody received it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

import png
from django.db import transaction
from django.utils.translation import gettext as _

from badges.models import BadgeClass, Issuer
from badges.refusals import UnusableImage
from badges.verifying.pictures import SIGNATURE, Unreadable, read_png
from lms_onboarding.documents.models import Blob
from lms_onboarding.documents.services import store
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider

LARGEST: Final = 512 * 1024
SMALLEST_SIDE, LONGEST_SIDE = 90, 2000
WORDS: Final = (
    *("name", "short_name", "role", "summary", "description", "criteria", "examined", "limits"),
    *("skills", "validity_months", "renewal"),
)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Everything a badge says; the texts are Markdown. `image` is a stored PNG, `drawing` an SVG of ours."""

    name: str
    short_name: str
    summary: str
    description: str
    criteria: str
    image: Blob
    role: str = ""
    examined: str = ""
    limits: str = ""
    skills: Sequence[str] = ()
    validity_months: int | None = None
    renewal: str = ""
    drawing: Blob | None = None
    source: str = ""


def save_badge_class(slug: str, wording: Wording, *, by: str, now: datetime) -> BadgeClass:
    """The wording of this badge from now on: rewritten while nobody has received it, else the next version."""
    with transaction.atomic():
        last = BadgeClass.objects.select_for_update().filter(slug=slug).order_by("-version").first()
        if last is not None and last.frozen_at is None:
            row = last
        else:
            row = BadgeClass(slug=slug, version=last.version + 1 if last else 1, created_at=now)
        for name in WORDS:
            setattr(row, name, getattr(wording, name))
        row.skills = list(wording.skills)
        row.image, row.drawing, row.source = wording.image, wording.drawing, wording.source
        row.save()
        codes = {"version": row.version}
        record(Fact("badge_class.written", f"badge_class/{slug}", occurred_at=now, actor=by, codes=codes), now=now)
    return row


def current_class(slug: str) -> BadgeClass | None:
    """The version awarded today."""
    return BadgeClass.objects.filter(slug=slug).order_by("-version").select_related("image").first()


def class_for(role: str) -> BadgeClass | None:
    """The badge at the end of this role's path, in the version awarded today; None when the role has none."""
    return BadgeClass.objects.current().filter(role=role).order_by("pk").first() if role else None


def store_image(content: bytes, *, now: datetime) -> Blob:
    """Raises UnusableImage: the world will look at this file for years."""
    if not content.startswith(SIGNATURE):
        raise UnusableImage(_("Choisissez une image PNG : les autres formats ne sont pas acceptés."), field="picture")
    if len(content) > LARGEST:
        raise UnusableImage(_("Cette image dépasse 512 Ko. Enregistrez-la en plus petit."), field="picture")
    try:
        carried = read_png(content)
        width, height, rows, _info = png.Reader(file=BytesIO(content)).read()
        if not (SMALLEST_SIDE <= width <= LONGEST_SIDE and width == height):
            raise UnusableImage(
                _("Cette image fait %(width)d × %(height)d points : il en faut une carrée, de 90 à 2 000 points.")
                % {"width": width, "height": height},
                field="picture",
            )
        for _row in rows:  # read to the end: a cut image is refused now, not in ten years
            pass
    except (Unreadable, png.Error) as error:
        raise UnusableImage(_("Cette image est abîmée. Enregistrez-la à nouveau en PNG."), field="picture") from error
    if carried.hosted or carried.signed:
        raise UnusableImage(
            _("Cette image contient déjà un badge. Choisissez l’image d’origine, sans badge."), field="picture"
        )
    return store(content, now=now)


def save_issuer(issuer: Issuer, *, by: str, now: datetime) -> Issuer:
    with transaction.atomic():
        known = Issuer.objects.select_for_update().first()
        issuer.pk = known.pk if known else issuer.pk
        issuer.save()
        record(Fact("badge_issuer.written", "badge_issuer", occurred_at=now, actor=by), now=now)
    return issuer


def ensure_issuer(*, url: str, by: str, now: datetime) -> Issuer | None:
    """The issuer, described from the provider's own record when nobody did; None while that has no name."""
    known = Issuer.objects.first()
    organisation = provider()
    if known is not None or not (organisation.name and organisation.email):
        return known
    return save_issuer(Issuer(name=organisation.name, url=url, email=organisation.email), by=by, now=now)
