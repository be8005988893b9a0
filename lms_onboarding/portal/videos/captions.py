"""The words of a film: captions in WebVTT for who does not hear, a transcript for who does not see."""

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from .scripts import Film, Scene

LINE: Final = 42  # characters, two lines per caption: what one reads without losing the picture
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+")


def webvtt(film: Film) -> str:
    """https://www.w3.org/TR/webvtt1/"""
    cues = [
        f"{_clock(start)} --> {_clock(end)}\n{lines}" for scene in film.scenes for start, end, lines in _cues(scene)
    ]
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def transcript(film: Film) -> str:
    """What is said, and what the picture alone shows."""
    parts = [film.title]
    for scene in film.scenes:
        parts += [f"À l’écran : {scene.screen.seen}", scene.said]
    return "\n\n".join(parts) + "\n"


def _cues(scene: Scene) -> Iterator[tuple[float, float, str]]:
    """Sentences, and the parts of long ones, each for as long as it takes to read."""
    texts = [part for sentence in _SENTENCE.split(scene.said.strip()) for part in _parts(sentence)]
    rate = (scene.end - scene.start) / sum(map(len, texts))
    start = scene.start
    for text in texts:
        end = start + len(text) * rate
        yield start, end, text
        start = end


def _parts(sentence: str) -> Iterator[str]:
    lines = textwrap.wrap(sentence, LINE, break_long_words=False, break_on_hyphens=False)
    for first in range(0, len(lines), 2):
        yield "\n".join(lines[first : first + 2])


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
