"""What a seal keeps of a content that was erased: its leaf, which holds the root, without the salt that would tell."""

from collections.abc import Sequence

from .models import Leaf, LeafKind


def drop_salts(documents: Sequence[int]) -> int:
    """Before these documents are emptied: their fingerprints can no longer be guessed, and the seals still hold."""
    leaves = Leaf.objects.filter(kind=LeafKind.DOCUMENT, ref__in=list(documents), salt__isnull=False)
    return leaves.update(salt=None)
