"""The house rules that a machine can hold: who may import whom, and what stays out of the core."""

import ast
import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("fer_core", "ui", "pages", "app")  # each may import itself and those before it

# Inside fer_core, later steps import earlier ones, never back. Lab and what follows tie the steps together.
STEPS = (
    ("base.home",),
    ("base.quiet",),
    ("base",),
    ("faces.emotions", "faces.sources"),
    ("faces.faceset",),
    ("faces",),
    ("alignment", "features", "balance"),
    ("reduction", "photo"),
    ("predicting", "clustering"),
    ("maps",),
    ("naming",),
    ("recognizer",),
    ("charts", "export"),
    ("audit", "simulation"),
    ("study.store",),
    ("study.datasets", "study.encoders", "study.left_behind"),
    ("study.choices",),
    ("study.recommended",),
    ("study.study", "study.differences"),
    ("study.assignments",),
    ("study.lab",),
    ("study.journey", "study.automatic"),
    ("study.deleted",),
    ("study.runs",),
    ("study.overview", "study.earlier"),
    ("study.session",),
    ("study.study_file", "study.rerun"),
    ("study.welcome",),
    ("report",),
    ("commands",),
    ("__main__",),
)
# Of ui, a page imports its own package and these; shared parts know no page, and the shell knows neither.
ROOMS = {
    "components": {"components", "shell"},
    "shell": {"shell"},
    "shared": {"shared", "components", "shell"},
}
LONGEST = 250
KNOW_THE_STORE = {"study", "report", "commands", "__main__"}


def modules() -> list[Path]:
    files = [ROOT / "app.py", *(p for floor in FLOORS[:3] for p in (ROOT / floor).rglob("*.py"))]
    return [p for p in files if p.exists()]


@cache
def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def floor_of(name: str) -> int | None:
    top = name.split(".")[0]
    return FLOORS.index(top) if top in FLOORS else None


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    own = floor_of(path.relative_to(ROOT).parts[0].removesuffix(".py"))
    for name in imports(path):
        floor = floor_of(name)
        assert floor is None or floor <= own, f"{path.name} must not import {name}"
        if own == 0:
            assert not name.startswith("streamlit"), f"{path.name} must not import {name}"


def place_of(module: str) -> str:
    """The longest entry of `STEPS` that a module of fer_core belongs to; "" where there is none."""
    entries = [name for names in STEPS for name in names]
    return max((e for e in entries if f"{module}.".startswith(f"fer_core.{e}.")), key=len, default="")


@pytest.mark.parametrize("path", sorted((ROOT / "fer_core").rglob("*.py")), ids=lambda p: p.stem)
def test_steps_never_import_later_ones(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    if module in ("fer_core", "fer_core.study"):
        return
    order = {name: i for i, names in enumerate(STEPS) for name in names}
    own = place_of(module)
    assert own, f"Give {module} its place in STEPS."
    for name in imports(path):
        other = place_of(name)
        assert not other or order[other] <= order[own], f"{module} must not import {name}"
        knows = own.split(".")[0] in KNOW_THE_STORE
        assert other != "study.store" or knows, f"{module} must not know the store"


def page_names() -> set[str]:
    return {path.stem for path in (ROOT / "pages").glob("*.py")}


def test_each_package_of_ui_is_a_page_or_serves_several() -> None:
    packages = {path.parent.name for path in (ROOT / "ui").glob("*/__init__.py")}
    assert packages == page_names() | set(ROOMS)
    assert [path.name for path in (ROOT / "ui").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize(
    "path",
    sorted([*(ROOT / "pages").glob("*.py"), *(ROOT / "ui").glob("*/**/*.py")]),
    ids=lambda p: p.relative_to(ROOT).as_posix(),
)
def test_a_page_imports_its_own_parts_and_what_several_share(path: Path) -> None:
    floor, *rest = path.relative_to(ROOT).with_suffix("").parts
    room = rest[0]
    may = ROOMS.get(room, {room} | set(ROOMS)) if floor == "ui" else {room} | set(ROOMS)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "ui" and len(parts) > 1:
            assert parts[1] in may, f"{floor}/{'/'.join(rest)} must not import {name}"


def test_what_several_pages_share_is_used_by_several() -> None:
    users: dict[str, set[str]] = {path.stem: set() for path in (ROOT / "ui" / "shared").glob("*.py")}
    del users["__init__"]
    for path in modules():
        floor, *rest = path.relative_to(ROOT).with_suffix("").parts
        if floor in ("ui", "pages"):
            for name in imports(path):
                if name.startswith("ui.shared.") and (module := name.split(".")[2]) in users:
                    users[module].add(rest[0])
    assert not {module for module, rooms in users.items() if len(rooms - {"shared"}) < 2 and "shared" not in rooms}


def test_no_module_is_long() -> None:
    long = {p.relative_to(ROOT).as_posix() for p in modules() if len(p.read_text("utf-8").splitlines()) > LONGEST}
    assert not long, f"over {LONGEST} lines: divide them by what they are about"


def test_a_public_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(path.relative_to(ROOT).as_posix())
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert not twice, "one name, several classes: give one a more telling name"


SAME = 10
"""From so many equal lines on, one piece of code could serve in both places."""


def told_lines(path: Path) -> list[str]:
    """The lines that say something: no blank ones, comments, imports or lone brackets."""
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    passed_over = ("#", "//", "import ", "from ")
    return [line for line in lines if re.search(r"\w", line) and not line.startswith(passed_over)]


def test_no_two_places_say_the_same() -> None:
    known: dict[tuple[str, ...], str] = {}
    for floor in ("fer_core", "ui", "pages", "tests", "benchmarks"):
        for path in sorted(p for p in (ROOT / floor).rglob("*") if p.suffix in (".py", ".js", ".css", ".sh")):
            name, lines = path.relative_to(ROOT).as_posix(), told_lines(path)
            for start in range(len(lines) - SAME + 1):
                place = f"{name}, at “{lines[start]}” ({start})"
                first = known.setdefault(tuple(lines[start : start + SAME]), place)
                assert first == place, f"{first} and {place} share {SAME} lines or more"


def test_nobody_but_balancing_resamples() -> None:
    """What draws or makes up rows stands behind `TrainingRows` (docs/decisions.md)."""
    for path in modules():
        own = path.relative_to(ROOT).as_posix().startswith("fer_core/balance/")
        hidden = [name for name in imports(path) if name.startswith(("imblearn", "fer_core.balance._"))]
        assert own or not hidden, f"{path.name} must not import {hidden}: give fer_core.balance training rows"


def test_pages_fit_one_screen() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= 130, f"{path.name} has {lines} lines: move what is not page into ui or fer_core"


def test_the_server_keeps_to_this_machine() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert set(settings["server"]["allowedHosts"]) == {"localhost", "127.0.0.1"}
    assert settings["server"]["maxUploadSize"] == 400
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorLinks"] is False


def test_what_ships_is_what_the_notice_says() -> None:
    assets = ROOT / "fer_core" / "assets"
    notice = (assets / "NOTICE.md").read_text("utf-8")
    for path in [*assets.glob("*.onnx"), *assets.glob("*.npz")]:
        assert f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" in notice


def test_every_fragment_has_a_place_of_its_own() -> None:
    """A bare `st.fragment` can blank the page (docs/decisions.md); `ui.shell.fragment` wraps it."""
    users = [p.relative_to(ROOT).as_posix() for p in modules() if "st.fragment" in p.read_text("utf-8")]
    assert users == ["ui/shell/fragment.py"]


NAMED = re.compile(
    r"\b(?:fer_core|ui)(?:\.[a-z_0-9]+)+"
    r"|(?<![\w./-])(?:fer_core|ui|pages|tests|tools|benchmarks)/[\w/.-]*\w"
)


def there_is(name: str) -> bool:
    """Whether a path, or a module or one of its members, is there."""
    if "/" in name:
        return (ROOT / name).exists()
    parent = ROOT.joinpath(*name.split(".")[:-1])
    own = parent / f"{name.split('.')[-1]}.py"
    holders = [p for p in (parent.with_suffix(".py"), parent / "__init__.py") if p.exists()]
    member = name.split(".")[-1]
    return own.exists() or own.with_suffix("").is_dir() or any(member in p.read_text("utf-8") for p in holders)


@pytest.mark.parametrize("path", [*modules(), *(ROOT / "docs").glob("*.md")], ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_that_are_named_are_there(path: Path) -> None:
    text = path.read_text("utf-8")
    gone = [name for name in NAMED.findall(text) if not there_is(name)]
    assert not gone, f"{path.name} names what is not there: {gone}"


WRITE = {
    "base/files.py": "the one place",
    "base/worker.py": "what a process of its own is handed, in a folder that goes with it",
    "maps/umap_worker.py": "such a process's answer",
    "maps/tsne_worker.py": "such a process's answer",
    "faces/download/fetch.py": "a download that can be continued",
    "faces/download/process.py": "the errors of such a process",
    "faces/readers/archives/spool.py": "an unpacked entry, in memory or nameless",
}
"""Who else of fer_core and ui writes files, and what."""
WRITERS = re.compile(
    r"mkstemp|write_(?:bytes|text)\(|\.open\(\s*\"[wxa]|os\.replace|np\.savez?\((?!file)|NamedTemporaryFile"
)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_one_place_writes_files(path: Path) -> None:
    """Each writing whole or not at all, flushed, with an error that says what to do (`fer_core.base.files`)."""
    own = path.relative_to(ROOT).as_posix().removeprefix("fer_core/")
    text = re.sub(r"import.*|(?<!\.)\bwrite_bytes\(", "", path.read_text("utf-8"))
    assert own in WRITE or not WRITERS.search(text), f"{path.name} writes a file: use fer_core.base.files"
