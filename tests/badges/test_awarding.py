"""A badge is given once, for facts that are final; what was given no longer changes."""

import json
from base64 import urlsafe_b64decode
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from badges.enums import AwardState, KeyState, Reason, Visibility
from badges.models import Award, BadgeClass, Issuer, RevokedCredential, SigningKey
from badges.models.issuer import NeverDeleted
from badges.refusals import NoIssuer, NotEarned, NotStanding, SameAddress
from badges.services import (
    Wording,
    award,
    award_many,
    class_for,
    compromise_key,
    current_class,
    erase_person,
    load_badges,
    missing,
    reissue,
    resign,
    revoke,
    revoke_many,
    rotate_key,
    save_badge_class,
    show,
)
from badges.writing.identity import hashed
from lms_onboarding.enrolments.enums import Role
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.services import correct_email
from tests.factories.badges import AWARDED_AT, awarded, creator_class, facts
from tests.factories.people import PersonFactory, provider

pytestmark = pytest.mark.django_db
BY = "user/1"


def claims_of(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    claims: dict[str, object] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def test_the_starter_badges_are_loaded_once(now: datetime) -> None:
    provider()

    first, second = load_badges(now=now), load_badges(now=now)

    assert first.written == ("badge-admin", "badge-createur", "badge-manager")
    assert second.kept == first.written
    assert Issuer.objects.get().name == "Passerelle Formation"
    assert SigningKey.objects.get().state == KeyState.ACTIVE
    creator = class_for(Role.CREATOR)
    assert creator is not None
    assert creator.name == "Création de modules : du besoin à la publication"
    assert creator.short_name == "Création de modules"
    assert "quiz comporte au moins trois questions" in creator.criteria
    assert creator.skills
    assert class_for("") is None


def test_a_badge_is_given_once_per_person_and_journey() -> None:
    badge, person = creator_class(), PersonFactory()
    again = facts(person, about="enrolment/3")

    first = award(again, badge_class=badge, by=BY, now=AWARDED_AT)
    second = award(again, badge_class=badge, by=BY, now=AWARDED_AT + timedelta(days=1))
    other = award(facts(person, about="enrolment/4"), badge_class=badge, by=BY, now=AWARDED_AT)

    assert first.pk == second.pk != other.pk
    assert Award.objects.count() == 2
    assert OutgoingMail.objects.filter(message="badges.awarded").count() == 2
    assert [entry.verb for entry in Entry.objects.about(first.subject_key)] == ["badge.awarded"]


def test_nothing_is_given_before_eligibility_is_final() -> None:
    badge = creator_class()
    unfinished = facts(released_at=None, objectives_missing=("Tenir à jour",), courses_missing=("Publier",))

    with pytest.raises(NotEarned, match="Objectif à acquérir : Tenir à jour") as refused:
        award(unfinished, badge_class=badge, by=BY, now=AWARDED_AT)

    assert refused.value.missing == missing(unfinished)
    assert len(missing(unfinished)) == 3
    assert not Award.objects.exists()


def test_somebody_who_examined_the_evidence_decides_alone() -> None:
    examined = facts(released_at=None, objectives_missing=("Tenir à jour",), examined_by="user/7")

    given = award(examined, badge_class=creator_class(), by="user/7", now=AWARDED_AT)

    assert given.evidence["examined"] is True


def test_without_an_issuer_nothing_is_given(now: datetime) -> None:
    load_badges(now=now)
    badge = current_class("badge-createur")
    assert badge is not None
    with pytest.raises(NoIssuer, match="Complétez « Émetteur »"):
        award(facts(), badge_class=badge, by=BY, now=now)


def test_both_versions_say_the_same_person_without_their_address() -> None:
    person = PersonFactory(email="Ines.Berthier@Exemple.fr")
    given = awarded(person)

    assertion, claims = json.loads(given.assertion), claims_of(given.credential)

    identity = hashed(" ines.berthier@exemple.fr ", given.salt)
    assert assertion["recipient"] == {"type": "email", "hashed": True, "identity": identity, "salt": given.salt}
    subject = claims["credentialSubject"]
    assert isinstance(subject, dict)
    assert subject["identifier"][0]["identityHash"] == identity
    assert claims["sub"] == subject["id"] != claims["jti"] == claims["id"]
    assert assertion["id"] not in given.credential
    for text in (given.assertion, json.dumps(claims)):
        assert "exemple.fr" not in text.lower().replace("contact@passerelle.example.fr", "")
        assert "Inès" not in text
    assert claims["nbf"] == AWARDED_AT.timestamp()
    assert assertion["issuedOn"] == claims["validFrom"] == "2026-12-18T17:00:00+01:00"


def test_two_awards_never_share_a_salt() -> None:
    person = PersonFactory()
    one, two = awarded(person, about="enrolment/1"), awarded(person, about="enrolment/2")
    assert one.salt != two.salt
    assert one.identity != two.identity


def test_many_are_given_in_the_same_number_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    badge = creator_class()
    few, many = [facts() for _ in range(2)], [facts() for _ in range(40)]
    with django_assert_max_num_queries(20) as one:
        award_many(few, badge_class=badge, by=BY, now=AWARDED_AT)
    with django_assert_max_num_queries(len(one)):
        done = award_many(many, badge_class=badge, by=BY, now=AWARDED_AT)
    assert len(done.given) == 40
    assert len(award_many(many, badge_class=badge, by=BY, now=AWARDED_AT).known) == 40


def test_a_wording_that_somebody_received_is_followed_by_another_version() -> None:
    badge = creator_class()
    wording = Wording(
        name=badge.name,
        short_name=badge.short_name,
        summary=badge.summary,
        description="Autre chose.",
        criteria=badge.criteria,
        image=badge.image,
    )
    before = save_badge_class(badge.slug, wording, by=BY, now=AWARDED_AT)
    assert before.pk == badge.pk, "nobody had received it"
    given = award(facts(), badge_class=before, by=BY, now=AWARDED_AT)

    after = save_badge_class(badge.slug, wording, by=BY, now=AWARDED_AT)

    assert (after.version, BadgeClass.objects.get(pk=given.badge_class_id).version) == (2, 1)
    current = current_class(badge.slug)
    assert current is not None
    assert current.pk == after.pk
    assert load_badges(now=AWARDED_AT).kept, "a wording written here is never overwritten"


def test_revoking_ends_both_versions_at_once_and_tells_the_holder() -> None:
    given = awarded()

    revoke(given, reason=Reason.ERROR, by=BY, now=AWARDED_AT)

    assert (given.state, given.reason) == (AwardState.REVOKED, Reason.ERROR)
    assert RevokedCredential.objects.get().credential_id == given.credential_id
    assert OutgoingMail.objects.get().message == "badges.revoked"
    with pytest.raises(NotStanding):
        revoke(given, reason=Reason.ERROR, by=BY, now=AWARDED_AT)
    again = award(facts(given.person), badge_class=given.badge_class, by=BY, now=AWARDED_AT)
    assert (again.pk, again.state) == (given.pk, AwardState.REVOKED), "a sweep never brings a revoked badge back"


def test_many_are_revoked_in_the_same_number_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    given = award_many([facts() for _ in range(12)], badge_class=creator_class(), by=BY, now=AWARDED_AT).given
    with django_assert_max_num_queries(20) as few:
        assert len(revoke_many(given[:2], reason=Reason.NOT_MET, by=BY, now=AWARDED_AT)) == 2
    with django_assert_max_num_queries(len(few)):
        assert len(revoke_many(given, reason=Reason.NOT_MET, by=BY, now=AWARDED_AT)) == 10


def test_a_new_address_gets_a_new_edition_and_keeps_the_date_earned() -> None:
    given = awarded()
    person = given.person
    assert person is not None
    with pytest.raises(SameAddress):
        reissue(given, reason=Reason.ADDRESS, by=BY, now=AWARDED_AT)
    correct_email(person, email="ines@ailleurs.example.fr", by=BY, now=AWARDED_AT)

    later = AWARDED_AT + timedelta(days=40)
    new = reissue(given, reason=Reason.ADDRESS, by=BY, now=later)

    given.refresh_from_db()
    assert (given.state, given.replaced_by) == (AwardState.REPLACED, new)
    assert (new.edition, new.earned_at, new.issued_at) == (2, AWARDED_AT, later)
    assert new.identity == hashed("ines@ailleurs.example.fr", new.salt)
    assert RevokedCredential.objects.get().credential_id == given.credential_id
    known = award(facts(person), badge_class=given.badge_class, by=BY, now=later)
    assert known.pk == new.pk, "the natural key names the last edition"


def test_a_revoked_badge_comes_back_by_a_decision_only() -> None:
    given = awarded()
    revoke(given, reason=Reason.ERROR, by=BY, now=AWARDED_AT)
    with pytest.raises(NotStanding):
        reissue(given, reason=Reason.CORRECTED, by=BY, now=AWARDED_AT)
    assert reissue(given, reason=Reason.RESTORED, by=BY, now=AWARDED_AT).state == AwardState.VALID


def test_erasing_leaves_a_tombstone() -> None:
    given, other = awarded(), awarded()
    person = given.person
    assert person is not None

    assert erase_person(person, by=BY, now=AWARDED_AT) == 1
    assert erase_person(person, by=BY, now=AWARDED_AT) == 0

    given.refresh_from_db()
    kept = {field.attname: getattr(given, field.attname) for field in Award._meta.concrete_fields}
    assert {name for name, value in kept.items() if value} == {
        *("id", "uuid", "key", "badge_class_id", "edition", "earned_at", "issued_at", "state", "reason", "ended_at"),
        *("subject", "credential_id", "signing_key_id", "visibility"),
    }
    assert given.key == f"erased/{given.uuid}"
    assert RevokedCredential.objects.get().credential_id == given.credential_id
    counted: Any = BadgeClass.objects.with_counts().get(pk=given.badge_class_id)
    assert counted.awarded == 2
    other.refresh_from_db()
    assert other.state == AwardState.VALID


def test_a_rotated_key_goes_on_verifying() -> None:
    given = awarded()
    new = rotate_key(by=BY, now=AWARDED_AT)
    old = SigningKey.objects.get(pk=given.signing_key_id)
    assert (old.state, new.state) == (KeyState.RETIRED, KeyState.ACTIVE)
    assert awarded().signing_key_id == new.pk
    with pytest.raises(NeverDeleted):
        old.delete()
    with pytest.raises(NeverDeleted):
        SigningKey.objects.all().delete()


def test_what_a_compromised_key_signed_is_signed_again() -> None:
    given, gone = awarded(), awarded()
    revoke(gone, reason=Reason.ERROR, by=BY, now=AWARDED_AT)
    old = SigningKey.objects.get()

    new = compromise_key(old, by=BY, now=AWARDED_AT)
    assert compromise_key(old, by=BY, now=AWARDED_AT) == new, "twice is once"
    assert resign(now=AWARDED_AT) == 1
    assert resign(now=AWARDED_AT) == 0

    before = given.credential_id
    given.refresh_from_db()
    assert given.signing_key == new
    assert RevokedCredential.objects.filter(credential_id=before, reason=Reason.KEY).exists()
    public = jwt.PyJWK(new.public_jwk | {"kid": new.kid})
    assert jwt.decode(given.credential, public, algorithms=["RS256"], options={"verify_nbf": False})
    assert json.loads(given.assertion)["id"].endswith(str(given.uuid)), "the 2.0 assertion is the same"
    assert OutgoingMail.objects.filter(message="badges.reissued").count() == 1


def test_the_name_is_shown_with_consent_only() -> None:
    given = awarded()
    assert given.visibility == Visibility.PRIVATE

    shown = show(given, visibility=Visibility.PUBLIC, by="person/1", now=AWARDED_AT)
    assert shown.consented_at == AWARDED_AT
    hidden = show(given, visibility=Visibility.LINK, by="person/1", now=AWARDED_AT)
    assert hidden.consented_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=given.pk).update(visibility=Visibility.PUBLIC)


def test_an_award_is_never_deleted() -> None:
    given = awarded()
    with pytest.raises(NeverDeleted):
        given.delete()
    with pytest.raises(NeverDeleted):
        Award.objects.all().delete()
