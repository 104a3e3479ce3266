"""Runs on Train: each training is listed, two are compared, one is named, pinned, deleted, gone back to."""

import dataclasses

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer_core.clustering import ClusterSettings
from fer_core.features.pixels import Pixels
from fer_core.study import datasets, runs, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts


@pytest.fixture()
def ready(home: Store, mine: Study) -> Study:
    """A study with eight named groups."""
    return named(home, mine)


def named(home: Store, of: Study) -> Study:
    of = study.update(
        home, of.id,
        lambda now: now.choose(features=Pixels(), trained_on=("geometry",), clusters=ClusterSettings(k=8)),
    )  # fmt: skip
    lab = Lab(home, datasets.load(home, of.dataset), of.choices)
    groups, codes = lab.groups.clustering().labels, lab.faces.emotions
    codes = np.arange(len(lab.faces)) % 7 if codes is None else codes
    common = [int(np.bincount(codes[lab.division.grouped_rows][groups == g], minlength=7).argmax()) for g in range(8)]
    name_groups(home, of, lab.groups.key, {g: lab.faces.classes[code] for g, code in enumerate(common)})
    return of


def with_model(home: Store, of: Study, model: str) -> None:
    study.update(
        home, of.id, lambda now: now.choose(recognizer=dataclasses.replace(now.choices.recognizer, model=model))
    )


def opened(open_page: Open, of: Study) -> AppTest:
    app = open_page("train", of)
    app.segmented_control(key="part").set_value("Runs").run()
    assert not app.exception, app.exception
    return app


def choose(app: AppTest, *rows: int) -> AppTest:
    """Rows of the table, as a click gives them."""
    key = next(d.key for d in app.dataframe if "decisions" in d.value.columns)
    app.session_state[key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return app.run()


def test_a_training_in_the_browser_is_kept_as_a_run(home: Store, ready: Study, open_page: Open) -> None:
    app = opened(open_page, ready)
    kept = runs.saved(home, ready.id)
    assert [one.run.made_by for one in kept.runs] == ["browser"]
    run = kept.runs[0].run
    assert (run.decisions, run.last_decision, run.choices.clusters.k) == (8, 8, 8)
    assert f"**{run.scores.accuracy:.0%} correct**" in texts(app)
    app.run()
    assert runs.saved(home, ready.id) == kept
    table = next(d.value for d in app.dataframe if "decisions" in d.value.columns)
    assert table["run"].tolist() == ["Linear discriminant · 8 groups"]


def test_two_runs_side_by_side(home: Store, ready: Study, open_page: Open) -> None:
    open_page("train", ready)
    with_model(home, ready, "neighbours")
    app = choose(opened(open_page, ready), 0, 1)
    said = texts(app)
    assert "McNemar" in said and "McNemar's test on the same" in said.replace("\\", "")
    settings = next(d.value for d in app.dataframe if "setting" in d.value.columns)
    assert settings["setting"].tolist() == ["model"]
    recalls = next(d.value for d in app.dataframe if "change" in d.value.columns)
    assert len(recalls) == 7


def test_a_pinned_run_is_the_one_that_is_shown(home: Store, ready: Study, open_page: Open) -> None:
    open_page("train", ready)
    first = runs.saved(home, ready.id).runs[0].run
    with_model(home, ready, "neighbours")
    app = choose(opened(open_page, ready), 1)
    second = runs.saved(home, ready.id).runs[0].run
    assert first.scores and second.scores and first.scores.accuracy != second.scores.accuracy
    assert f"**{second.scores.accuracy:.0%} correct**" in texts(app)
    app.button(key=f"run-pin-{first.key}").click().run()
    assert f"**{first.scores.accuracy:.0%} correct**" in texts(app)
    assert ":material/keep: Linear discriminant" in texts(app)


def test_delete_is_undone_and_settings_come_back(home: Store, ready: Study, open_page: Open) -> None:
    open_page("train", ready)
    first = runs.saved(home, ready.id).runs[0].run
    with_model(home, ready, "neighbours")
    app = choose(opened(open_page, ready), 1)
    app.text_input(key=f"run-name-{first.key}").set_value("plain").run()
    assert runs.saved(home, ready.id).run("plain").run == first
    app.button(key=f"run-delete-{first.key}").click().run()
    assert len(runs.saved(home, ready.id).runs) == 1
    app.button(key="run-undo").click().run()
    assert runs.saved(home, ready.id).run("plain").run == first
    app = choose(app, 1)
    app.button(key=f"run-back-{first.key}").click().run()
    assert study.load(home, ready.id).choices == first.choices
    assert "settings of “plain” are back" in texts(app).replace("\\", "")
    app.button(key="run-undo").click().run()
    assert study.load(home, ready.id).choices.recognizer.model == "neighbours"


def test_runs_without_labels_have_no_scores(home: Store, bare: Study, open_page: Open) -> None:
    of = named(home, bare)
    open_page("train", of)
    with_model(home, of, "neighbours")
    app = choose(opened(open_page, of), 0, 1)
    table = next(d.value for d in app.dataframe if "decisions" in d.value.columns)
    assert "accuracy" not in table.columns
    assert "have no labels" in texts(app) and "The two runs predict the same emotion for" in texts(app)


def test_a_damaged_run_is_named(home: Store, ready: Study, open_page: Open) -> None:
    open_page("train", ready)
    key = "0" * 16
    (home.home / "studies" / ready.id / "runs" / f"{key}.json").write_text("{")
    app = opened(open_page, ready)
    assert f"{key}.json" in texts(app).replace("\\", "")
    assert dataclasses.is_dataclass(runs.saved(home, ready.id).runs[0].run)


def test_the_report_and_the_presentation_tell_of_the_pinned_run(home: Store, ready: Study, open_page: Open) -> None:
    open_page("train", ready)
    first = runs.saved(home, ready.id).runs[0].run
    with_model(home, ready, "neighbours")
    open_page("train", ready)
    runs.pin(home, ready.id, first.key)
    app = open_page("report", ready)
    assert f"{first.scores.accuracy:.1%}" in [metric.value for metric in app.metric]
    assert study.load(home, ready.id).choices.recognizer.model == "neighbours"  # nothing was chosen by that
    app.query_params["stop"] = "3"
    app.switch_page("pages/present.py").run()
    assert not app.exception and f"**{first.scores.accuracy:.0%}** of the time" in texts(app)
