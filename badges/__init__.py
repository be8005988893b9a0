"""Open Badges: issuers, keys, badge classes and awards. This room is built with its own issue."""
