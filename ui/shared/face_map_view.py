"""Maps: the places of faces in two dimensions, and the selected faces in words and pictures."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from fer_core.base.progress import Progress, part_of
from fer_core.maps.projection import NEIGHBOURS, TITLES, ProjectionSettings
from fer_core.study.lab import Lab
from ui.shared import contact_sheet
from ui.shell import cache, waiting
from ui.shell.text import count
from ui.shell.workspace import Workspace

METHODS = {title: ProjectionSettings(method) for method, title in TITLES.items()}
NAMED_GROUPS = 6


def method(workspace: Workspace, *, label: bool = True) -> str:
    """Choose one of `METHODS`."""
    key, known = workspace.widget("map"), waiting.about(ProjectionSettings)
    st.session_state.setdefault(key, next((title for title, one in METHODS.items() if one == known), "PCA"))
    chosen = st.segmented_control(
        "Map", list(METHODS), key=key, persist_state="session", required=True,
        label_visibility="visible" if label else "collapsed",
        help="PCA takes no time. UMAP and t-SNE keep neighbours together better, but take a while the first time.",
    )  # fmt: skip
    return chosen or "PCA"


def positions(workspace: Workspace, method: str) -> np.ndarray:
    """float32 [m, 2]: places of the grouped faces, by PCA until another map is ready. Not for fragments."""
    lab, settings = workspace.lab, METHODS[method]
    if method == "PCA":
        points = lab.map.places(settings)
    else:
        work = partial(_drawn, lab, settings)
        found = waiting.result(workspace, "map", lab.map.key(settings), f"Drawing the {method} map", work, settings)
        if found is None:
            st.caption("This is the PCA map until the other one is ready.")
            return lab.map.places(METHODS["PCA"])
        points = found
    _trust(workspace, settings)
    return points


def _drawn(lab: Lab, settings: ProjectionSettings, progress: Progress) -> np.ndarray:
    """Compute the map and its trustworthiness."""
    points = lab.map.places(settings, part_of(progress, 0, 0.98))
    lab.map.trust(settings, part_of(progress, 0.98, 1))
    return points


def _trust(workspace: Workspace, settings: ProjectionSettings) -> None:
    """Show the trustworthiness of the map; nothing while it is being computed."""
    key = f"trust-{workspace.lab.map.key(settings)}"
    job = cache.jobs().start(key, "Comparing neighbours", partial(workspace.lab.map.trust, settings))
    if job.wait(waiting.PATIENCE) and job.error is None:
        cache.jobs().forget(key)
        st.caption(
            f"Trustworthiness {job.result:.2f}: how far the {NEIGHBOURS} nearest faces on the map are also "
            "near in the features (1 is always, 0.5 is chance)."
        )


def selected_in_words(groups: Sequence[str]) -> str:
    """The number of selected faces and their most frequent groups, in words.

    ``groups``: the label of each selected face's group, at least one.
    """
    counts = sorted(Counter(groups).items(), key=lambda item: -item[1])
    counts.sort(key=lambda item: item[0] == "none")  # faces in no group come last
    named = ", ".join(f"{_called(group)} ({faces:,})" for group, faces in counts[:NAMED_GROUPS])
    others = len(counts) - NAMED_GROUPS
    rest = f" and {count(others, 'other group')}" if others > 0 else ""
    real = count(sum(group != "none" for group, _ in counts), "group")
    return f"**{count(len(groups), 'face')}** of {real} selected: {named}{rest}."


def _called(group: str) -> str:
    return "in no group" if group == "none" else f"group {group}"


def some_of(images: np.ndarray, rows: np.ndarray, most: int, columns: int) -> None:
    """Show pictures of the faces ``rows`` (int [f]), or ``most`` random ones of them."""
    shown = np.random.default_rng(0).permutation(rows)[:most]
    what = "The selected faces" if len(shown) == len(rows) else f"{len(shown)} of the selected faces, at random"
    contact_sheet.show(images[shown], columns, what)
