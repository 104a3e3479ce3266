"""The Data page: getting faces, the part, filters, one face by its address; with labels, without, with 2 and 50."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from fer_core.base.errors import DownloadFailed
from fer_core.base.progress import Progress
from fer_core.faces import download
from fer_core.faces.faceset import FaceSet
from fer_core.faces.portraits import brightness
from fer_core.faces.readers import Import, Rejection
from fer_core.faces.sources import FaceSources
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.core.reader_files import csv_rows
from tests.core.stand_in import stand_in
from tests.pages.conftest import Open, name_groups, texts
from ui.data import face_browser


def metric(app: AppTest, label: str) -> str:
    return next(m.value for m in app.metric if m.label.replace("\\", "") == label)


def tables(app: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in app.get("html"))


def relabelled(home: Store, faces: FaceSet, n: int) -> Study:
    """The sample with n other classes, the first the commonest by far."""
    codes = np.minimum(np.random.default_rng(0).geometric(0.2, len(faces)) - 1, n - 1).astype(np.uint8)
    codes[:n] = np.arange(n)
    made = FaceSet.of(
        faces.images, codes, classes=tuple(f"<b>feeling {i}" for i in range(n)), usage=faces.usage, usages=faces.usages
    )
    dataset = datasets.save(home, Import(made, (), "sample"), "sample")
    return study.create(home, f"With {n}", dataset, study.fitting(made))


# The part


@pytest.mark.parametrize("n", [2, 50])
def test_any_number_of_classes_has_its_part(home: Store, faces: FaceSet, open_page: Open, n: int) -> None:
    app = open_page("data", relabelled(home, faces, n))
    assert metric(app, "Emotions") == str(n)
    assert metric(app, "Effective number of emotions").endswith(f" of {n}")
    told = texts(app).replace("\\", "")
    assert "Always predicting “<b>feeling" in told
    assert "<b>feeling" not in tables(app) and "&lt;b&gt;feeling" in tables(app)
    assert len(app.get("plotly_chart")) == 3
    widget = app.selectbox if n == 50 else app.get("button_group")
    assert any("Emotion" in str(w.label if n == 50 else w.proto.label) for w in widget)


def test_ways_of_balancing_are_counted_and_lead_to_balance(mine: Study, open_page: Open, faces: FaceSet) -> None:
    app = open_page("data", mine)
    learning = faces.counts()[faces.usages.index("Training")]
    assert f"<td>{learning.min() * 7:,}</td>" in tables(app)  # undersampled
    assert f"<td>{learning.max() * 7:,}</td>" in tables(app)  # oversampled
    assert "Choose how to balance" in [link.proto.label for link in app.get("page_link")]


def test_without_labels_the_part_waits_for_names_and_then_counts_them(
    home: Store, bare: Study, open_page: Open
) -> None:
    app = open_page("data", bare)
    assert "you can see how common each emotion is" in texts(app)
    assert "Name groups" in [link.proto.label for link in app.get("page_link")]
    now = study.load(home, bare.id)
    lab = Lab(home, datasets.load(home, now.dataset), now.choices)
    sizes = lab.groups.clustering().sizes
    name_groups(home, bare, lab.groups.key, {0: "happy", 1: "sad"})
    told = texts(open_page("data", bare))
    common = ("happy", sizes[0]) if sizes[0] >= sizes[1] else ("sad", sizes[1])
    assert f"Always predicting “{common[0]}” would be correct for {common[1] / sizes[:2].sum():.0%}" in told
    assert "Counted from the names given so far" in told


# The browser of faces


def test_filters_keep_the_faces_that_pass_all_of_them(faces: FaceSet, home: Store) -> None:
    assert faces.emotions is not None
    grey = brightness(faces.images)
    low, high = int(np.percentile(grey, 30)), int(np.percentile(grey, 70))
    flagged = np.arange(0, len(faces), 2)
    rows = face_browser.matching(faces, 3, 0, (low, high), [flagged])
    expected = (faces.emotions == 3) & (faces.usage == 0) & (grey >= low) & (grey <= high)
    assert len(rows) and set(rows) == set(np.flatnonzero(expected)) & set(flagged)
    assert len(face_browser.matching(faces)) == len(faces)


def test_filters_that_leave_nothing_say_so(mine: Study, open_page: Open) -> None:
    app = open_page("data", mine)
    app.slider(key=f"browse-light-{mine.id}").set_value((254, 255)).run()
    assert "No face matches these filters" in texts(app)
    assert "0 faces" in texts(app)


def test_turning_pages_survives_filters_that_leave_fewer(mine: Study, open_page: Open) -> None:
    app = open_page("data", mine)
    app.number_input(key=f"browse-page-{mine.id}").set_value(5).run()
    app.slider(key=f"browse-light-{mine.id}").set_value((0, 120)).run()
    assert not app.exception
    assert app.number_input(key=f"browse-page-{mine.id}").value < 5


def at_face(of: Study, face: str, open_page: Open) -> AppTest:
    app = open_page("data", of)
    app.query_params["face"] = face
    return app.run()


def test_an_address_opens_a_face_with_what_is_known_of_it(mine: Study, open_page: Open, faces: FaceSet) -> None:
    assert faces.emotions is not None
    app = at_face(mine, "17", open_page)
    told = texts(app)
    assert f"labelled **{faces.classes[faces.emotions[17]]}**" in told
    assert f"part **{faces.usages[faces.usage[17]]}**" in told
    assert f"brightness {faces.images[17].mean():.0f} of 255" in told
    assert f"study={mine.id}&face=17" in app.code[0].value


def test_a_face_without_label_opens_too_and_leads_to_the_next(bare: Study, open_page: Open) -> None:
    app = at_face(bare, "0", open_page)
    assert "no label" in texts(app)
    button = app.button(key="face-after")
    if button.disabled:
        button = app.button(key="face-before")
    button.click().run()
    assert app.query_params["face"] not in (["0"], "0")
    assert not app.exception


def test_a_face_says_where_it_came_from(mine: Study, home: Store, faces: FaceSet, open_page: Open) -> None:
    assert "drawn by a program" in texts(at_face(mine, "17", open_page))
    sources = FaceSources.of(f"train/*happy*/\u202e{i}.png" for i in range(len(faces)))
    named = dataclasses.replace(faces, sources=sources, synthetic=False)
    again = datasets.save(home, Import(named, (), "zip of images"), "faces.zip")
    assert again == mine.dataset
    st.cache_resource.clear()
    told = texts(at_face(mine, "17", open_page)).replace("\\", "")
    assert "from **train/*happy*/u202e17.png**" in told
    report = texts(open_page("data", mine))
    assert "opened again from faces.zip" in report and "since then, the file or line of each face is known" in report


def test_an_old_set_says_that_sources_are_unknown_and_how_to_get_them(
    home: Store, faces: FaceSet, open_page: Open
) -> None:
    real = dataclasses.replace(faces, synthetic=False)
    of = study.create(home, "Old", datasets.save(home, Import(real, (), "zip"), "x.zip"), study.fitting(real))
    assert "source unknown" in texts(at_face(of, "0", open_page))
    assert "Open the same faces again" in texts(open_page("data", of))


def test_the_import_report_tells_and_hands_out_what_was_rejected(home: Store, faces: FaceSet, open_page: Open) -> None:
    bad = (Rejection("line 8", "=2,303 pixel values", "2,304"), Rejection("line 9", "no pixel values", "2,304"))
    notes = {"told": ["“Happy” and “happy” are one class, “happy”."], "scaled": 2, "system_files_ignored": 1}
    named = dataclasses.replace(faces, sources=FaceSources.of(f"line {i + 2}" for i in range(len(faces))))
    of = study.create(
        home, "Told", datasets.save(home, Import(named, bad, "CSV", notes), "x.csv"), study.fitting(faces)
    )
    told = texts(app := open_page("data", of))
    for sentence in (
        "“Happy” and “happy” are one class, “happy”.", "2 pictures had another size",
        "1 file of an operating system",
        "the first is “line 2”, the last is “line 211”",
    ):  # fmt: skip
        assert sentence in told, sentence
    button = next(b for b in app.get("download_button") if b.proto.id.endswith("rejected-csv"))
    assert button.proto.label == "Save this list (CSV)"


@pytest.mark.parametrize("face", ["210", "-1", "x", "1e3", "99999999999999999999", "²"])
def test_an_address_of_no_face_is_explained(mine: Study, open_page: Open, face: str) -> None:
    app = at_face(mine, face, open_page)
    assert not app.exception
    assert "numbered 0 to 209" in texts(app)
    assert "face" not in app.query_params


# Getting FER2013


def test_fer2013_is_got_at_a_click(
    mine: Study, open_page: Open, faces: FaceSet, home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def get(source: str, folder: Path, progress: Progress) -> Import:
        assert source == "kaggle" and folder.is_dir()
        return Import(FaceSet.of(faces.images[:50].copy(), classes=faces.classes, name="FER2013"), (), "zip")

    monkeypatch.setattr(download, "is_installed", lambda source: True)
    monkeypatch.setattr(download, "get_fer2013", get)
    app = open_page("data", mine)
    app.button(key="get-kaggle").click().run()
    assert metric(app, "Faces") == "50"
    known = datasets.manifest(home, study.load(home, mine.id).dataset)
    assert (known["name"], known["source"]) == ("FER2013", "FER2013 from Kaggle")


def test_a_missing_library_shows_its_line_and_a_failure_shows_the_way(
    mine: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Import:
        raise DownloadFailed("No connection.", where="Kaggle", remedy="Check the network.")

    monkeypatch.setattr(download, "get_fer2013", fail)
    monkeypatch.setattr(download, "is_installed", lambda source: source == "kaggle")
    app = open_page("data", mine)
    assert app.button(key="get-huggingface").disabled
    assert "pip install datasets" in [code.value for code in app.code]
    app.button(key="get-kaggle").click().run()
    assert "Check the network" in app.error[0].value
    assert metric(app, "Faces") == "210"


def test_faces_are_fetched_from_an_address_and_secrets_are_not_kept(
    mine: Study, open_page: Open, faces: FaceSet, home: Store
) -> None:
    app = open_page("data", mine)
    with stand_in() as web:
        url = web.put("/mirror/small.csv", "\n".join(csv_rows(faces)[:61]).encode())
        app.text_input(key="open-address-text").set_value(f"{url}?token=secret")
        next(b for b in app.button if b.label == "Download and open").click().run()
    assert metric(app, "Faces") == "60"
    manifest = datasets.manifest(home, study.load(home, mine.id).dataset)
    assert manifest["source"] == "small.csv" and "secret" not in str(manifest)
    assert not list((home.home / "downloads").iterdir())


def test_an_address_that_cannot_be_one_is_refused_at_once(mine: Study, open_page: Open) -> None:
    app = open_page("data", mine)
    app.text_input(key="open-address-text").set_value("file:///etc/passwd")
    next(b for b in app.button if b.label == "Download and open").click().run()
    assert "Only http and https addresses" in app.error[0].value
