"""What can go wrong between a message and its text. The sentences say what to mend, and where."""


class RenderingError(Exception):
    """Any refusal of this package."""


class UnknownMessage(RenderingError):
    """No file of `templates/emails/` has this key."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(f"Aucun fichier de templates/emails/ n’a la clé « {message} ».")


class MissingVariable(RenderingError):
    """A variable that the message cannot do without is absent or empty."""

    def __init__(self, message: str, name: str) -> None:
        self.message, self.name = message, name
        super().__init__(f"{message} : la variable « {name} » est vide, et rien ne dit qu’elle peut l’être.")


class UnsafeAddress(RenderingError):
    """A `…_url` variable holds something that is neither a web address nor a link marker."""

    def __init__(self, message: str, name: str) -> None:
        self.message, self.name = message, name
        super().__init__(f"{message} : « {name} » doit être une adresse http(s) ou un repère de lien.")


class InvalidMessageFile(RenderingError):
    """A file of `templates/emails/` does not follow the format of docs/messages.md."""

    def __init__(self, where: str, remedy: str) -> None:
        self.where, self.remedy = where, remedy
        super().__init__(f"{where} : {remedy}")
