"""What faces do more than others, in words with small bars. Measured without labels, in the background if need be."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import streamlit as st

from fer_core.clustering.movements import SeenMovement, of_ten
from fer_core.faces.faceset import fingerprint
from fer_core.study.store import key_of
from ui.shell import cache
from ui.shell.workspace import Workspace

NOTHING = "No movement stands out from those of other faces."
HELP = (
    "What these faces do more than others, measured without any label. The bar shows how strongly. Of a group, “9 of "
    "10” means that at least 9 of 10 of its faces show this as strongly as the third of all faces that shows it most. "
    "It describes what a face does, not what a person feels."
)
_LOOK = """<style>
.fer-moves { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; font-size: 0.875rem; list-style: none }
.fer-moves, .fer-moves li { margin: 0 !important; padding: 0 !important }
.fer-moves li { display: flex; align-items: center; gap: 0.4rem }
.fer-moves i { width: 2.75rem; height: 0.4rem; border-radius: 0.2rem; overflow: hidden; position: relative }
.fer-moves i::before { content: ""; position: absolute; inset: 0; background: currentColor; opacity: 0.18 }
.fer-moves b { position: absolute; inset: 0 auto 0 0; background: currentColor; opacity: 0.8 }
.fer-moves small { opacity: 0.76; font-variant-numeric: tabular-nums }
</style>"""


def of_groups(
    workspace: Workspace, rows: np.ndarray, groups: np.ndarray, numbers: Sequence[int]
) -> Mapping[int, list[SeenMovement]]:
    """What stands out in each group; empty before the movements are measured, and where no network tells them."""
    step = workspace.lab.movements
    if not step.ready:
        if step.within_reach:
            cache.jobs().start(f"movements-{step.key}", "Reading movements", step.table)
        return {}
    key = key_of(step.key, fingerprint(rows, groups), list(numbers))
    return cache.derived("movements", key, lambda: step.of_groups(rows, groups, numbers))


def of_face(workspace: Workspace, crop: np.ndarray) -> list[SeenMovement] | None:
    """What stands out in one face uint8 [48, 48]; None where this is not known without a wait."""
    step = workspace.lab.movements
    if not step.ready:
        return None
    return cache.derived("movements-of-face", key_of(step.key, fingerprint(crop)), lambda: step.of_face(crop))


def show(found: Sequence[SeenMovement], of_a_group: bool = True) -> None:
    """A line with each movement, its strength, and of a group in how many faces it is seen."""
    if not found:
        st.caption(NOTHING)
        return
    lines = "".join(_line(one, of_a_group) for one in found)
    st.html(f'{_LOOK}<ul class="fer-moves" title="{escape(HELP)}">{lines}</ul>')


def _line(one: SeenMovement, of_a_group: bool) -> str:
    share = f"<small>{of_ten(one.share)}</small>" if of_a_group else ""
    return f'<li><span>{escape(one.words)}</span><i><b style="width: {one.strength:.0%}"></b></i>{share}</li>'
