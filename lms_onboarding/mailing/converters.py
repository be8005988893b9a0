"""The shape of a recipient's key in an address."""


class RecipientConverter:
    """`person/12`, as it is."""

    regex = "[a-z]+/[0-9]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
