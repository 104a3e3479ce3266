"""Groups that came out differently than when they were named: Name and Train say so until a person has looked."""

import dataclasses
import io
import shutil
from typing import Any

import numpy as np
import pytest

from fer_core.__main__ import main
from fer_core.clustering import Clustering, ClusterSettings, cluster
from fer_core.features.pixels import Pixels
from fer_core.naming.log import open_log
from fer_core.study import datasets, study
from fer_core.study.lab import Lab, groups
from fer_core.study.lab.named_groups import mark_of, noted
from fer_core.study.store import Store
from fer_core.study.study import Study
from fer_core.study.study_file import open_study, read_study, write_study
from tests.pages.conftest import Open, name_groups, texts

SAYS = "than when they were named"


def otherwise(*given: Any) -> Clustering:
    found = cluster(*given)
    return dataclasses.replace(found, labels=np.roll(found.labels, 7))


def saved(home: Store, of: Study) -> bytes:
    out, log = io.BytesIO(), open_log(study.folder(home, of.id) / "decisions.sqlite", of.id)
    write_study(out, home, of, log.all(), with_faces=False)
    log.close()
    return out.getvalue()


def test_names_on_other_faces_are_said_and_the_file_brings_the_groups_back(
    home: Store, mine: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few = {"features": Pixels(), "trained_on": ("geometry",), "clusters": ClusterSettings(k=4)}
    of = study.update(home, mine.id, lambda now: now.choose(**few))
    lab = Lab(home, datasets.load(home, of.dataset), of.choices)
    key, mark = lab.groups.key, mark_of(lab.groups.membership)
    assert SAYS not in texts(open_page("name", of)) and noted(home, of.id, key) == mark
    name_groups(home, of, key, {g: lab.faces.classes[g] for g in range(4)})
    file = saved(home, of)

    shutil.rmtree(home.home / "artefacts" / "clustering" / key)
    monkeypatch.setattr(groups, "cluster", otherwise)
    assert mark_of(Lab(home, lab.faces, of.choices).groups.membership) != mark
    assert main(["train", of.id]) == 0 and SAYS in capsys.readouterr().out
    assert SAYS in texts(open_page("name", of))
    page = open_page("train", of)
    assert SAYS in texts(page)
    assert noted(home, of.id, key) == mark  # looking at it does not hide it

    open_study(home, read_study(io.BytesIO(file), len(file)))
    assert SAYS not in texts(page.run())
    shutil.rmtree(home.home / "artefacts" / "clustering" / key)
    _ = Lab(home, lab.faces, of.choices).groups.membership
    assert SAYS in texts(page.run())
    page.button(key=f"accept-groups-{of.id}").click().run()
    assert SAYS not in texts(page) and not page.exception
