"""The tree of a seal, against values worked out by hand with hashlib."""

import hashlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from qualiopi.seals.tree import EMPTY, FIRST, chained, leaf, root

A, B, C = (f"{rank:064x}" for rank in (1, 2, 3))


def _node(left: str, right: str) -> str:
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def test_roots_of_zero_to_three_leaves() -> None:
    assert root([]) == EMPTY
    assert root([A]) == A
    assert root([A, B]) == _node(A, B)
    assert root([A, B, C]) == _node(_node(A, B), C)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=40, unique=True), st.data())
def test_no_leaf_moves_unseen(digests: list[bytes], data: st.DataObject) -> None:
    leaves = [one.hex() for one in digests]
    rank = data.draw(st.integers(0, len(leaves) - 2))
    swapped = [*leaves[:rank], leaves[rank + 1], leaves[rank], *leaves[rank + 2 :]]
    assert root(swapped) != root(leaves)
    assert root(leaves[:-1]) != root(leaves)


def test_a_leaf_depends_on_its_salt() -> None:
    assert leaf(b"meme contenu", b"a" * 16) != leaf(b"meme contenu", b"b" * 16)


def test_the_chain_depends_on_all_it_tells() -> None:
    day, next_day = (datetime(2026, 12, rank, 8, tzinfo=UTC) for rank in (7, 8))
    told = [
        chained(FIRST, number=2, sealed_at=day, size=3, top=A),
        chained(A, number=2, sealed_at=day, size=3, top=A),
        chained(FIRST, number=3, sealed_at=day, size=3, top=A),
        chained(FIRST, number=2, sealed_at=next_day, size=3, top=A),
        chained(FIRST, number=2, sealed_at=day, size=4, top=A),
        chained(FIRST, number=2, sealed_at=day, size=3, top=B),
    ]
    assert len(set(told)) == len(told)
