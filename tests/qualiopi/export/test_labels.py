"""What a sheet prints: words, whatever codes its source keeps."""

import json

from qualiopi.export.labels import told


def test_the_codes_of_an_appointment_are_printed_in_words() -> None:
    booking = {"outcome": "held", "blockers": ["organise"], "next_step": "adapt", "agreed": "held"}
    assert told(json.dumps(booking).encode()) == [
        ("Issue", "Appel tenu"),
        ("Freins nommés", "Le temps"),
        ("Suite", "J’adapte un point du parcours"),
        ("Ce qui a été convenu", "held"),  # somebody's own word is not a code
    ]


def test_those_of_an_alert_too() -> None:
    said = dict(told(json.dumps({"points": 7, "outcome": "postponed", "cause": ""}).encode()))
    assert said["Issue"] == "formation reportée"
