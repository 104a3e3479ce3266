"""The house rules that a machine can hold: who may import whom, and what stays out of the core."""

import ast
import hashlib
import tomllib
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
    ("study.datasets", "study.encoders"),
    ("study.study",),
    ("study.lab",),
    ("study.journey", "study.automatic"),
    ("study.runs",),
    ("study.study_file", "study.rerun"),
    ("study.welcome",),
    ("report",),
    ("commands",),
    ("__main__",),
)
KNOW_THE_STORE = {"study", "report", "commands", "__main__"}


def modules() -> list[Path]:
    files = [ROOT / "app.py", *(p for floor in FLOORS[:3] for p in (ROOT / floor).rglob("*.py"))]
    return [p for p in files if p.exists()]


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
