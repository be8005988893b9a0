"""Small words of the kit's page: `{% load lmso_kit %}`."""

from datetime import date

from django import template

from lms_onboarding.common import french
from lms_onboarding.common.templatetags.lmso_typography import premier

register = template.Library()


@register.filter(expects_localtime=True)
def jour_mois(value: date | None) -> str:
    """« lundi 7 décembre », for the sentences where the year goes without saying."""
    return premier(french.day(value, year=False)) if value else ""


@register.filter
def format_court(content_type: str) -> str:
    """« PDF » for what most files are; the part after the slash for the others."""
    return content_type.partition("/")[2].partition(";")[0].upper()


@register.filter
def appel(phone: str) -> str:
    """A telephone number as a `tel:` address wants it."""
    digits = "".join(character for character in phone if character.isdecimal())
    if phone.strip().startswith("+"):
        return f"+{digits}"
    return f"+33{digits[1:]}" if len(digits) == 10 and digits.startswith("0") else digits
