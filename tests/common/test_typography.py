"""French typography: what must not break does not, what is not prose is left alone."""

import pytest
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st

from lms_onboarding.common.templatetags import lmso_typography as tags
from lms_onboarding.common.typography import on_paper, typographie, typographie_markup


@pytest.mark.parametrize(
    ("typed", "set_in_type"),
    [
        ("Absent : pourquoi ?", "Absent\u00a0: pourquoi\u202f?"),
        ("Bravo ! Merci ; à lundi", "Bravo\u202f! Merci\u202f; à lundi"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("**Lieu :** Nantes", "**Lieu\u00a0:** Nantes"),
        ("lundi 3 mars 2025 à 9 h 30", "lundi 3\u00a0mars 2025 à 9\u00a0h\u00a030"),
        ("le 1er avril, 24 févr.", "le 1er\u00a0avril, 24\u00a0févr."),
        ("77 % en 12 min", "77\u00a0% en 12\u00a0min"),
        ("1 470 € et 12 400 000 €", "1\u202f470\u00a0€ et 12\u202f400\u202f000\u00a0€"),
        ("en 2025 100 personnes", "en 2025 100 personnes"),
        ("3 maisons, les 3 s'inscrivent", "3 maisons, les 3 s’inscrivent"),
        ("01 99 00 45 12", "01\u00a099\u00a000\u00a045\u00a012"),
        ("+33 1 99 00 45 12", "+33\u00a01\u00a099\u00a000\u00a045\u00a012"),
        ("SIRET 812 345 678 00021", "SIRET 812\u00a0345\u00a0678\u00a000021"),
        ("n° 12, M. Durand, Mme Le Goff", "n°\u00a012, M.\u00a0Durand, Mme\u00a0Le Goff"),
        ("article L. 6352-12", "article L.\u00a06352-12"),
        ("l'accueil d'Inès", "l’accueil d’Inès"),
        ("à J-7, T+30", "à J\u2060-\u20607, T\u2060+\u206030"),
        ("LMS-CREATEUR-J-7", "LMS-CREATEUR-J-7"),
    ],
)
def test_spaces_and_apostrophes_are_those_of_french(typed: str, set_in_type: str) -> None:
    assert typographie(typed) == set_in_type


@pytest.mark.parametrize(
    "untouched",
    [
        "{{ learner's ; name }}",
        "{% if a ; b %}",
        "[[action ; x]]",
        "⟦link:12 ; 3⟧",
        "https://exemple.fr/a'b?c=d;e",
        "[kit](https://exemple.fr/l'accueil)",
        "o'neil.d'arc@exemple.fr",
        "`l'adresse ; brute`",
        "mailto:o'neil@exemple.fr",
        "![logo](logo.png)",
        "",
    ],
)
def test_what_is_not_prose_is_left_alone(untouched: str) -> None:
    assert typographie(untouched) == untouched


def test_prose_around_a_variable_is_still_set() -> None:
    assert typographie("Bonjour {{ nom }} ! « {{ mot }} » : {{ n }} %") == (
        "Bonjour {{ nom }}\u202f! «\u00a0{{ mot }}\u00a0»\u00a0: {{ n }}\u00a0%"
    )


PROSE = st.text(alphabet="«» :;!?'%€hmins0123456789JT-+.L°nM\u00a0\u202f\u2060abé{}[]()@/*<&\n")


@given(PROSE)
def test_setting_twice_changes_nothing_more(text: str) -> None:
    once = typographie(text)
    assert typographie(once) == once
    assert on_paper(on_paper(text)) == on_paper(text)


@given(PROSE)
def test_only_spaces_and_apostrophes_change(text: str) -> None:
    def bare(words: str) -> str:
        return "".join(char for char in words if not char.isspace() and char != "\u2060").replace("'", "’")

    assert bare(typographie(text)) == bare(text)


def test_paper_has_no_space_that_the_font_lacks_and_keeps_dates_whole() -> None:
    assert on_paper("Prêt ? lundi 3 mars 2025, J-7, 1 470 €") == (
        "Prêt\u00a0? lundi\u00a03\u00a0mars\u00a02025, J-7, 1\u00a0470\u00a0€"
    )
    assert on_paper("e\u0301te\u0301 mi\u00adnuit\u200b co\u2011op") == "été minuit co-op"


def test_paper_leaves_addresses_alone() -> None:
    assert on_paper("d'ici : https://exemple.fr/l'accueil") == "d’ici\u00a0: https://exemple.fr/l'accueil"


def test_markup_keeps_tags_and_entities() -> None:
    assert typographie_markup('<a title="l\'accueil ; x">l&#x27;accueil &amp; vous !</a>') == (
        '<a title="l\'accueil ; x">l’accueil &amp; vous\u202f!</a>'
    )


# --- the template filters ---
def rendered(source: str, *, autoescape: bool = True, **values: object) -> str:
    engine = Engine(libraries={"lmso_typography": tags.__name__}, builtins=[tags.__name__])
    return engine.from_string(source).render(Context(values, autoescape=autoescape))


def test_the_filter_escapes_what_is_not_safe() -> None:
    assert rendered("{{ x|typographie }}", x="l'<b> & co !") == "l’&lt;b&gt; &amp; co\u202f!"


def test_the_filter_keeps_safe_html() -> None:
    assert rendered("{{ x|typographie }}", x=mark_safe('<b class="a ; b">Oui !</b>')) == (
        '<b class="a ; b">Oui\u202f!</b>'
    )


def test_the_filter_leaves_plain_text_plain_when_nothing_is_escaped() -> None:
    assert rendered("{{ x|typographie }}", autoescape=False, x="a < b !") == "a < b\u202f!"
    assert not isinstance(tags.typographie("a", autoescape=False), SafeString)


def test_the_filter_shows_nothing_for_nothing() -> None:
    assert rendered("{{ x|typographie }}|{{ x|jour }}|{{ x|heure }}|{{ x|periode:x }}", x=None) == "|||"
