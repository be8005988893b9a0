"""What the house changes: actions that cite their sources, what they led to, risks and their reviews."""
