"""Reads every seal again and says what no longer answers: a content, a root, the chain, a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import TamperedFile, read

from .contents import SOURCES
from .models import Leaf, LeafKind, Seal
from .tree import FIRST, chained, leaf, root

BATCH = 1000


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was sealed. `what` is a sentence for the person who reads it."""

    seal: int
    what: str


@dataclass
class Verdict:
    """What was read, and what does not hold. Contents erased on purpose are counted, and are no fault."""

    seals: int = 0
    leaves: int = 0
    erased: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults


def verify_seals(*, known: Mapping[int, str] | None = None, files: bool = True) -> Verdict:
    """Every seal, every leaf and, unless `files` is false, the bytes of every sealed document.

    `known` holds fingerprints received outside (number → `chain`): without them, somebody who rewrites contents,
    leaves and seals together is not seen. Reads in batches, with a constant memory.
    """
    verdict, previous, expected = Verdict(), FIRST, 1
    for seal in Seal.objects.order_by("number").iterator():
        verdict.seals += 1
        if seal.number != expected:
            verdict.faults.append(Fault(seal.number, f"le sceau n° {expected} manque avant celui-ci"))
        digests = [digest for batch in _batches(seal) for digest in _read(batch, seal, verdict, files=files)]
        top = root(digests)
        if top != seal.root or len(digests) != seal.size:
            verdict.faults.append(Fault(seal.number, "la racine ne répond plus aux feuilles du sceau"))
        told = chained(previous, number=seal.number, sealed_at=seal.sealed_at, size=seal.size, top=seal.root)
        if told != seal.chain:
            verdict.faults.append(Fault(seal.number, "l’empreinte ne suit pas celle du sceau précédent"))
        if known and known.get(seal.number, seal.chain) != seal.chain:
            verdict.faults.append(Fault(seal.number, "l’empreinte n’est pas celle du message reçu ce jour-là"))
        previous, expected = seal.chain, seal.number + 1
    gone = sorted(number for number in known or {} if number >= expected)
    verdict.faults += [Fault(number, "ce sceau a été reçu par message et n’existe plus ici") for number in gone]
    return verdict


def _batches(seal: Seal) -> Iterator[list[Leaf]]:
    ranks = range(0, seal.leaves.count(), BATCH)
    for first in ranks:
        yield list(seal.leaves.order_by("rank")[first : first + BATCH])


def _read(batch: list[Leaf], seal: Seal, verdict: Verdict, *, files: bool) -> Iterator[str]:
    contents = {source.kind: source.found(one.ref for one in batch if one.kind == source.kind) for source in SOURCES}
    for one in batch:
        verdict.leaves += 1
        content = contents[LeafKind(one.kind)].get(one.ref)
        if one.salt is None:
            verdict.erased += 1
        elif content is None:
            verdict.faults.append(Fault(seal.number, f"{one} a disparu"))
        elif leaf(content, bytes(one.salt)) != one.digest:
            verdict.faults.append(Fault(seal.number, f"{one} a été modifié"))
        yield one.digest
    if files:
        kept = [one.ref for one in batch if one.kind == LeafKind.DOCUMENT and one.salt is not None]
        _read_files(kept, seal, verdict)


def _read_files(refs: list[int], seal: Seal, verdict: Verdict) -> None:
    for document in IssuedDocument.objects.filter(pk__in=refs).select_related("blob").order_by("pk"):
        try:
            read(document.blob)
        except TamperedFile as fault:
            verdict.faults.append(Fault(seal.number, f"document n° {document.number} : {fault}"))
