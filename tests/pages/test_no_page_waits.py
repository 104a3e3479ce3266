"""No page does long work in its own run, which would keep every click waiting: such work is a job."""

from collections.abc import Callable
from typing import Any

import pytest

from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import FaceSet
from fer_core.study import study
from fer_core.study.journey import STEPS
from fer_core.study.lab import Lab
from fer_core.study.lab.results import Results
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts

QUICK = {"split", "copies", "measures"}
"""Results of a second or less for as many faces as a page makes them of by itself."""


@pytest.fixture()
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of results that are made without progress, so in the run of a page."""
    kinds: list[str] = []
    get = Results.get

    def noting(self: Results, kind: str, key: str, make: Callable[..., Any], progress: Progress, **more: Any) -> Any:
        def work(told: Progress) -> Any:
            if progress is silent and kind not in QUICK:
                kinds.append(kind)
            return make(told)

        return get(self, kind, key, work, progress, **more)

    monkeypatch.setattr(Results, "get", noting)
    return kinds


@pytest.mark.parametrize("page", [step.key for step in STEPS] + ["present"])
def test_with_decisions_whose_groups_are_not_made_yet(
    page: str, mine: Study, home: Store, faces: FaceSet, open_page: Open, made: list[str]
) -> None:
    lab = Lab(home, faces, study.load(home, mine.id).choices)
    name_groups(home, mine, lab.groups.key, {0: "happy", 1: "sad"})
    app = open_page(page, mine)
    assert not made
    if page == "balance":
        assert "Your decisions are saved" in texts(app)
