"""Pictures into a film, by ffmpeg: an MP4 that every browser plays, silent, with nothing written on the picture."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lms_onboarding.common.refusals import Refused

PICTURES_PER_SECOND: Final = 5  # nothing moves: more would only weigh
ENCODING: Final = (
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-tune",
    "stillimage",
    "-crf",
    "24",
    "-pix_fmt",
    "yuv420p",
)


class FilmRefused(Refused):
    """ffmpeg could not make the film."""


def ffmpeg_path() -> str:
    """Where ffmpeg is, or an empty string."""
    return shutil.which("ffmpeg") or ""


def assemble(pictures: Sequence[tuple[Path, float]], target: Path) -> None:
    """Write `target` from (picture, seconds). Raises FilmRefused with what ffmpeg said."""
    listing = pictures[0][0].with_name("pictures.txt")
    lines = [f"file '{path.name}'\nduration {seconds:.3f}" for path, seconds in pictures]
    # the last picture is named twice: the duration of the last line is not read
    listing.write_text("\n".join(["ffconcat version 1.0", *lines, f"file '{pictures[-1][0].name}'"]) + "\n")
    total = sum(seconds for _path, seconds in pictures)
    command = [
        *(ffmpeg_path(), "-nostdin", "-loglevel", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(listing)),
        *("-vf", f"fps={PICTURES_PER_SECOND}", *ENCODING, "-t", f"{total:.3f}"),
        *(
            "-movflags",
            "+faststart",
            "-map_metadata",
            "-1",
            "-fflags",
            "+bitexact",
            "-flags:v",
            "+bitexact",
            str(target),
        ),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own words
    if done.returncode:
        raise FilmRefused(f"ffmpeg n’a pas pu écrire {target.name} : {done.stderr.strip()[-500:]}")
