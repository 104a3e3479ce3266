"""The picture of the house in docs/house.md, drawn from the code: its packages, what each is for, who imports whom.

    python -m tools.house_picture    draws it again

The order of `fer_core` is `STEPS` of tests/test_house.py, what a package is for is the first line of its docstring.
"""

import ast
from collections.abc import Iterable
from pathlib import Path

from fer_core.study import journey
from tests.test_house import STEPS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "house.md"
BEGIN = "<!-- drawn by: python -m tools.house_picture -->"
END = "<!-- end of what is drawn -->"


def levels() -> list[list[str]]:
    """The packages of fer_core, the first to be imported first; those of one level do not need each other."""
    place = {package: -1 for package in _packages(ROOT / "fer_core")}
    whole = {name for names in STEPS for name in names}
    for level, names in enumerate(STEPS):
        for name in names:
            package, _, inner = name.partition(".")
            if package in place and (not inner or package not in whole):
                place[package] = level
    found = [[package for package in place if place[package] == level] for level in range(-1, len(STEPS))]
    return [packages for packages in found if packages]


def purpose(package: Path) -> str:
    """The first line of a package's docstring; "" where it has none."""
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
    return text.partition("\n")[0]


def diagram() -> str:
    """Who imports whom, as Mermaid: an arrow goes to what is imported."""
    pages = _pages()
    of_pages = [name for name in _of_ui() if name in pages]
    others = [name for name in _of_ui() if name not in pages]
    lines = ["flowchart TB", '  app["app.py"] --> pages["pages/: one file a page"]', "  pages --> parts"]
    lines += ['  subgraph ui["ui/"]', f'    parts["{_listed(of_pages)}"] --> rest["{_listed(others)}"]', "  end"]
    order = levels()[::-1]
    nodes = [f'    step{i}["{_listed(packages)}"]' for i, packages in enumerate(order)]
    arrows = "    " + " --> ".join(f"step{i}" for i in range(len(order)))
    lines += ["  rest --> step0", '  subgraph fer_core["fer_core/: never imports streamlit"]', *nodes, arrows, "  end"]
    return "\n".join(lines)


def rooms() -> str:
    """What each package is for, a line each; packages inside of one stand below it."""
    lines = ["app.py                  page configuration and navigation, nothing else"]
    lines += ["pages/                  one file a page: controls, one call into the core, charts"]
    lines += ["ui/", *_rows(ROOT / "ui", _of_ui())]
    lines += ["fer_core/", *_rows(ROOT / "fer_core", [name for packages in levels() for name in packages])]
    return "\n".join(lines)


def _rows(folder: Path, packages: Iterable[str], depth: int = 1) -> list[str]:
    lines = []
    for name in packages:
        lines.append(f"{'  ' * depth + name + '/':<24}{purpose(folder / name)}")
        lines += _rows(folder / name, _packages(folder / name), depth + 1)
    return lines


def _of_ui() -> list[str]:
    """The packages of ui: those of pages in the order of the journey, then the others."""
    order, pages = {step.key: i for i, step in enumerate(journey.STEPS)}, _pages()
    return sorted(_packages(ROOT / "ui"), key=lambda name: (order.get(name, len(order)), name not in pages, name))


def _pages() -> set[str]:
    return {path.stem for path in (ROOT / "pages").glob("*.py")}


def _packages(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.glob("*/__init__.py"))


def _listed(names: Iterable[str]) -> str:
    return " · ".join(names)


def picture() -> str:
    """What stands between the marks in docs/house.md, the marks included."""
    return f"{BEGIN}\n\n```mermaid\n{diagram()}\n```\n\n```text\n{rooms()}\n```\n\n{END}"


def redrawn(page: str) -> str:
    """The page with the picture as it is now. Raises ValueError where the marks are not there."""
    before, rest = page[: page.index(BEGIN)], page[page.index(END) + len(END) :]
    return before + picture() + rest


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text("utf-8")), "utf-8")
