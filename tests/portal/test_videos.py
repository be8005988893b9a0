"""One video per role: what it shows and says agree, its captions can be read, and making it leaves nothing behind."""

import json
import re
import subprocess
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from courses.enums import Audience
from lms_onboarding.people.models import Person
from lms_onboarding.portal.videos.captions import LINE, transcript, webvtt
from lms_onboarding.portal.videos.screens import pages_of
from lms_onboarding.portal.videos.scripts import films
from lms_onboarding.progress.models import LessonProgress
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import provider

CUE = re.compile(r"(\d\d):(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d):(\d\d\.\d{3})\n(.+?)\n(?:\n|$)", re.DOTALL)


def make(out: Path, **options: str) -> str:
    written = StringIO()
    call_command("make_videos", out=out, stdout=written, **options)
    return written.getvalue()


def test_each_role_has_its_film_of_sixty_to_ninety_seconds() -> None:
    made = list(films())
    assert {film.audience for film in made} == set(Audience)
    for film in made:
        assert 60 <= film.scenes[-1].end <= 90
        assert film.scenes[0].start == 0
        assert all(before.end == after.start for before, after in pairwise(film.scenes))


def test_captions_say_every_word_one_after_the_other_in_two_short_lines() -> None:
    for film in films():
        text = webvtt(film)
        assert text.startswith("WEBVTT\n\n")
        cues = CUE.findall(text)
        said = " ".join(" ".join(scene.said for scene in film.scenes).split())
        assert " ".join(" ".join(cue[6].split()) for cue in cues) == said
        times = [(int(cue[1]) * 60 + float(cue[2]), int(cue[4]) * 60 + float(cue[5])) for cue in cues]
        assert all(start < end for start, end in times)
        assert all(before[1] == after[0] for before, after in pairwise(times))
        assert times[-1][1] == film.scenes[-1].end
        lines = [line for cue in cues for line in cue[6].split("\n")]
        assert max(map(len, lines)) <= LINE
        assert max(cue[6].count("\n") for cue in cues) <= 1


def test_the_transcript_tells_what_the_picture_alone_shows() -> None:
    for film in films():
        text = transcript(film)
        assert text.count("À l’écran : ") == len(film.scenes)
        assert all(scene.said in text for scene in film.scenes)


@pytest.mark.parametrize("missing", ["ffmpeg", "Chromium"])
def test_without_a_tool_the_command_says_which_and_is_no_failure(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    if missing != "ffmpeg":
        (tools / "ffmpeg").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tools))
    assert f"{missing} est absent : installez-le" in make(tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.browser
@pytest.mark.services("ffmpeg")
@pytest.mark.django_db
class TestMaking:
    def test_a_base_without_learners_is_told_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="jouez d’abord la démonstration"):
            make(tmp_path)

    def test_the_film_lasts_what_its_script_says_and_nothing_is_kept_of_its_making(self, tmp_path: Path) -> None:
        creator = _learner_of_a_loaded_base()
        said = make(tmp_path, role="creator")

        assert "video-creator.mp4 : « « Presque » : l’art du retour utile »" in said
        assert {path.name for path in tmp_path.iterdir()} == {f"video-creator.{end}" for end in ("mp4", "vtt", "txt")}
        shown = _probe(tmp_path / "video-creator.mp4")
        assert (shown["width"], shown["height"], shown["codec_name"]) == (1280, 720, "h264")
        assert abs(float(shown["duration"]) - 65) < 0.5
        assert not LessonProgress.objects.exists()
        creator.refresh_from_db()
        assert creator.first_name == "Rachida"

    def test_nobody_is_filmed_under_their_own_name(self) -> None:
        _learner_of_a_loaded_base(role="admin")
        home = next(pages_of(film)[0] for film in films() if film.audience == Audience.ADMIN)
        assert "Bonjour Inès" in home
        assert "Rachida" not in home


def _learner_of_a_loaded_base(role: str = "creator") -> Person:
    provider()
    call_command("load_starter_content", stdout=StringIO())
    person: Person = EnrolmentFactory(role=role, person__first_name="Rachida").person
    person.account = get_user_model().objects.create_user(person.email, first_name="Rachida")
    person.save()
    return person


def _probe(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-loglevel", "error", "-show_streams", "-of", "json", str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["streams"][0]
    return found
