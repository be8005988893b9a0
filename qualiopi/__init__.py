"""Qualiopi: the only package that knows the numbers of the regulation. This room is built with its own issue."""
