"""The layers contract of pyproject.toml, kept by import-linter."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture import rooms


def test_no_room_imports_the_room_above(capsys: object) -> None:
    assert lint_imports(config_filename=str(rooms.ROOT / "pyproject.toml"), cache_dir=None) == EXIT_STATUS_SUCCESS


def test_every_package_has_its_place_in_the_contract() -> None:
    packages = {rooms.module_name(file) for file in rooms.tracked("__init__.py")}
    ours = {name for name in packages if name.startswith("lms_onboarding.") and name.count(".") == 1}
    assert ours <= set(rooms.layers())
