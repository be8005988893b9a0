"""The first pages of a site: made once, on a database where nobody has built anything."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from courses.models import CataloguePage, CoursePage, HomePage

WELCOME = "Welcome to your new Wagtail site!"


@transaction.atomic
def ensure_site() -> Page:
    """The root page of the default site: ours in place of Wagtail's welcome page, or whatever stands there already.

    Courses created before the site move into its catalogue. Nothing that somebody built is touched.
    """
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        home = _home()
        Site.objects.create(hostname="localhost", port=80, is_default_site=True, root_page=home)
        return home
    if not _is_welcome(site.root_page):
        return site.root_page.specific
    welcome = site.root_page
    home = _home()
    site.root_page = home
    site.save()
    for course in CoursePage.objects.child_of(welcome):
        course.move(ensure_catalogue(home), pos="last-child")
    welcome = Page.objects.get(pk=welcome.pk)  # moving its children changed its row
    if not welcome.get_children().exists():
        welcome.delete()
    return Page.objects.get(pk=home.pk).specific


def ensure_catalogue(home: Page) -> Page:
    """The catalogue of this site, or `home` itself where somebody else's pages stand."""
    catalogue = CataloguePage.objects.descendant_of(home).first()
    if catalogue is not None or not isinstance(home.specific, HomePage):
        return catalogue or home
    catalogue = CataloguePage(
        title=_("Formations"),
        slug="formations",
        lead=_("Chaque programme dit ce que l’on saura faire, en combien de temps, et à quelles conditions."),
        show_in_menus=True,
    )
    return Page.objects.get(pk=home.pk).add_child(instance=catalogue)


def _home() -> HomePage:
    """A new home, beside whatever exists."""
    root = Page.get_first_root_node()
    taken = set(root.get_children().values_list("slug", flat=True))
    home = HomePage(
        title=_("Accueil"),
        slug=next(slug for slug in ("accueil", "accueil-formation", "accueil-formation-2") if slug not in taken),
        headline=_("Une formation commence avant le premier jour et continue après le dernier."),
        lead=_(
            "Avant : un kit de bienvenue et des personnes joignables. Pendant : des leçons de quelques minutes, "
            "à essayer aussitôt. Après : ce que vous savez faire, écrit noir sur blanc."
        ),
    )
    root.add_child(instance=home)
    return home


def _is_welcome(page: Page) -> bool:
    """Wagtail's own first page: of no type of anybody, with its own title, never revised."""
    return page.specific_class is Page and page.title == WELCOME and page.latest_revision_id is None
