"""Open Badges: issuer, signing keys, badge classes and awards; what anybody can check without asking us."""
