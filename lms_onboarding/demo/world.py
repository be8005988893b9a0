"""Everything the demonstration needs before its first day: the provider, its people, three courses, their sessions."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.documents.models import Document

from badges.services import load_badges
from courses.models import CourseObjective, CoursePage, CourseSequence
from courses.services import ensure_catalogue, ensure_site, load_starter_content
from lms_onboarding.accounts.models import User
from lms_onboarding.accounts.services import pre_enrol
from lms_onboarding.documents.printing.page import Provider
from lms_onboarding.offboarding.services import load_alumni
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import save_person
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import Plan, SlotPlan, TrainerPlan, create_session
from lms_onboarding.surveys.services import load_questionnaires

from . import papers, surveys
from .badges import renew_quarterly
from .cast import load
from .dates import SideDates, first_day, month_of, side_dates, slot_day
from .models import DemoState

PLAIN: Final = frozenset({field.attname for field in CoursePage._meta.concrete_fields})  # noqa: SLF001  Django's documented API
BY: Final = "system"
STAFF_DOMAIN: Final = "passerelle.exemple.fr"
CLASSROOM: Final = "https://classe.passerelle.exemple.fr"


@transaction.atomic
def build(*, anchor: date, until: date, now: datetime, real_now: datetime) -> DemoState:
    """Create the world of the demonstration; `now` is the first simulated morning, before any import."""
    load_questionnaires(now=now)
    load_starter_content(now=now)
    load_alumni(now=now)
    sides = side_dates(anchor, until)
    provider = ProviderSettings.load()
    staff = {one["ref"]: _colleague(one, now=now) for one in load("provider")["staff"]}
    _fill_provider(provider, staff, now=now)
    load_badges(now=now)
    renew_quarterly(now=now)
    surveys.configure(anchor, staff.get("nadia"))
    for course in load("courses"):
        page = _course(course, now=now)
        code = f"LMS-{course['code']}-{month_of(anchor)}"
        _session(
            page, course, code, [anchor + timedelta(days=slot["day"]) for slot in course["slots"]], staff, now=now
        )
        for suffix, start in _beside(course["code"], sides):
            days = [slot_day(start, slot["day"]) for slot in course["slots"]]
            beside = _session(page, course, f"{code}-{suffix}", days, staff, now=now)
            Session.objects.filter(pk=beside.pk).update(matches_by_title=False)
    return DemoState.objects.create(
        anchor=anchor,
        first_day=first_day(anchor, sides.starts()),
        simulated_now=now,
        real_now=real_now,
        plan={name: getattr(sides, name).isoformat() for name in SideDates.__dataclass_fields__},
    )


def _beside(course_code: str, sides: SideDates) -> list[tuple[str, date]]:
    starts = {"first_week": sides.first_week, "just_ended": sides.moved_from, "long_ended": sides.long_ended}
    starts["cancelled"] = sides.cancelled
    return [(one["suffix"], starts[name]) for name, one in load("sides").items() if one["course"] == course_code]


def _colleague(one: dict[str, Any], *, now: datetime) -> Person:
    address = f"{_ascii(one['first_name'])}.{_ascii(one['last_name'])}@{STAFF_DOMAIN}"
    person = Person(
        civility=one["civility"],
        first_name=one["first_name"],
        last_name=one["last_name"],
        email=address,
        phone=one["phone"],
    )
    if "group" in one:
        person.account = User.objects.create_user(
            address, first_name=one["first_name"], last_name=one["last_name"], date_joined=now
        )
        person.account.groups.add(Group.objects.get(name=one["group"]))
        pre_enrol(person.account, now=now)
    return save_person(person, by=BY, now=now)


def _ascii(name: str) -> str:
    table = str.maketrans("éèêëàâîïôöûüùçñ", "eeeeaaiioouuucn", " -’")
    return name.lower().translate(table)


def _fill_provider(provider: ProviderSettings, staff: dict[str, Person], *, now: datetime) -> None:
    values = load("provider")
    for name, value in values["provider"].items():
        setattr(provider, name, value)
    for role, ref in values["referents"].items():
        setattr(provider, f"{role}_referent", staff[ref])
    printed = Provider(
        provider.name, provider.address, provider.siret, provider.declaration, provider.declaration_region
    )
    for field, paper in (("welcome_booklet", load("livret")), ("house_rules", load("reglement"))):
        content = papers.draw(paper, printed, issued_at=now)
        document = Document(title=paper["title"], created_at=now)
        document.file.save(paper["filename"], ContentFile(content), save=False)
        document.save()
        setattr(provider, field, document)
        setattr(provider, f"{field}_date", now.date())
    provider.save()


def _course(one: dict[str, Any], *, now: datetime) -> CoursePage:
    plain = {name: value for name, value in one.items() if name in PLAIN}
    page = CoursePage(version_date=now.date(), first_published_at=now, last_published_at=now, **plain)
    page.objectives = [
        CourseObjective(text=row["text"], use_at_work=row["use"], criteria="\n".join(row.get("criteria", ())))
        for row in one["objectives"]
    ]
    page.sequences = [CourseSequence(**row) for row in one["sequences"]]
    ensure_catalogue(ensure_site()).add_child(instance=page)
    return page


def _session(
    page: CoursePage, one: dict[str, Any], code: str, days: list[date], staff: dict[str, Person], *, now: datetime
) -> Session:
    values = load("provider")
    onsite, remote = one["modality"] != Modality.REMOTE, one["modality"] != Modality.ONSITE
    session = Session(
        code=code,
        course=page,
        modality=one["modality"],
        seats=12,
        trainer_word=one["trainer_word"],
        equipment=one["equipment"],
        weekly_remote_time=one.get("weekly_remote_time", ""),
        referent=staff[values["referents"]["pedagogical"]],
        referent_title=values["provider"]["pedagogical_title"],
        support_channel=values["provider"]["support_channel"],
        support_delay=values["provider"]["support_delay"],
    )
    if onsite:
        for name, value in values["venue"].items():
            setattr(session, name, time.fromisoformat(value) if name == "doors_open" else value)
    if remote:
        session.join_url, session.technical = f"{CLASSROOM}/{code.lower()}", values["technical"]
    slots = [
        SlotPlan(
            day,
            time.fromisoformat(slot["start"]),
            time.fromisoformat(slot["end"]),
            slot.get("remote", False),
            slot["subject"],
        )
        for day, slot in zip(days, one["slots"], strict=True)
    ]
    trainer = next(person for person in values["staff"] if person["ref"] == one["trainer"])
    plan = Plan(slots=slots, trainers=[TrainerPlan(staff[one["trainer"]], trainer["title"], trainer["quality"])])
    return create_session(session, plan, by=BY, now=now)


def is_ours() -> bool:
    """Whether this database was made by the demonstration."""
    return DemoState.objects.exists()


def is_empty() -> bool:
    """Whether nothing that a real use would leave is here: no account, person, session or course."""
    return not (
        User.objects.exists() or Person.objects.exists() or Session.objects.exists() or CoursePage.objects.exists()
    )


def data_folder() -> str:
    return str(settings.DATA_DIR)
