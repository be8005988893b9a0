"""Help articles grow old: the person who answers for one is told when it is due for another reading (ON-5)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from wagtail.models import Site

from courses.models import HelpArticlePage
from lms_onboarding.common import french
from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import provider

MESSAGE = "help.review_due"
AHEAD = timedelta(days=31)  # one message a month names what falls due before the next


def help_to_review(*, today: date) -> list[HelpArticlePage]:
    """Published articles whose review date has come, the oldest first, with their `reviewer`."""
    articles = HelpArticlePage.objects.live().select_related("reviewer").order_by("path").defer("checks")
    due = [article for article in articles if article.review_due_on <= today]
    return sorted(due, key=lambda article: article.review_due_on)


def sweep(*, now: datetime) -> int:
    """Queue one message per person and month, naming what is due or about to be; returns how many were new.

    It starts with an article that is due. Articles without reviewer, nor pedagogical referent, wait for one.
    """
    organisation = provider()
    today = french.local(now, organisation.zone).date()
    if not help_to_review(today=today):
        return 0
    due = _by_person(help_to_review(today=today), organisation)
    coming = _by_person(help_to_review(today=today + AHEAD), organisation)
    drafts = [_draft(person, coming[person], organisation, today, now) for person in due]
    known = set(OutgoingMail.objects.filter(key__in=[draft.key for draft in drafts]).values_list("key", flat=True))
    new = [draft for draft in drafts if draft.key not in known]
    for draft in new:
        queue(draft, now=now)
    return len(new)


def still_due(mail: OutgoingMail, *, now: datetime) -> str:
    """ "" while the person of this mail has an article to review, else why it is held back."""
    organisation = provider()
    today = french.local(now, organisation.zone).date()
    keys = {person.key for person in _by_person(help_to_review(today=today), organisation)}
    return "" if mail.recipient_key in keys else _("Les fiches ont été relues depuis.")


def _by_person(
    articles: Iterable[HelpArticlePage], organisation: ProviderSettings
) -> dict[Person, list[HelpArticlePage]]:
    found: dict[Person, list[HelpArticlePage]] = defaultdict(list)
    for article in articles:
        if person := article.reviewer or organisation.pedagogical_referent:
            found[person].append(article)
    return dict(found)


def _draft(
    person: Person, articles: list[HelpArticlePage], organisation: ProviderSettings, today: date, now: datetime
) -> Draft:
    window: SendWindow = organisation.window
    return Draft(
        key=f"help-review/{person.pk}/{today:%Y-%m}",
        message=MESSAGE,
        recipient=Recipient(person.email, person.full_name, person.key),
        about=person.key,
        due_at=now,
        window=window,
        variables={
            "recipient_first_name": person.first_name,
            "organisation_name": organisation.name,
            "articles_count_phrase": french.counted(
                len(articles), _("fiche d’aide"), _("fiches d’aide"), feminine=True
            ),
            "articles_lines": "\n".join(_line(article, today) for article in articles),
            "help_url": _help_url(articles[0]),
        },
    )


def _line(article: HelpArticlePage, today: date) -> str:
    read = french.day(article.reviewed_on, weekday=False)
    return f"- [{article.title}]({article.full_url})\n  {_('relue le')} {read}"


def _help_url(article: HelpArticlePage) -> str:
    return article.get_parent().full_url or Site.objects.get(is_default_site=True).root_url
