"""Values into messages: nothing forged, nothing missing unnoticed, nothing empty left behind."""

import pytest

from lms_onboarding.mailing.rendering import (
    MissingVariable,
    Rendered,
    UnknownMessage,
    UnsafeAddress,
    as_markdown,
    catalogue,
    render,
)

KIT = "welcome.kit_onsite"


def rendered(message: str = KIT, **changes: str) -> Rendered:
    return render(message, {**catalogue().samples(message), **changes})


# ---------------------------------------------------------------- what a value may not do
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("**Inès**", "**Inès**"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("# Inès", "# Inès"),
        ("{{ sign_in_code }}", "{{ sign_in_code }}"),
        ('" onmouseover="x', "&quot; onmouseover=&quot;x"),
    ],
)
def test_a_value_is_text_whatever_it_holds(name: str, shown: str) -> None:
    message = rendered(learner_first_name=name)
    assert f"Bonjour {shown}, tout est prêt" in message.html
    assert f"Bonjour {name}, tout est prêt" in message.text
    assert "<script" not in message.html


def test_a_value_brings_no_header_and_no_line() -> None:
    message = rendered(learner_first_name="Inès\r\nBcc: tous@exemple.fr\x00\u2028x")
    assert message.subject.startswith("Inès Bcc: tous@exemple.fr x, tout est prêt")
    assert "\n" not in message.subject + message.preheader


def test_a_value_does_not_turn_text_around() -> None:
    assert "Inès" in rendered(learner_first_name="I\u202en\u2066ès").subject


def test_a_name_shaped_like_a_link_marker_opens_no_link() -> None:
    message = rendered(learner_first_name="⟦link:5⟧", learner_word="⟦link:5⟧", trainer_word="⟦link:5⟧")
    assert "⟦link:5⟧" not in message.subject + message.text + message.html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "https://x.fr/ y", 'https://x.fr/"'])
def test_an_address_is_a_web_address_or_a_link_marker(address: str) -> None:
    with pytest.raises(UnsafeAddress) as refusal:
        rendered(kit_url=address)
    assert refusal.value.name == "kit_url"


def test_lines_bring_lists_links_and_bold_and_nothing_else() -> None:
    message = rendered(
        skills_lines="- **Écrire** [un quiz](https://exemple.fr/quiz)\n- <b>non</b> [x](javascript:alert(1)) ![i](x)"
    )
    assert '<b>Écrire</b> <a class="lk" href="https://exemple.fr/quiz"' in message.html
    assert "&lt;b&gt;non&lt;/b&gt; [x](javascript:alert(1)) ![i](x)" in message.html
    assert "- Écrire un quiz (https://exemple.fr/quiz)" in message.text


@pytest.mark.parametrize(
    "text",
    ["**gras**", "[x](https://mal.fr)", "1. un", "- deux", "# trois", "> quatre", "a_b_c", "*", "`x`", "J-7 (salle)"],
)
def test_foreign_text_inside_lines_goes_through_as_markdown(text: str) -> None:
    message = rendered(skills_lines=f"- {as_markdown(text)}\n- suite")
    assert f"- {text}\n- suite" in message.text.replace("\u2060", "")
    assert "https://mal.fr" not in message.html.replace("[x](https://mal.fr)", "")


def test_as_markdown_keeps_one_line_and_no_marker() -> None:
    assert as_markdown("un\n- deux ⟦link:3⟧") == "un - deux link:3"


# ---------------------------------------------------------------- what is missing
@pytest.mark.parametrize("value", ["", "   ", "\n", "\u200b"])
def test_a_value_that_matters_may_not_be_empty(value: str) -> None:
    with pytest.raises(MissingVariable) as refusal:
        rendered(session_start_long=value)
    assert (refusal.value.message, refusal.value.name) == (KIT, "session_start_long")
    assert "session_start_long" in str(refusal.value)


def test_an_absent_value_is_a_missing_one() -> None:
    with pytest.raises(MissingVariable):
        render("account.sign_in_code", {"code_validity": "dix minutes"})


def test_an_unknown_message_says_its_key() -> None:
    with pytest.raises(UnknownMessage, match=r"welcome\.nope"):
        render("welcome.nope", {})


def test_values_that_a_message_does_not_use_are_ignored() -> None:
    assert rendered(unheard_of="x") == rendered()


# ---------------------------------------------------------------- what vanishes
@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("lunch_line", "Déjeuner"),
        ("doors_open_time", "Arriver"),
        ("steps_left_lines", "Ce qu’il vous reste à faire"),
        ("skills_lines", "La suite"),
        ("trainer_word", "Karim Haddad"),
        ("disability_contact_name", "référent handicap"),
        ("disability_contact_email", "thomas@exemple.fr"),
        ("followup_notice_sentence", "La première semaine"),
    ],
)
def test_what_is_empty_takes_its_line_away(name: str, gone: str) -> None:
    message = rendered(**{name: ""})
    assert gone.lower() not in message.text.lower()
    assert gone.lower() not in message.html.lower()


def test_a_heading_with_nothing_under_it_vanishes() -> None:
    practical = ("venue_access", "doors_open_time", "room_label", "lunch_line", "equipment_line")
    assert "SUR PLACE" in rendered().text
    assert "SUR PLACE" not in rendered(**dict.fromkeys(practical, "")).text


def test_in_an_enumeration_only_the_empty_one_goes() -> None:
    contact = "Un empêchement\u202f? Solène Le Goff vous répond\u00a0: "
    both = rendered("enrolment.confirmed").text
    assert f"{contact}01\u00a099\u00a000\u00a045\u00a012, solene@exemple.fr." in both
    assert f"{contact}solene@exemple.fr." in rendered("enrolment.confirmed", referent_phone="").text
    assert f"{contact}01\u00a099\u00a000\u00a045\u00a012." in rendered("enrolment.confirmed", referent_email="").text
    assert "Un empêchement" not in rendered("enrolment.confirmed", referent_phone="", referent_email="").text


def test_a_title_goes_with_its_comma_and_leaves_the_name() -> None:
    assert "- Solène Le Goff\u00a0: 01" in rendered(referent_title="").text


def test_numbers_close_ranks() -> None:
    text = rendered("enrolment.confirmed", needs_sentence="").text
    assert "1. Votre kit de bienvenue" in text
    assert "2. Le premier jour" in text


def test_no_button_without_an_address() -> None:
    message = rendered("enrolment.confirmed", calendar_url="")
    assert "Ajouter les dates à mon agenda" not in message.text + message.html
    assert "Ajouter les dates à mon agenda" in rendered("enrolment.confirmed").html


# ---------------------------------------------------------------- what is written
def test_link_markers_survive_in_both_bodies() -> None:
    message = rendered(kit_url="⟦link:4012⟧")
    assert 'href="⟦link:4012⟧"' in message.html
    assert "Ouvrir mon kit de bienvenue\u00a0: ⟦link:4012⟧" in message.text


def test_programme_lines_are_rows_in_html_and_sentences_in_text() -> None:
    message = rendered(programme_lines="- **lundi 3 mars, 9 h à 12 h 30 :** premier module\n  en classe virtuelle")
    assert (
        "- lundi 3\u00a0mars, 9\u00a0h à 12\u00a0h\u00a030\u00a0: premier module (en classe virtuelle)" in message.text
    )
    assert ">lundi 3\u00a0mars<br>9\u00a0h à 12\u00a0h\u00a030</th>" in message.html
    assert ">Premier module<br>" in message.html


def test_a_half_day_without_a_subject_says_where() -> None:
    message = rendered(programme_lines="- **lundi 3 mars :**\n  à Nantes\n- **mardi 4 mars :**")
    assert "- lundi 3\u00a0mars\u00a0: à Nantes\n- mardi 4\u00a0mars\n" in message.text


def test_telephones_and_addresses_can_be_pressed() -> None:
    html = rendered(referent_phone="01 99 00 45 12", disability_contact_phone="+590 590 12 34 56").html
    assert 'href="tel:+33199004512"' in html
    assert 'href="tel:+590590123456"' in html
    assert 'href="mailto:solene@exemple.fr"' in html


def test_values_get_their_typography_and_codes_do_not() -> None:
    assert "d\u2019accord" in rendered(trainer_word="d'accord").text
    assert "482 913" in rendered("documents.access_code", access_code="482 913").text


def test_a_subject_fits_its_column() -> None:
    assert len(rendered(learner_first_name="a" * 300).subject) == 200


def test_only_footers_that_say_so_offer_to_opt_out() -> None:
    assert not rendered().optout
    assert catalogue().footers["learner_optout"].optout
