"""The house on paper, part of the door of `documents`: frozen data in, the bytes of a PDF out.

Rooms above import it to draw their own documents. Nothing here reads a clock, a setting or a database.
"""
