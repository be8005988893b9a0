"""What the reader says when it cannot go on. Each sentence is French, says what is wrong and how to mend it."""


class TableRefused(Exception):
    """The whole file is refused and nothing of it was handed over; `sentence` is for the person who gave it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class CellRefused(ValueError):
    """One value is refused, the rest of the file is not concerned; `sentence` is the remedy to print beside it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
