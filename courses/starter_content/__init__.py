"""The starter content: reading its files, making pages of them, loading them without overwriting anybody's work."""
