"""Commands, program and notebook that make a result again: each is run, and gives the accuracy of the study."""

import dataclasses
import json
import runpy
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from fer_core.__main__ import main
from fer_core.audit import Exclusion
from fer_core.balance import BalanceSettings
from fer_core.base.errors import FerLabError
from fer_core.clustering import ClusterSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.split import SplitSettings
from fer_core.features import CHOSEN, FEATURES
from fer_core.features.hog import Hog
from fer_core.features.pixels import Pixels
from fer_core.naming.decision import Event
from fer_core.naming.verdict import Verdict
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.reduction import ReductionSettings
from fer_core.report.repeat import program
from fer_core.report.repeat.code import choices_code, imports_for
from fer_core.study import datasets, study
from fer_core.study.assignments import assigned, assignments
from fer_core.study.choices import Choices
from fer_core.study.runs import RunScores
from fer_core.study.session import Session
from fer_core.study.store import Store
from tests.core.test_command_line import answer, write_csv

CHANGED = ("--no-align", "--k", "6", "--features", "hog", "--train-on", "hog", "--set", "recognizer.C=0.5")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, faces: FaceSet) -> Path:
    """A trained study with choices of its own, its faces as a file, and what makes its result again."""
    here = tmp_path_factory.mktemp("repeat")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FER_LAB_HOME", str(here / "home"))
        patch.chdir(here)
        assert main(["import", str(write_csv(here / "faces.csv", faces))]) == 0
        dataset = datasets.listing(Store(here / "home"))[0].id
        assert main(["study", "new", "It's “mine”", "--dataset", dataset, *CHANGED]) == 0
        made = study.listing(Store(here / "home"))[0].id
        out = ",".join(map(str, range(9)))
        assert (
            main(["study", "set", made, f'left_out=[{{"":"Exclusion","check":"blank","faces":[{out}],"out":true}}]'])
            == 0
        )
        for command in (["cluster", made], ["names", "simulate", made], ["train", made]):
            assert main(command) == 0
        files = ["--commands", "again.sh", "--python", "again.py", "--notebook", "again.ipynb"]
        assert main(["report", made, *files]) == 0
    return here


@pytest.fixture()
def done(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The study, in the current folder, without results that depend on names or groups."""
    monkeypatch.setenv("FER_LAB_HOME", str(folder / "home"))
    monkeypatch.chdir(folder)
    for kind in ("clustering", "recognizer", "training"):
        shutil.rmtree(folder / "home" / "artefacts" / kind, ignore_errors=True)
    store = Store(folder / "home")
    return Session(store, next(one for one in study.listing(store) if one.name == "It's “mine”"))


def scores(of: Session) -> RunScores:
    found = of.runs.runs[0].run.scores
    assert found is not None
    return found


def test_the_commands_make_the_same_result(done: Session, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("again.sh").read_text("utf-8").replace("\\\n", " ")
    commands = [words for line in text.splitlines() if (words := shlex.split(line, comments=True))]
    assert all(words[:3] == ["python", "-m", "fer_core"] for words in commands)
    assert "--k 6" in text and "--set recognizer.C=0.5" in text and f"--until {done.last_decision}" in text
    assert "compared" not in text and "calibration" not in text  # not changed
    done.log.append([Event("later-1", 1, done.lab.groups.key, "verdict", 0, (), Verdict("name", "disgust"))])
    for words in commands:
        assert main(words[3:]) == 0, words
    capsys.readouterr()
    again = answer(capsys, "evaluate", "It's “mine” again")
    assert (again["accuracy"], again["confusion"]) == (scores(done).accuracy, [list(r) for r in scores(done).confusion])


def test_the_program_makes_the_same_result(done: Session, capsys: pytest.CaptureFixture[str]) -> None:
    made = runpy.run_path("again.py")
    assert made["training"].scores.accuracy == scores(done).accuracy
    assert f"accuracy {scores(done).accuracy:.1%} (95 % interval" in capsys.readouterr().out


def test_the_notebook_makes_the_same_result_in_an_empty_home(
    done: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FER_LAB_HOME", str(tmp_path / "another"))
    notebook = json.loads(Path("again.ipynb").read_text("utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    names: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert names["training"].scores.accuracy == scores(done).accuracy
    assert not (tmp_path / "another" / "studies").exists()


def test_a_run_is_repeated_with_its_own_choices(done: Session) -> None:
    run = done.runs.runs[0].run
    _ = runpy.run_path("again.py")  # its results are on disk again
    now = Session(done.store, done.study.choose(clusters=ClusterSettings(k=9)))
    then = now.as_of(run)
    assert then is not None and "ClusterSettings(k=6)" in program(then) and "ClusterSettings(k=9)" in program(now)


USUAL = Choices(aligned=True)
OTHERS = [
    dataclasses.replace(USUAL, aligned=False, clusters=ClusterSettings(k=7, algorithm="ward"), trained_on=("hog",)),
    dataclasses.replace(USUAL, features=Hog(cell=6), reduction=ReductionSettings(10, method="nmf")),
    dataclasses.replace(
        USUAL, features=CHOSEN["combined"](members=(Hog(), Pixels(), FEATURES["lbp"]()), weights=(1.0, 2.0, 1.0)),  # type: ignore[call-arg]
    ),
    dataclasses.replace(
        USUAL, left_out=(Exclusion("exact", (1, 2)), Exclusion("exact", (2,), False)),
        split=SplitSettings("usage", "it's “Test”\\"), encoder=CHOSEN["encoder"](sha256="ab" * 32),  # type: ignore[call-arg]
    ),
    dataclasses.replace(
        USUAL, grouped=BalanceSettings("undersample", 30, 4), reduction=ReductionSettings(None),
        recognizer=RecognizerSettings("ensemble", BalanceSettings("weights"), members=("mlp", "logistic"), purity=True),
    ),
]  # fmt: skip


@pytest.mark.parametrize("chosen", OTHERS)
def test_all_kinds_of_choices_are_written_as_lines_and_as_code(chosen: Choices) -> None:
    assert assigned(USUAL, assignments(USUAL, chosen)) == chosen
    code = "\n".join([*imports_for(USUAL, chosen), choices_code(USUAL, chosen)])
    names: dict[str, Any] = {"dataclasses": dataclasses, "faces": None}
    names["study"] = type("study", (), {"fitting": lambda faces: USUAL})
    exec(code, names)
    assert names["choices"] == chosen


def test_choices_that_are_as_usual_need_no_line() -> None:
    assert assignments(USUAL, dataclasses.replace(USUAL, compared=("none",))) == []
    assert choices_code(USUAL, USUAL) == "choices = study.fitting(faces)"
    with pytest.raises(FerLabError, match="left_out"):
        assigned(USUAL, ["left_out=3"])
