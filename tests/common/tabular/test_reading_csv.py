"""CSV files as French offices have them: read whole, or refused with a sentence that says how to mend them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms_onboarding.common.tabular import MAX_BYTES, MAX_ROWS, TableRefused, read_sheet
from tests.common.tabular.plain import cells, plain, read_or_refusal, refusal_of

TABLE = "Nom;Prénom;Entreprise\nLE GALL;Ronan;Fonderie de l’Erdre\nTRAORÉ;Malik;Crêperie\n"
ROWS = [("LE GALL", "Ronan", "Fonderie de l’Erdre"), ("TRAORÉ", "Malik", "Crêperie")]


# --- Encodings and separators -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_every_common_way_to_save_a_table_reads_alike(
    codec: str, encoding: str, separator: str, line_break: str
) -> None:
    text = TABLE.replace(";", separator).replace("\n", line_break)
    sheet = read_sheet(text.encode(codec), "inscriptions.csv")
    assert sheet.headers == ("Nom", "Prénom", "Entreprise")
    assert cells(sheet) == ROWS
    assert (sheet.encoding, sheet.separator, sheet.format) == (encoding, separator, "csv")


def test_utf_16_of_the_other_byte_order_reads_too() -> None:
    assert cells(read_sheet(b"\xfe\xff" + TABLE.encode("utf-16-be"), "x.csv")) == ROWS


def test_the_separator_is_the_one_of_the_headers_not_of_the_values() -> None:
    sheet = read_sheet("Nom;Adresse, ville\nLE GALL;12, allée des Cyprès, Nantes, France\n".encode(), "x.csv")
    assert cells(sheet) == [("LE GALL", "12, allée des Cyprès, Nantes, France")]


def test_a_separator_inside_a_quoted_header_does_not_count() -> None:
    sheet = read_sheet(b'"Nom; usage; naissance",Mail\nLE GALL,r@exemple.fr\n', "x.csv")
    assert sheet.headers == ("Nom; usage; naissance", "Mail")


def test_excel_s_separator_hint_is_obeyed_and_counted_as_a_line() -> None:
    sheet = read_sheet(b"sep=,\r\nNom;usage,Mail\r\nLE GALL,r@exemple.fr\r\n", "x.csv")
    assert sheet.headers == ("Nom;usage", "Mail")
    assert sheet.rows[0].line == 3


def test_one_column_is_a_table() -> None:
    assert cells(read_sheet(b"email\na@exemple.fr\nb@exemple.fr\n", "x.csv")) == [("a@exemple.fr",), ("b@exemple.fr",)]


def test_an_end_of_file_character_of_old_exports_is_left_out() -> None:
    assert cells(read_sheet(TABLE.encode("cp1252") + b"\x1a", "x.csv")) == ROWS


# --- Lines and cells ----------------------------------------------------------------------------------------------
def test_a_row_is_numbered_by_the_line_where_it_starts() -> None:
    text = 'Nom;Note\n\nLE GALL;"deux\nlignes"\n;\nTRAORÉ;"une ""citation"""\n\n'
    sheet = read_sheet(text.encode(), "x.csv")
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (3, ("LE GALL", "deux\nlignes")),
        (6, ("TRAORÉ", 'une "citation"')),
    ]


def test_blank_lines_above_the_headers_are_passed_over_and_counted() -> None:
    sheet = read_sheet(b"\r\n;;\r\nNom;Mail\r\nLE GALL;r@exemple.fr\r\n", "x.csv")
    assert sheet.headers == ("Nom", "Mail")
    assert sheet.rows[0].line == 4


def test_values_are_as_typed_without_the_spaces_around_them() -> None:
    sheet = read_sheet("Nom ;Téléphone;Code\n\u00a0LE GALL\u202f;+33 6 12 34 56 78;007\n".encode(), "x.csv")
    assert sheet.headers == ("Nom", "Téléphone", "Code")
    assert cells(sheet) == [("LE GALL", "+33 6 12 34 56 78", "007")]


def test_a_short_row_is_completed_and_trailing_separators_are_nothing() -> None:
    assert cells(read_sheet(b"a;b;c;;\n1\n1;2;3;;;;\n", "x.csv")) == [("1", "", ""), ("1", "2", "3")]


def test_a_row_with_a_value_too_many_says_so_and_hands_over_no_value() -> None:
    sheet = read_sheet(b"Nom;Mail\nLE GALL;Ronan;r@exemple.fr\nPETIT;p@exemple.fr\n", "x.csv")
    bad, good = sheet.rows
    assert plain(bad.problem) == (
        "La ligne a 3 valeurs pour 2 en-têtes. Le séparateur « ; » se trouve sans doute dans une valeur : "
        'mettez cette valeur entre guillemets (").'
    )
    assert (bad.line, bad.cells) == (2, ("", ""))
    assert (good.problem, good.cells) == ("", ("PETIT", "p@exemple.fr"))


def test_columns_never_read_keep_their_header_and_lose_their_values() -> None:
    text = "Nom;Nationalité;Situation (handicap, RQTH);Mail\nLE GALL;secret;secret;r@exemple.fr\n"
    sheet = read_sheet(text.encode(), "x.csv")
    assert sheet.headers == ("Nom", "Nationalité", "Situation (handicap, RQTH)", "Mail")
    assert cells(sheet) == [("LE GALL", "", "", "r@exemple.fr")]
    assert "secret" not in repr(sheet)


def test_a_slipped_row_does_not_carry_what_must_not_be_read_into_another_column() -> None:
    sheet = read_sheet(b"Nom;Mail;Handicap\nLE GALL;Ronan;r@exemple.fr;secret\n", "x.csv")
    assert "secret" not in repr(sheet)


def test_a_caller_may_name_other_columns_to_leave_alone() -> None:
    text = b"Nom;Salaire;Handicap\nLE GALL;secret;oui\n"
    assert cells(read_sheet(text, "x.csv", never_read=("salaire",))) == [("LE GALL", "", "oui")]


# --- Refusals -----------------------------------------------------------------------------------------------------
def test_an_empty_file_is_refused_by_its_name_alone() -> None:
    assert refusal_of(b"", "C:\\Users\\me\\inscrits.csv") == (
        "« inscrits.csv » est vide. Vérifiez que vous avez choisi le bon fichier, puis redéposez-le."
    )
    assert refusal_of(b" \r\n\r\n", "").startswith("« Ce fichier » est vide.")


@pytest.mark.parametrize("content", [b";;;\n;;\n", b"\xef\xbb\xbf\n", b'""\n', b"sep=;\n"])
def test_a_table_without_headers_is_refused(content: bytes) -> None:
    assert refusal_of(content).startswith("Le tableau est vide. Mettez les en-têtes sur la première ligne")


def test_headers_without_a_row_are_refused() -> None:
    assert refusal_of(b"Nom;Mail\n;\n").startswith(
        "Le fichier ne contient que ses en-têtes. Ajoutez au moins une ligne"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('Nom;Mail\nPETIT;a@exemple.fr\n"LE GALL;r@exemple.fr\n', 3),
        ('Nom;Mail\n"PETIT;a@exemple.fr\n"LE GALL";r@exemple.fr\n', 2),
        ('Nom;Mail\n"Paul" PETIT;a@exemple.fr\n', 2),
        ('sep=;\n"Nom;Mail\nPETIT;a@exemple.fr\n', 2),
    ],
)
def test_quotes_that_do_not_balance_are_refused_with_their_line(text: str, line: int) -> None:
    assert refusal_of(text.encode()).startswith(f'À la ligne {line}, un guillemet (") est ouvert et jamais refermé')


def test_a_cell_longer_than_any_cell_is_refused() -> None:
    assert "guillemet" in refusal_of(b"Nom;Mail\n" + b"a" * 200_000 + b";x\n")


def test_a_file_over_ten_megabytes_is_refused_before_it_is_read() -> None:
    full = b"note\n" + (b"a" * 1023 + b"\n") * 10_239 + b"a" * 1019
    assert len(full) == MAX_BYTES
    assert len(read_sheet(full, "gros.csv").rows) == 10_240
    assert refusal_of(full + b"a", "gros.csv").startswith("« gros.csv » dépasse 10 Mo. Découpez-le")


def test_one_row_over_the_limit_is_refused_and_the_limit_is_not() -> None:
    full = b"email\n" + b"a@b.fr\n" * MAX_ROWS
    assert len(read_sheet(full, "x.csv").rows) == MAX_ROWS
    assert refusal_of(full + b"\n\na@b.fr\n").startswith("Le fichier a plus de 100 000 lignes. Découpez-le")


def test_more_columns_than_a_table_has_are_refused() -> None:
    assert "jusqu’à la colonne GS" in refusal_of(b";".join([b"h"] * 201) + b"\n1\n")


def test_an_encoding_that_is_announced_and_not_kept_is_refused_with_its_line() -> None:
    content = b"\xef\xbb\xbfNom;Mail\nPETIT;p\nTRAOR\xc9;m\n"
    assert refusal_of(content).startswith("Les lettres accentuées de la ligne 3 sont illisibles")


def test_two_encodings_in_one_file_are_refused_rather_than_read_as_gibberish() -> None:
    content = "Nom;Prénom\nTRAORÉ;Malik\n".encode() + "MÜLLER;Jürgen\n".encode("cp1252")
    assert refusal_of(content).startswith("Les lettres accentuées de la ligne 3 sont illisibles")


def test_bytes_that_cp1252_does_not_have_are_refused() -> None:
    assert "illisibles" in refusal_of(b"Nom;Pr\x8enom\nL\x8fE;x\n")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "au format PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "au format PNG"),
        (b"\x1f\x8b\x08\x00", "au format gzip"),
        (b"\n<!DOCTYPE HTML>\n<table>", "au format HTML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ancien classeur .xls, ou un classeur protégé par un mot de passe"),
        (b"Nom;Mail\nA\x00B;c\n", "La ligne 2 contient un caractère qui n’est pas du texte"),
        (TABLE.encode("utf-16-le"), "La ligne 1 contient un caractère qui n’est pas du texte"),
        (b"\xff\xfeN\x00o", "illisibles"),
    ],
)
def test_what_is_not_a_table_is_recognised_and_refused(content: bytes, expected: str) -> None:
    sentence = refusal_of(content)
    assert expected in sentence
    assert "enregistrez-le" in sentence


def test_the_sentences_have_french_spaces() -> None:
    with pytest.raises(TableRefused) as refused:
        read_sheet(b"", "x.csv")
    assert refused.value.sentence.startswith("«\u00a0x.csv\u00a0» est vide")
    assert str(refused.value) == refused.value.sentence


# --- Properties ---------------------------------------------------------------------------------------------------
ODD = st.sampled_from(list(b"\x00\"';,\t\r\n \xef\xbb\xbf\xff\xfe\xc3\xa9PK\x03\x04=+"))


@settings(deadline=None)  # a busy machine is no failure
@given(content=st.binary(max_size=400) | st.lists(ODD, max_size=60).map(bytes))
def test_no_bytes_at_all_raise_anything_but_a_refusal(content: bytes) -> None:
    answer = read_or_refusal(content)
    if isinstance(answer, str):
        assert answer.endswith(".")
    else:
        assert answer.rows
        assert all(len(row.cells) == len(answer.headers) for row in answer.rows)


# --- The files of the field ---------------------------------------------------------------------------------------
IMPORTS = Path(__file__).parents[4] / "shared" / "data" / "imports"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "encoding", "separator", "rows", "columns"),
    [
        ("moodle-upload.csv", "utf-8-sig", ";", 10, 11),
        ("export-cp1252.csv", "cp1252", ";", 6, 12),
        ("moodle-log.csv", "utf-8", ",", 3, 9),
    ],
)
def test_the_files_people_really_have_are_read(
    name: str, encoding: str, separator: str, rows: int, columns: int
) -> None:
    sheet = read_sheet((IMPORTS / name).read_bytes(), name)
    assert (sheet.encoding, sheet.separator) == (encoding, separator)
    assert (len(sheet.rows), len(sheet.headers)) == (rows, columns)
    assert not any(row.problem for row in sheet.rows)
