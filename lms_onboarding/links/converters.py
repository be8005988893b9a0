"""The shape of a token in an address."""


class TokenConverter:
    """URL-safe base64. Any length: a truncated link deserves the page that explains, not a bare 404."""

    regex = "[A-Za-z0-9_-]{1,80}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
