"""The slide that says how good the recognizer is, beside what its score can be compared with."""

import html
from typing import NamedTuple

import streamlit as st

from fer_core.base.words import one_in
from fer_core.charts.palette import MAIN, QUIET
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.evaluate import Scores
from ui.present import sheets
from ui.shared import answer
from ui.shell.workspace import Workspace


class ScoreBar(NamedTuple):
    """One bar: what it is, its share (0..1) of correct predictions, and whether it is the recognizer itself."""

    name: str
    share: float
    own: bool = False


def score_slide(workspace: Workspace, named: NamedFaces) -> None:
    """How many predictions are correct, and what chance would reach."""
    scores = answer.scores(workspace, named)
    assert scores is not None
    st.html(
        sheets.slide(
            f"It is correct for about {one_in(scores.accuracy)} faces",
            f"Tested on {scores.n:,} faces that it had never seen."
            + (" These faces are drawn: real ones are harder." if workspace.faces.synthetic else ""),
            f'<div class="bars">{"".join(map(_bar, bars(workspace, scores)))}</div>',
        )
    )


def bars(workspace: Workspace, scores: Scores) -> list[ScoreBar]:
    """The recognizer and its references, from the lowest to the highest."""
    classes = workspace.faces.classes
    common, people = int(scores.support.argmax()), workspace.lab.references.people
    found = [
        ScoreBar("by chance", workspace.faces.chance),
        ScoreBar(f"always “{classes[common]}”", scores.support[common] / scores.n),
        ScoreBar("this recognizer", scores.accuracy, own=True),
        *([ScoreBar("people", people.accuracy)] if people else []),
    ]
    return sorted(found, key=lambda bar: bar.share)


def _bar(bar: ScoreBar) -> str:
    colour = MAIN if bar.own else QUIET
    name = f"<b>{html.escape(bar.name)}</b>" if bar.own else html.escape(bar.name)
    width = f"calc({100 * bar.share:.1f}% * 0.72)"
    number = f"<b>{bar.share:.0%}</b>&nbsp; {one_in(bar.share)}"
    return f'<span>{name}</span><div><i style="width:{width};background:{colour}"></i><span>{number}</span></div>'
