"""Every page that a learner, a visitor or the team can open, outside the administrations. The one list of these tests.

`{names}` are filled in with what `population` made. A page behind several steps names them in order: a personal link
first, which leaves its cookie, then the page it opens.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Reader(Enum):
    NOBODY = "nobody"
    LEARNER = "learner"
    TEAM = "team"
    TRAINER = "trainer"  # of the session
    DISABILITY_REFERENT = "disability_referent"
    FORMER = "former"  # followed a session to its end
    FOLLOWED = "followed"  # a learner about whom there is a case


@dataclass(frozen=True)
class Shown:
    """The page of the route `route`, as `reader` sees it after following `steps`; `status` is that of the last."""

    route: str
    steps: tuple[str, ...]
    reader: Reader
    status: int = 200
    hint: str = ""

    @property
    def name(self) -> str:
        return " ".join(word for word in (self.reader.value, self.route, self.hint) if word)


def _public(route: str, *steps: str, hint: str = "", status: int = 200) -> Shown:
    return Shown(route, steps, Reader.NOBODY, status, hint)


def _learner(route: str, *steps: str, hint: str = "", status: int = 200) -> Shown:
    return Shown(route, steps, Reader.LEARNER, status, hint)


def _team(route: str, *steps: str, hint: str = "", status: int = 200) -> Shown:
    return Shown(route, steps, Reader.TEAM, status, hint)


ACCOUNT: Final = (
    *(("home", ""), ("confirm", "confirmer/"), ("password", "mot-de-passe/"), ("second_factor", "second-facteur/")),
    *(("application", "second-facteur/application/"), ("passkey", "second-facteur/cle/")),
)
KEPT: Final = (("home", ""), ("recovery", "secours/"))  # with a second factor

PAGES: Final = (
    _public("wagtail_serve", "/", hint="home"),
    _public("wagtail_serve", "{CataloguePage}", hint="catalogue"),
    _public("wagtail_serve", "{CoursePage}", hint="course"),
    _public("wagtail_serve", "{HelpIndexPage}", hint="help"),
    _public("wagtail_serve", "{HelpIndexPage}?q=module", hint="help, searched"),
    _public("wagtail_serve", "{HelpArticlePage}", hint="help article"),
    _public("wagtail_serve", "{ChecklistPage}", hint="checklist"),
    _public("wagtail_serve", "{GlossaryPage}", hint="glossary"),
    _public("wagtail_serve", "/nulle-part/", hint="no such page", status=404),
    _public("account_login", "/compte/connexion/"),
    _public("account_inactive", "/compte/inactif/"),
    _public("account_password_login", "/compte/connexion/mot-de-passe/"),
    _public("lmso_links:open", "{unknown_link}", hint="that nobody gave", status=404),
    _public("lmso_links:open", "{revoked_link}", hint="taken back", status=410),
    _public("lmso_mailing:optout", "{optout}"),
    _public("lmso_portal:privacy", "/donnees-personnelles/"),
    _public("lmso_portal:accessibility", "/accessibilite/"),
    _public("lmso_portal:legal", "/mentions-legales/"),
    _public("lmso_portal:complaint", "/reclamation/"),
    _public("lmso_portal:document", "/d/{document_number}/", hint="code asked"),
    _public("lmso_portal:document", "{document}", hint="open"),
    _public("lmso_badges:assertion", "/badges/assertions/{badge_id}"),
    _public("lmso_badges:assertion", "/badges/assertions/{badge_revoked}", hint="revoked"),
    _public("lmso_badges:assertion", "{badge_link}", hint="seen by its holder"),
    _public("lmso_badges:badge_class", "/badges/classes/badge-createur/v1"),
    _public("lmso_badges:verify", "/badges/verify"),
    _public("lmso_qualiopi:complaint_write", "/reclamation/ecrire/"),
    _public("lmso_qualiopi:complaint_follow", "{complaint}"),
    _public("lmso_qualiopi:report", "/signalement/"),
    _public("lmso_qualiopi:follow", "/suivi/"),
    _public("lmso_qualiopi:accept", "{designation}"),
    _public("lmso_qualiopi:inbox", "{confidential}"),
    _public("lmso_qualiopi:read", "{confidential}", "{report}"),
    _public("lmso_surveys:section", "{survey}", "/questionnaire/{survey_pk}/2/"),
    _public("lmso_surveys:section", "{survey_hot}", hint="hot"),
    _public("lmso_surveys:start", "{survey_done}", hint="answered"),
    _public("lmso_welcome:kit", "{kit}"),
    _public("lmso_welcome:information", "{information}"),
    _public("lmso_welcome:agenda", "{agenda}"),
    _public("lmso_welcome:call", "{call}", hint="to choose"),
    _public("lmso_welcome:call", "{call_booked}", hint="booked"),
    _public("lmso_welcome:call", "{follow_up}", hint="follow-up"),
    _public("lmso_welcome:session_reply", "{reply_moved}", hint="moved"),
    _public("lmso_welcome:session_reply", "{reply_cancelled}", hint="cancelled"),
    _public("lmso_portal:type_code", "/e/"),
    _public("lmso_portal:scan", "/e/zzzzz/", hint="no longer shown", status=410),
    _public("lmso_portal:sign", "{signing}", hint="to sign"),
    _public("lmso_documents:verify", "/verifier/"),
    _public("lmso_documents:verify_number", "/verifier/{verified}/"),
    _public("lmso_documents:verify_number", "/verifier/INCONNU-1/", hint="unknown", status=404),
    _public("lmso_offboarding:closing", "{closing}"),
    _public("lmso_offboarding:closing_paper", "{closing}", "/cloture/{closing_pk}/bilan/"),
    _public("lmso_offboarding:certificate", "{old_certificate}", hint="old link, code asked"),
    _public("lmso_offboarding:recall", "{recall}"),
    _learner("lmso_portal:home", "/portail/"),
    _learner("lmso_portal:sign", "/emargement/{enrolment}/", hint="later"),
    _learner("lmso_portal:sign_here", "/e/ici/{half_day}/", hint="not expected", status=403),
    _learner("lmso_portal:access_check", "/portail/parcours/{enrolment}/connexion/"),
    _learner("lmso_portal:portfolio", "/portail/portfolio/"),
    _learner("lmso_privacy:own", "/mes-donnees/"),
    _learner("lmso_portal:portfolio_preview", "/portail/portfolio/apercu/"),
    _learner("lmso_portal:portfolio_rights", "/portail/portfolio/vos-droits/"),
    _public("lmso_portal:portfolio_shared", "{portfolio}"),
    _learner("lmso_portal:hidden", "/portail/module-invisible/?module=quiz"),
    _learner("wagtail_serve", "{MicroCourseIndexPage}", hint="micro-courses"),
    _learner("wagtail_serve", "{MicroCoursePage}", hint="micro-course"),
    _learner("wagtail_serve", "{LessonPage}", hint="lesson of another role"),
    _learner("wagtail_serve", "{lesson_asked}", hint="lesson, help asked"),
    _learner("wagtail_serve", "{HelpIndexPage}", hint="help"),
    Shown("lmso_portal:alumni", ("/portail/anciens/",), Reader.FORMER),
    _learner("account_logout", "/compte/deconnexion/"),
    *(_learner(f"account_{name}", f"/compte/{page}") for name, page in ACCOUNT),
    *(Shown(f"account_{name}", (f"/compte/{page}",), Reader.FOLLOWED, hint="with a factor") for name, page in KEPT),
    _learner("lmso_portal:sendings", "/envois/", hint="refused", status=403),
    _team("lmso_portal:home", "/portail/"),
    _team("lmso_portal:activity_sources", "/activite/"),
    _team("lmso_privacy:requests", "/donnees-personnelles/demandes/"),
    _team("lmso_privacy:purge", "/donnees-personnelles/purge/"),
    _team("lmso_privacy:holds", "/donnees-personnelles/conservations/"),
    _team("lmso_privacy:consents", "/donnees-personnelles/consentements/"),
    _team("lmso_privacy:erasures", "/donnees-personnelles/effacements/"),
    _team("lmso_privacy:erasure", "{erasure}"),
    _team("lmso_portal:import_upload", "/inscriptions/importer/"),
    _team("lmso_portal:import_preview", "{import_seen}"),
    _team("lmso_portal:import_preview", "{import_long}", hint="large, being checked"),
    _team("lmso_portal:import_result", "{import_done}"),
    _team("lmso_portal:import_result", "{import_undone}", hint="taken back"),
    _team("lmso_portal:sendings", "/envois/"),
    _team("lmso_portal:sending_people", "/envois/{session}/welcome.day_before/personnes/"),
    _team("lmso_portal:sending_now", "/envois/{session}/maintenant/"),
    _team("lmso_portal:kit_return", "/envois/retour/{kit_returned}/"),
    _team("lmso_portal:needs_sessions", "/besoins/"),
    _team("lmso_portal:needs_session", "/besoins/session/{session}/"),
    _team("lmso_portal:needs_learner", "/besoins/inscription/{enrolment}/"),
    _team("lmso_portal:survey_sessions", "/enquetes/"),
    _team("lmso_portal:survey_session", "/enquetes/session/{survey_session}/"),
    _team("lmso_portal:survey_session", "/enquetes/session/{survey_analysed}/", hint="analysed"),
    _team("lmso_portal:survey_dates", "/enquetes/session/{survey_session}/dates/"),
    _team("lmso_portal:survey_period", "/enquetes/periode/"),
    _team("lmso_portal:survey_period", "/enquetes/periode/?du=2026-12-01&au=2026-11-01", hint="wrong", status=422),
    _team("lmso_portal:survey_funders", "/enquetes/financeurs/2026/"),
    _team("lmso_portal:survey_relay", "/enquetes/reponse/{survey_relay}/"),
    _team("lmso_portal:session_move", "/sessions/{session}/deplacer/"),
    _team("lmso_portal:session_cancel", "/sessions/{session}/annuler/"),
    _team("lmso_portal:session_replies", "/sessions/{session_moved}/reponses/"),
    _team("lmso_portal:call_sessions", "/appels/"),
    _team("lmso_portal:session_calls", "/sessions/{session}/appels/"),
    _team("lmso_portal:call_slot", "/sessions/{session}/appels/creneau/{slot}/"),
    _team("lmso_portal:call_note", "/sessions/{session}/appels/{booking}/"),
    _team("lmso_qualiopi:recipients", "/signalement/destinataires/"),
    _team("lmso_qualiopi:evidence", "/preuves/"),
    _team("lmso_qualiopi:evidence", "/preuves/?audit=2015-01-01", hint="too old", status=422),
    _team("lmso_qualiopi:cell", "/preuves/session/{session}/9/"),
    _team("lmso_qualiopi:piece", "/preuves/session/{session}/piece/kit/kit/{evidence_kit}/"),
    _team("lmso_qualiopi:exports", "/preuves/export/"),
    _team("lmso_qualiopi:deposit", "/preuves/deposer/", hint="which"),
    _team("lmso_qualiopi:deposit", "/preuves/deposer/?indicator=12&session={session}&kind=attendance"),
    _team("lmso_qualiopi:deposits", "/preuves/deposees/"),
    _team("lmso_qualiopi:house", "/preuves/organisme/"),
    _team("lmso_qualiopi:cross_table", "/preuves/certification/{certifying}/"),
    _team("lmso_qualiopi:registers", "/registres/"),
    _team("lmso_qualiopi:entry", "/registres/fait/{fact}/", hint="closed"),
    _team("lmso_qualiopi:entry", "/registres/fait/{fact_waiting}/"),
    _team("lmso_qualiopi:entry_note", "/registres/noter/"),
    _team("lmso_qualiopi:register_proposals", "/registres/propositions/?du=2026-01-01&au=2027-03-31"),
    _team("lmso_qualiopi:register_silent", "/registres/sans-fait/"),
    _team("lmso_qualiopi:action", "/registres/action/{quality_action}/"),
    _team("lmso_qualiopi:action_new", "/registres/action/nouvelle/"),
    _team("lmso_qualiopi:risk", "/registres/risque/{quality_risk}/"),
    _team("lmso_qualiopi:risk_new", "/registres/risque/nouveau/"),
    _team("lmso_qualiopi:plan_review", "/registres/revue/"),
    _team("lmso_qualiopi:deposited", "/preuves/deposees/{deposit}/"),
    Shown("lmso_qualiopi:owed", ("/preuves/a-fournir/",), Reader.TRAINER),
    Shown("lmso_portal:closings", ("/bilans/",), Reader.TRAINER),
    Shown("lmso_portal:closing_bilan", ("/bilans/{to_close}/{to_close_enrolment}/",), Reader.TRAINER),
    Shown("lmso_portal:closing_assessment", ("/bilans/{to_close}/{to_close_enrolment}/evaluation/",), Reader.TRAINER),
    Shown("lmso_portal:closing_release", ("/bilans/{to_close}/remise/",), Reader.TRAINER),
    Shown("lmso_portal:closing", ("/bilans/{closed}/",), Reader.TRAINER, hint="released"),
    # as the team sees them, without the bar that Wagtail adds for who may edit
    Shown("wagtail_serve", ("{MicroCourseIndexPage}",), Reader.TRAINER, hint="micro-courses"),
    Shown("wagtail_serve", ("{MicroCoursePage}",), Reader.TRAINER, hint="micro-course"),
    Shown("wagtail_serve", ("{LessonPage}",), Reader.TRAINER, hint="lesson"),
    Shown("lmso_portal:attendance", ("/presence/",), Reader.TRAINER),
    Shown("lmso_portal:attendance_session", ("/presence/session/{attendance_session}/",), Reader.TRAINER),
    Shown("lmso_portal:attendance_sheet", ("/presence/{half_day}/",), Reader.TRAINER, hint="to fill in"),
    Shown("lmso_portal:attendance_sheet", ("/presence/{half_day_found}/",), Reader.TRAINER, hint="to countersign"),
    Shown("lmso_portal:attendance_sheet", ("/presence/{half_day_locked}/",), Reader.TRAINER, hint="locked"),
    Shown("lmso_portal:distance", ("/presence/distance/{enrolment}/",), Reader.TRAINER),
    Shown("lmso_portal:attendance_code", ("/presence/{half_day}/code/",), Reader.TRAINER),
    Shown("lmso_portal:survey_session", ("/enquetes/session/{survey_session}/",), Reader.TRAINER),
    Shown("lmso_portal:stuck_calls", ("/demandes-aide/",), Reader.TRAINER),
    Shown("lmso_portal:stuck_answer", ("/demandes-aide/{stuck}/",), Reader.TRAINER),
    Shown("lmso_portal:alerts", ("/alertes/",), Reader.TRAINER, hint="to do"),
    Shown("lmso_portal:alerts", ("/alertes/?etat=traitees",), Reader.TRAINER, hint="handled"),
    Shown("lmso_portal:alert", ("/alertes/{alert}/",), Reader.TRAINER),
    Shown("lmso_portal:alert_measure", ("/alertes/mesure/",), Reader.TRAINER),
    Shown("lmso_portal:alert_preferences", ("/alertes/reglages/",), Reader.TRAINER),
    Shown("lmso_portal:groups", ("/groupes/",), Reader.TRAINER),
    Shown("lmso_portal:group", ("/groupes/{group}/",), Reader.TRAINER),
    Shown("lmso_portal:group_write", ("/groupes/{group}/ecrire/",), Reader.TRAINER),
    Shown("lmso_portal:own_followup", ("/portail/suivi/",), Reader.FOLLOWED),
    Shown("lmso_portal:private_requests", ("/besoins/demandes-confidentielles/",), Reader.DISABILITY_REFERENT),
)

# Routes that show no page of their own: they take a form, or lead elsewhere; those that give a file are in `files`.
FORMS: Final = frozenset(
    {
        "account_confirm_login_code",  # seen by the journeys: only a code just asked for opens it
        *("account_request_login_code", "account_drop_password", "account_end_session", "account_end_sessions"),
        *("account_remove_factor", "account_renew_recovery", "account_untie"),
        "lmso_api:activity",  # for programs
        "lmso_badges:compare",  # its answer is the page of the badge
        "lmso_badges:visibility",
        "lmso_mailing:mail_events",
        "lmso_portal:import_undo",
        "lmso_portal:attendance_invite",
        "lmso_portal:attendance_session_issue",
        "lmso_portal:distance_issue",
        *("lmso_portal:alert_close", "lmso_portal:alert_contact", "lmso_portal:alert_defer"),
        *("lmso_portal:alert_message", "lmso_portal:alert_read", "lmso_portal:alert_take"),
        "lmso_portal:alert_undo",
        "lmso_portal:call_cancel",
        "lmso_portal:call_read",
        "lmso_portal:call_settled",
        "lmso_portal:call_slot_withdraw",
        *("lmso_portal:import_abandon", "lmso_portal:import_confirm", "lmso_portal:import_correct"),
        *("lmso_portal:portfolio_address", "lmso_portal:portfolio_erase", "lmso_portal:portfolio_link"),
        *("lmso_portal:portfolio_share", "lmso_portal:portfolio_withdraw"),
        *("lmso_portal:lesson_action", "lmso_portal:lesson_check", "lmso_portal:lesson_help"),
        "lmso_portal:own_followup_answer",
        "lmso_portal:sending_hold",
        "lmso_portal:sending_lift",
        "lmso_portal:alumni_leave",
        "lmso_portal:survey_funder_ask",
        "lmso_offboarding:closing_action",
        *("lmso_offboarding:certificate_code", "lmso_offboarding:closing_code"),
        "lmso_offboarding:closing_outcome",
        "lmso_portal:closing_correct",
        "lmso_privacy:ask",
        "lmso_privacy:lift_hold",
        "lmso_privacy:take",
        "lmso_privacy:take_back",
        "lmso_qualiopi:export_state",  # the card of the page of exports, alone
        "lmso_qualiopi:export_stop",
        "lmso_welcome:acknowledge",
        "lmso_welcome:call_book",
        "lmso_welcome:call_cancel",
        "lmso_welcome:call_decline",
        "lmso_welcome:call_move",
        "lmso_welcome:information_confirm",
    }
)
ELSEWHERE: Final = frozenset(
    {
        "lmso_qualiopi:cross_table_of",
        "lmso_portal:survey_funders_now",
        "lmso_portal:help",
        "lmso_portal:home_of",
        "lmso_portal:lesson",
        "lmso_portal:micro_courses",
        "lmso_portal:own_signing",
    }
)
OURS: Final = ("account_", "lmso_")  # the names of routes that are the product's own
