"""`./manage.py make_videos`: one short video per role, from the screens of this very database."""

from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from courses.enums import Audience
from courses.services import FilmFiles, Shown, show_film
from lms_onboarding.common.refusals import Refused
from lms_onboarding.portal.videos.assembling import assemble, ffmpeg_path
from lms_onboarding.portal.videos.captions import transcript, webvtt
from lms_onboarding.portal.videos.screens import pages_of
from lms_onboarding.portal.videos.scripts import Film, films
from lms_onboarding.portal.videos.shooting import browser_path, shoot

SAID: Final = {
    Shown.PUBLISHED: "Publiée dans sa leçon.",
    Shown.DRAFT: "Dans le brouillon de sa leçon, que quelqu’un est en train d’écrire : elle paraîtra avec lui.",
    Shown.UNCHANGED: "Déjà dans sa leçon.",
    Shown.ABSENT: "Sa leçon n’est plus là : ./manage.py load_starter_content la charge.",
}


class Command(BaseCommand):
    help = "Fabrique la vidéo courte de chaque rôle, avec ses sous-titres et sa transcription."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--out", type=Path, metavar="DOSSIER", help="Où écrire (par défaut : videos, à côté des données)."
        )
        parser.add_argument(
            "--publish", action="store_true", help="Montrer chaque vidéo en tête de la leçon qu’elle raconte."
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
                    if options["publish"]:
                        self.stdout.write(f"   {SAID[_show(film, out)]}")
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        hint = "" if options["publish"] else " Avec --publish, chacune se montre dans sa leçon."
        self.stdout.write(f"Dans {out}.{hint}")


def _missing() -> str:
    """What this machine lacks, in a sentence that says how to mend it; empty when nothing does."""
    if not ffmpeg_path():
        return "ffmpeg est absent : installez-le (apt-get install ffmpeg), puis relancez."
    if not browser_path():
        return "Chromium est absent : installez-le (apt-get install chromium), puis relancez."
    if find_spec("playwright") is None:
        return "Playwright est absent : installez les outils de développement (make setup), puis relancez."
    return ""


def _show(film: Film, out: Path) -> Shown:
    files = FilmFiles(
        audience=film.audience,
        lesson=film.lesson,
        title=film.title,
        seconds=round(film.scenes[-1].end),
        video=out / f"{film.name}.mp4",
        captions=out / f"{film.name}.vtt",
        transcript=transcript(film),
    )
    return show_film(files)


def _make(film: Film, out: Path) -> None:
    pages = pages_of(film)
    with TemporaryDirectory() as folder:
        pictures = shoot(pages, [scene.screen for scene in film.scenes], Path(folder))
        lengths = [scene.end - scene.start for scene in film.scenes]
        assemble(list(zip(pictures, lengths, strict=True)), out / f"{film.name}.mp4")
    (out / f"{film.name}.vtt").write_text(webvtt(film), encoding="utf-8")
    (out / f"{film.name}.txt").write_text(transcript(film), encoding="utf-8")
