"""The picture of the house in docs/house.md is that of the house as it stands."""

import ast
from pathlib import Path

import pytest

from tools import house_picture

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(path for floor in ("fer_core", "ui") for path in (ROOT / floor).rglob("__init__.py"))


def test_the_picture_is_up_to_date() -> None:
    page = house_picture.PAGE.read_text("utf-8")
    assert page == house_picture.redrawn(page), "The house has changed; draw it again: python -m tools.house_picture"


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_every_package_says_in_one_line_what_it_is_for(path: Path) -> None:
    said = house_picture.purpose(path.parent)
    assert said.endswith(".") and len(said) <= 96, f"{path}: begin the docstring with one short, whole sentence."
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_later_packages_stand_above_what_they_import() -> None:
    place = {package: level for level, packages in enumerate(house_picture.levels()) for package in packages}
    assert place["base"] == 0 and max(place, key=place.__getitem__) == "commands"
    assert place["faces"] < place["features"] < place["clustering"] < place["naming"] < place["study"]
    assert set(place) == {path.parent.name for path in (ROOT / "fer_core").glob("*/__init__.py")}
