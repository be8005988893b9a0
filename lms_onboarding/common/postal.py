"""What a postal address says of where somebody stands."""

import re


def city_of(address: str) -> str:
    """« Nantes » of « 12, quai de la Fosse, 44000 Nantes »; "" when no postal code says where it stands."""
    found = re.search(r"\b\d{5}\s+(.+)$", address.strip())
    return re.sub(r"(?i)\s+cedex.*$", "", found[1]).strip() if found else ""
