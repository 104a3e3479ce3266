"""Commands speak in any console: no name and no mark of ours can stop them, and what they say can be read."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fer_core.__main__ import main
from fer_core.commands import console
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.features.pixels import Pixels
from fer_core.study import datasets, study
from fer_core.study.store import Store

ROOT = Path(__file__).parents[2]
NAME = "Übung „eins“ – 表情"
CLASSES = ("wütend", "ekel", "angst", "fröhlich", "traurig", "überrascht", "中性")
CONSOLES = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "LANG=C": {"LC_ALL": "C", "LANG": "C"},
}


@pytest.fixture(scope="module")
def home(faces: FaceSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained study with names from many alphabets, and another that cannot be read."""
    place = tmp_path_factory.mktemp("names") / "höme"
    store = Store(place)
    named = FaceSet.of(
        faces.images, faces.emotions, classes=CLASSES, usage=faces.usage, usages=("Lernen", "Prüfung-test", "旁-test"),
        name="Gesichter – Größe", synthetic=True,
    )  # fmt: skip
    dataset = datasets.save(store, Import(named, (), "sample"), "sample")
    choices = study.fitting(named)
    made = study.create(store, NAME, dataset, choices)
    study.update(store, made.id, lambda now: now.choose(aligned=False, features=Pixels(), trained_on=("pixels",)))
    (store.folder("studies", "0" * 8) / "study.json").write_text("[]")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FER_LAB_HOME", str(place))
        for command in (["cluster", NAME, "--k", "8"], ["names", "simulate", NAME], ["train", NAME]):
            assert main(command) == 0
    Image.fromarray(faces.images[0]).save(place / "gesicht-ü.png")
    return place


def commands(home: Path) -> list[list[str]]:
    dataset = datasets.listing(Store(home))[0].id
    return [
        ["study", "list"], ["datasets"], ["study", "show", NAME], ["study", "set", NAME, "clusters.k=8"],
        ["cluster", NAME], ["names", "simulate", NAME], ["train", NAME], ["evaluate", NAME], ["audit", dataset],
        ["predict", NAME, str(home / "gesicht-ü.png")], ["study", "show", "nobody “knows” it"],
        ["report", NAME, "--html", str(home / "r.html"), "--card", str(home / "größe.md")],
    ]  # fmt: skip


def speaks(home: Path, wanted: list[list[str]], **settings: str) -> tuple[bytes, bytes]:
    """Standard output and error of commands in a process with these variables and none of ours about languages."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    env |= {"FER_LAB_HOME": str(home), "PYTHONPATH": str(ROOT), **settings}
    speak = [sys.executable, str(Path(__file__).with_name("speaking.py")), json.dumps(wanted)]
    done = subprocess.run(speak, env=env, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.mark.parametrize("kind", CONSOLES)
def test_every_command_speaks_in_every_console(home: Path, kind: str) -> None:
    encoding = CONSOLES[kind].get("PYTHONIOENCODING", "utf-8")
    every = commands(home)
    in_json = [[*command, "--json"] for command in every if command[0] in ("datasets", "study", "predict")][:-1]
    said, errors = speaks(home, [*every, *in_json], **CONSOLES[kind])
    out, err = said.decode(encoding), errors.decode(encoding)
    assert json.loads(err.splitlines()[-1]) == [0] * 10 + [2, 0] + [0] * len(in_json), err
    assert "0" * 8 in err  # the study that cannot be read
    for name in (NAME, *CLASSES):
        assert readable(name, encoding) in out
    *_, studies, _, _, _, predicted = [line for line in out.splitlines() if line[:1] in "[{"]
    assert json.loads(studies)[0]["name"] == NAME and "p(fröhlich)" in json.loads(predicted)[0]


def test_a_console_of_nothing_but_ascii_lists_names(home: Path) -> None:
    strictly = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    out, _ = speaks(home, [["study", "list"], ["datasets"]], **strictly)
    assert readable(NAME, "ascii") in out.decode("ascii")


def readable(text: str, encoding: str) -> str:
    """What a console of that encoding shows."""
    console.make_readable()
    return text.encode(encoding, "fer-lab-readable").decode(encoding)


def test_words_stay_words() -> None:
    assert readable("“fröhlich” · 80 % × 3 …", "cp1252") == "“fröhlich” · 80 % × 3 …"
    assert readable("“fröhlich” · 80 % × 3 …", "ascii") == r'"fr\xf6hlich" - 80 % x 3 ...'
    assert readable("表", "latin-1") == r"\u8868"
    assert readable("bad \udcff name", "utf-8") == r"bad \xff name"  # a file's name that was no text


@given(text=st.text(st.characters(), max_size=30), encoding=st.sampled_from(["ascii", "cp1252", "shift_jis", "utf-8"]))
def test_anything_can_be_said_anywhere(text: str, encoding: str) -> None:
    assert len(readable(text, encoding)) >= len(text)
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="fer-lab-readable")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        said = console.as_json({text: text})
    assert json.loads(said.encode(encoding).decode(encoding)) == {text: text}
