"""``import`` with labels that must be said: an error names the option that answers, and what was concluded is told."""

import json
from typing import Any

import pytest

from fer_core.__main__ import main
from tests.core.layouts import affectnet_by_list, colour, grey, kdef, pictures, spelt_differently, text
from tests.core.reader_files import write_tree


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("FER_LAB_HOME", str(tmp_path / "home"))


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["import", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def error(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["import", *words]) == 2
    return capsys.readouterr().err


def test_people_are_asked_about_and_the_options_answer(tmp_path, capsys):
    paths = [f"S{i:03d}/{mood}/{mood}_{i}.jpg" for i in range(3) for mood in ("fine", "bad")]
    folder = str(write_tree(tmp_path / "some", pictures(dict.fromkeys(paths, None))))
    said = error(capsys, folder)
    assert "--folders" in said and "--labels none" in said and "S000" in said and "level 2: bad, fine" in said
    assert answer(capsys, folder, "--folders", "people, Emotions")["emotions"] == {"bad": 3, "fine": 3}
    assert answer(capsys, folder, "--labels", "filename:{label}_*")["emotions"] == {"bad": 3, "fine": 3}
    assert answer(capsys, folder, "--labels", "none")["emotions"] == {}
    (tmp_path / "list.csv").write_bytes(text("file,label", *(f"{path},yes" for path in paths[:3])))
    assert answer(capsys, folder, "--labels", str(tmp_path / "list.csv"))["emotions"] == {"yes": 3}
    assert "“animals” is not a meaning of folders" in error(capsys, folder, "--folders", "animals")


def test_codes_are_asked_about_and_names_answer(tmp_path, capsys):
    folder = str(write_tree(tmp_path / "some", pictures({f"{code}/{code}.jpg": None for code in range(8)}, colour)))
    said = error(capsys, folder)
    assert "--names" in said and "affectnet" in said and "0, 1, 2, 3, 4, 5, 6, 7" in said
    assert answer(capsys, folder, "--names", "AffectNet")["emotions"]["contempt"] == 1
    found = answer(capsys, folder, "--names", "fer2013", "--names", "7=contempt,6=")
    assert found["emotions"]["contempt"] == 1 and "neutral" not in found["emotions"] and len(found["rejected"]) == 1
    assert "does not name a code" in error(capsys, folder, "--names", "whatever")


def test_what_was_concluded_is_told(tmp_path, capsys):
    for make, says in (
        (kdef, "as in KDEF"),
        (spelt_differently, "are one class"),
        (affectnet_by_list, "AffectNet"),
    ):
        folder = str(write_tree(tmp_path / make.__name__, dict(make().files)))
        assert main(["import", folder]) == 0
        assert says in capsys.readouterr().out
    folder = str(write_tree(tmp_path / "codes", pictures({f"{code}/{code}.png": None for code in range(7)}, grey)))
    imported = answer(capsys, folder)
    assert any("FER2013's codes" in sentence for sentence in imported["notes"])
    assert imported["told"] == imported["notes"]  # the field of earlier versions
