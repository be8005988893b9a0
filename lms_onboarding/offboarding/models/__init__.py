"""What this room keeps: one noun per file."""
