"""What a service says when the domain refuses a write."""


class Refused(Exception):
    """The write is refused and nothing of it was kept.

    `sentence` is French, says what is wrong and how to mend it, for the person who asked. `field` names the value
    concerned, as a form would, or is empty when several are.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
