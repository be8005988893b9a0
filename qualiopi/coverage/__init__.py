"""What should be held, what is, and what is missing: sessions by indicators."""
