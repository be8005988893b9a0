"""`./manage.py make_videos`: one short video per role, from the screens of this very database."""

from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from courses.enums import Audience
from lms_onboarding.common.refusals import Refused
from lms_onboarding.portal.videos.assembling import assemble, ffmpeg_path
from lms_onboarding.portal.videos.captions import transcript, webvtt
from lms_onboarding.portal.videos.screens import pages_of
from lms_onboarding.portal.videos.scripts import Film, films
from lms_onboarding.portal.videos.shooting import browser_path, shoot


class Command(BaseCommand):
    help = "Fabrique la vidéo courte de chaque rôle, avec ses sous-titres et sa transcription."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--out", type=Path, metavar="DOSSIER", help="Où écrire (par défaut : videos, à côté des données)."
        )
        parser.add_argument("--role", choices=Audience.values, help="Ce rôle seulement.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if missing := _missing():
            self.stdout.write(f"{missing} Aucune vidéo n’a été faite.")
            return
        out: Path = options["out"] or Path(settings.DATA_DIR) / "videos"
        out.mkdir(parents=True, exist_ok=True)
        try:
            for film in films():
                if options["role"] in (None, film.audience.value):
                    _make(film, out)
                    length = round(film.scenes[-1].end)
                    self.stdout.write(
                        f"{film.name}.mp4 : « {film.title} », {length} secondes, sous-titrée et transcrite."
                    )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"Dans {out}. Ajoutez chaque vidéo à sa leçon par un bloc « Vidéo ».")


def _missing() -> str:
    """What this machine lacks, in a sentence that says how to mend it; empty when nothing does."""
    if not ffmpeg_path():
        return "ffmpeg est absent : installez-le (apt-get install ffmpeg), puis relancez."
    if not browser_path():
        return "Chromium est absent : installez-le (apt-get install chromium), puis relancez."
    if find_spec("playwright") is None:
        return "Playwright est absent : installez les outils de développement (make setup), puis relancez."
    return ""


def _make(film: Film, out: Path) -> None:
    pages = pages_of(film)
    with TemporaryDirectory() as folder:
        pictures = shoot(pages, [scene.screen for scene in film.scenes], Path(folder))
        lengths = [scene.end - scene.start for scene in film.scenes]
        assemble(list(zip(pictures, lengths, strict=True)), out / f"{film.name}.mp4")
    (out / f"{film.name}.vtt").write_text(webvtt(film), encoding="utf-8")
    (out / f"{film.name}.txt").write_text(transcript(film), encoding="utf-8")
