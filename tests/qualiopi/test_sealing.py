"""Boxes and locks: what opens them, and everything that must not."""

import pytest

from qualiopi.registers import codes, sealing
from qualiopi.registers.sealing import Unreadable

PRIVATE = bytes(range(32))
PUBLIC = sealing.public_key_of(PRIVATE)
TEXT = "Il a fermé la porte à clé."


def test_a_box_opens_with_its_key_and_holds_nothing_readable() -> None:
    box = sealing.seal(TEXT, to=PUBLIC, about="report/1")

    assert sealing.unseal(box, private=PRIVATE, about="report/1") == TEXT
    assert TEXT.encode() not in box
    assert b"porte" not in box
    assert sealing.seal(TEXT, to=PUBLIC, about="report/1") != box, "the same words twice do not look alike"


@pytest.mark.parametrize("position", [0, 1, 32, 33, 100, -17, -1])
def test_a_changed_byte_anywhere_is_refused(position: int) -> None:
    box = bytearray(sealing.seal(TEXT, to=PUBLIC, about="report/1"))
    box[position] ^= 1

    with pytest.raises(Unreadable):
        sealing.unseal(bytes(box), private=PRIVATE, about="report/1")


@pytest.mark.parametrize("box", [b"", b"\x01", b"\x01" + bytes(32), b"\x01" + bytes(80), bytes(200)])
def test_what_is_not_a_box_is_refused(box: bytes) -> None:
    with pytest.raises(Unreadable):
        sealing.unseal(box, private=PRIVATE, about="report/1")


def test_a_box_moved_to_another_row_or_cut_short_is_refused() -> None:
    box = sealing.seal(TEXT, to=PUBLIC, about="report/1")

    with pytest.raises(Unreadable):
        sealing.unseal(box, private=PRIVATE, about="report/2")
    with pytest.raises(Unreadable):
        sealing.unseal(box[:-1], private=PRIVATE, about="report/1")


def test_another_key_opens_nothing() -> None:
    box = sealing.seal(TEXT, to=PUBLIC, about="report/1")

    with pytest.raises(Unreadable):
        sealing.unseal(box, private=sealing.new_private_key(), about="report/1")


def test_the_length_of_a_box_says_little_of_its_text() -> None:
    lengths = {len(sealing.seal("é" * count, to=PUBLIC, about="r")) for count in (0, 1, 200, 500)}

    assert len(lengths) == 1
    assert sealing.unseal(sealing.seal("", to=PUBLIC, about="r"), private=PRIVATE, about="r") == ""
    # a text that ends like the padding comes back whole
    assert sealing.unseal(sealing.seal("a\x80\x00", to=PUBLIC, about="r"), private=PRIVATE, about="r") == "a\x80\x00"


def test_a_passphrase_opens_its_lock_however_its_accents_and_spaces_are_typed() -> None:
    locked = sealing.lock(PRIVATE, passphrase="été  comme hiver ", about="recipient/1")

    assert PRIVATE not in locked
    assert sealing.unlock(locked, passphrase="e\u0301te\u0301 comme hiver", about="recipient/1") == PRIVATE
    with pytest.raises(Unreadable):
        sealing.unlock(locked, passphrase="Été comme hiver", about="recipient/1")
    with pytest.raises(Unreadable):
        sealing.unlock(locked, passphrase="été comme hiver", about="recipient/2")
    with pytest.raises(Unreadable):
        sealing.unlock(locked[:20], passphrase="été comme hiver", about="recipient/1")


def test_a_recovery_code_opens_its_own_lock_alone() -> None:
    code = codes.new_recovery_code()
    locked = sealing.lock_with_code(PRIVATE, code=code, about="recipient/1")

    assert sealing.unlock_with_code(locked, code=code, about="recipient/1") == PRIVATE
    with pytest.raises(Unreadable):
        sealing.unlock_with_code(locked, code=codes.new_recovery_code(), about="recipient/1")


def test_a_code_is_read_back_as_people_copy_it() -> None:
    code = codes.follow_up_code("ab" * 20)

    assert len(code) == 20
    assert codes.read(f" {codes.grouped(code).lower()} ", length=20) == code
    assert codes.read("o0iL" * 5, length=20) == "0011" * 5
    assert codes.read(code[:-1], length=20) == ""
    assert codes.read("U" * 20, length=20) == "", "no letter that could spell a word"


def test_a_form_gives_one_code_and_two_forms_give_two() -> None:
    assert codes.follow_up_code("ab" * 20) == codes.follow_up_code("ab" * 20)
    assert codes.follow_up_code("ab" * 20) != codes.follow_up_code("ac" * 20)
    assert codes.is_draft(codes.new_draft())
    assert not codes.is_draft("ab" * 20 + "\n")


def test_what_is_kept_of_a_code_does_not_hold_it() -> None:
    code = codes.follow_up_code("ab" * 20)

    assert code not in codes.digest(code)
    assert codes.digest(code) != codes.digest(code[::-1])
    assert codes.reply_key(code) != codes.reply_key(code[::-1])
