"""What each row changes, decided from the ledger alone: a dry run and a real one decide alike."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lms_onboarding.common.folding import fold_name
from lms_onboarding.common.typography import typographie
from lms_onboarding.enrolments.enums import EnrolmentState, Role
from lms_onboarding.people.enums import Civility, OrganisationKind

from .catalogue import KnownSession
from .columns import Columns
from .ledger import KnownEnrolment, KnownOrganisation, KnownPerson, Ledger
from .report import Outcome, Problem, RowResult
from .rows import Entry

_OVER = (EnrolmentState.CANCELLED, EnrolmentState.ABANDONED, EnrolmentState.COMPLETED)


@dataclass(slots=True)
class Changes:
    """All that one batch has to write; empty when the file brings nothing new."""

    people: dict[str, KnownPerson] = field(default_factory=dict)
    new_people: int = 0
    organisations: list[KnownOrganisation] = field(default_factory=list)
    sirets: list[KnownOrganisation] = field(default_factory=list)
    enrolled: list[tuple[str, KnownEnrolment]] = field(default_factory=list)
    completed: dict[int, KnownEnrolment] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.people or self.organisations or self.sirets or self.enrolled or self.completed)


@dataclass(slots=True)
class Planner:
    """Decides the rows of one batch, in file order: a row sees what those above it bring."""

    ledger: Ledger
    columns: Columns
    invited: bool
    changes: Changes = field(default_factory=Changes)
    warnings: list[Problem] = field(default_factory=list)

    def decide(self, entry: Entry, session: KnownSession) -> RowResult:
        """What becomes of this row; what it changes is added to `changes`, what there is to tell to `warnings`."""
        person, new, completed = self._person(entry)
        company = self._organisation(entry, "company", OrganisationKind.COMPANY)
        funder = self._organisation(entry, "funder", OrganisationKind.FUNDER)
        completed |= self._siret(entry, company)
        known = self.ledger.enrolments.get((entry.email_key, session))
        if known is None:
            self._enrol(entry, KnownEnrolment(None, person, session, entry.role, company, funder, self._state()))
            outcome = Outcome.CREATED
        else:
            completed |= self._complete(entry, known, company, funder)
            outcome = Outcome.UPDATED if completed else Outcome.UNCHANGED
        return RowResult(
            line=entry.line,
            outcome=outcome,
            name=person.full_name,
            session=session.code,
            course=session.title,
            first_day=session.first_day.isoformat() if session.first_day else "",
            role=entry.role,
            company=entry.company,
            new_person=new,
        )

    def _state(self) -> EnrolmentState:
        return EnrolmentState.INVITED if self.invited else EnrolmentState.CONFIRMED

    def _person(self, entry: Entry) -> tuple[KnownPerson, bool, bool]:
        """The person of this row; whether the row creates them; whether it completes what was known of them."""
        person = self.ledger.people.get(entry.email_key)
        if person is None:
            person = KnownPerson(
                None, entry.email, entry.first_name, entry.last_name, entry.civility, entry.phone, entry.line
            )
            self._tell_homonyms(entry, person)
            self.ledger.person_added(entry.email_key, person)
            self.changes.people[entry.email_key] = person
            self.changes.new_people += 1
            return person, True, False
        if person.line is not None:
            self._tell_repeated(entry, person)
        else:
            person.line = entry.line
            self._tell_other_name(entry, person)
        return person, False, self._fill_in(entry, person)

    def _fill_in(self, entry: Entry, person: KnownPerson) -> bool:
        if fold_name(entry.full_name) != person.name_key:
            return False  # the row may speak of somebody else: nothing of it goes to this person's record
        filled = False
        if entry.civility and not person.civility:
            person.civility, filled = entry.civility, True
        elif entry.civility and entry.civility != person.civility:
            self._keep(entry, "civility", entry.civility, str(Civility(person.civility).label))
        if entry.phone and not person.phone:
            person.phone, filled = entry.phone, True
        elif entry.phone and _digits(entry.phone) != _digits(person.phone):
            self._keep(entry, "phone", entry.phone, person.phone)
        if filled:
            self.changes.people[entry.email_key] = person
        return filled

    def _organisation(self, entry: Entry, name: str, kind: OrganisationKind) -> KnownOrganisation | None:
        typed = entry.company if kind == OrganisationKind.COMPANY else entry.funder
        if not typed:
            return None
        key = (kind, fold_name(typed))
        known = self.ledger.organisations.get(key)
        if known is None:
            known = self.ledger.organisations[key] = KnownOrganisation(None, kind, typed)
            self.changes.organisations.append(known)
        return known

    def _siret(self, entry: Entry, company: KnownOrganisation | None) -> bool:
        if company is None or not entry.siret:
            return False
        if company.siret:
            if _digits(company.siret) != entry.siret:
                self._keep(entry, "siret", entry.siret, company.siret)
            return False
        company.siret = entry.siret
        self.changes.sirets.append(company)
        return True

    def _enrol(self, entry: Entry, enrolment: KnownEnrolment) -> None:
        self.ledger.enrolments[entry.email_key, enrolment.session] = enrolment
        self.changes.people.setdefault(entry.email_key, enrolment.person)
        self.changes.enrolled.append((entry.email_key, enrolment))

    def _complete(
        self,
        entry: Entry,
        known: KnownEnrolment,
        company: KnownOrganisation | None,
        funder: KnownOrganisation | None,
    ) -> bool:
        if known.state in _OVER:
            self.tell(
                entry,
                "email",
                entry.email,
                _("L’inscription de %(name)s à %(code)s est %(state)s : le fichier ne la rétablit pas.")
                % {"name": known.person.full_name, "code": known.session.code, "state": known.state.label},
            )
            return False
        before = (known.role, known.company, known.funder, known.state)
        if entry.role and not known.role:
            known.role = entry.role
        elif entry.role and entry.role != known.role:
            self._keep(entry, "role", str(Role(entry.role).label), str(Role(known.role).label))
        known.company = self._kept(entry, "company", known.company, company)
        known.funder = self._kept(entry, "funder", known.funder, funder)
        if known.state == EnrolmentState.INVITED and not self.invited:
            known.state = EnrolmentState.CONFIRMED
        changed = before != (known.role, known.company, known.funder, known.state)
        if changed and known.pk is not None:
            self.changes.completed[known.pk] = known
        return changed

    def _kept(
        self, entry: Entry, name: str, known: KnownOrganisation | None, given: KnownOrganisation | None
    ) -> KnownOrganisation | None:
        if known is not None and given is not None and given is not known:
            self._keep(entry, name, given.name, known.name)
        return known or given

    def _tell_repeated(self, entry: Entry, person: KnownPerson) -> None:
        sentence = _("Cette adresse est déjà à la ligne %(line)s : %(name)s n’est pas une nouvelle personne.")
        if fold_name(entry.full_name) != person.name_key:
            sentence = _(
                "Cette adresse est déjà à la ligne %(line)s, au nom de %(name)s, à qui va cette inscription : "
                "donnez sa propre adresse à chaque personne."
            )
        self.tell(entry, "email", entry.email, sentence % {"line": person.line, "name": person.full_name})

    def _tell_other_name(self, entry: Entry, person: KnownPerson) -> None:
        if fold_name(entry.full_name) != person.name_key:
            self.tell(
                entry,
                "last_name",
                entry.full_name,
                _(
                    "Cette adresse est connue au nom de %(name)s, à qui va cette inscription : "
                    "corrigez l’adresse ou la fiche."
                )
                % {"name": person.full_name},
            )

    def _tell_homonyms(self, entry: Entry, person: KnownPerson) -> None:
        known = self.ledger.homonyms.get(person.name_key)
        if known:
            self.tell(
                entry,
                "email",
                entry.email,
                _(
                    "%(name)s est déjà connu sous une autre adresse (%(emails)s), et aura deux fiches. "
                    "Si c’est la même personne, reprenez l’adresse connue."
                )
                % {"name": person.full_name, "emails": ", ".join(sorted(known)[:3])},
            )

    def _keep(self, entry: Entry, name: str, given: str, kept: str) -> None:
        self.tell(
            entry,
            name,
            given,
            _("« %(kept)s » est déjà enregistré et reste : modifiez la fiche.") % {"kept": kept},
        )

    def tell(self, entry: Entry, name: str, value: str, remedy: str) -> None:
        self.warnings.append(Problem(entry.line, self.columns.name(name), value, typographie(remedy), name))


def _digits(text: str) -> str:
    """A telephone number or a SIRET whatever its spaces; +33 1 and 01 stay two spellings that nobody merges for us."""
    return "".join(letter for letter in text if letter.isdigit() or letter == "+")
