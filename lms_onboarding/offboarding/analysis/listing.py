"""Sessions with where their surveys stand: asked, answered, analysed."""

from django.db.models import Case, CharField, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from lms_onboarding.offboarding.models import SurveyAnalysis
from lms_onboarding.sessions.models import SessionQuerySet
from lms_onboarding.surveys.models import Invitation


def with_surveys(sessions: SessionQuerySet) -> SessionQuerySet:
    """`asked_count`, `answered_count` over the campaigns of each session, `analysed_at` of the analysis in force."""
    group = Concat(Value("session/"), Cast(OuterRef("pk"), CharField()))
    asked = Invitation.objects.standing().filter(group=group, key__startswith="survey/").order_by().values("group")
    answered = Case(When(Q(answered_on__isnull=False), then=Value(1)))
    signed = SurveyAnalysis.objects.filter(scope=group, replaced_at=None)
    found: SessionQuerySet = sessions.annotate(
        asked_count=Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0),
        answered_count=Coalesce(Subquery(asked.annotate(n=Count(answered)).values("n")), 0),
        analysed_at=Subquery(signed.values("signed_at")[:1]),
    )
    return found
