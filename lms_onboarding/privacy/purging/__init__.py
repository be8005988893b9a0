"""The purge: what goes when its time is over."""
