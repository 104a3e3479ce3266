"""The slides of the presentation, in their order: each has one message for people without technical background."""

import html
from collections.abc import Callable

import streamlit as st

from fer_core.base.words import listed, one_in
from fer_core.faces.emotions import colours
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.reliability import extremes
from fer_core.recognizer.words import never_predicted
from ui.present import chosen_faces, sheets
from ui.present.score import score_slide
from ui.present.stage import SOURCE
from ui.present.strengths import strengths_slide
from ui.shared import answer, face_to_try
from ui.shell.text import count, duration
from ui.shell.workspace import Workspace

SECONDS_A_FACE = 4
"""Seconds that naming one face takes, for a comparison."""
MOST_CARDS = 8
"""Names that fit one slide."""
Slide = Callable[[Workspace, NamedFaces], None]


def slides(workspace: Workspace, named: NamedFaces) -> dict[str, tuple[str, Slide]]:
    """The title and the function of each slide that can be shown, by the key that its address has."""
    scores = answer.scores(workspace, named)
    found: dict[str, tuple[str, Slide]] = {
        "faces": ("Many faces", faces_slide),
        "groups": ("Groups", groups_slide),
        "names": ("Names", names_slide),
    }
    if scores is not None:
        found["score"] = ("How good is it?", score_slide)
        if extremes(scores, workspace.faces.classes) is not None:
            found["strengths"] = ("Its best and its worst", strengths_slide)
    return found | {"try": ("Try it", try_slide)}


def faces_slide(workspace: Workspace, named: NamedFaces) -> None:
    """The question: many faces, and nobody who could name them one by one."""
    faces = len(workspace.groups.rows)
    hours = duration_in_words(SECONDS_A_FACE * faces)
    st.html(
        sheets.slide(
            f"How could a computer learn what {faces:,} faces show?",
            f"Naming them one by one, at {SECONDS_A_FACE} seconds each, would take a person <b>{hours}</b>.",
            sheets.wall(workspace.faces.images[chosen_faces.on_wall(workspace)]),
        )
    )


def duration_in_words(seconds: float) -> str:
    """A long time in words: "40 minutes", "30 hours"."""
    return count(round(seconds / 60), "minute") if seconds < 5400 else count(round(seconds / 3600), "hour")


def groups_slide(workspace: Workspace, named: NamedFaces) -> None:
    """The idea: the computer sorts faces without knowing what an emotion is."""
    groups = workspace.groups
    shown = [
        _card(workspace, group, f"{groups.sizes[group]:,} faces", 0)
        for group in chosen_faces.largest(groups, workspace.naming)
    ]
    st.html(
        sheets.slide(
            f"First, it sorted them into {len(groups.numbers)} groups of similar faces",
            "Nobody told it what an emotion is. It only compared the pictures with each other.",
            sheets.cards(shown),
        )
    )


def names_slide(workspace: Workspace, named: NamedFaces) -> None:
    """The trick: a person names groups, not faces."""
    naming, colour = workspace.naming, colours(workspace.faces.classes)
    who = f"{len(naming.by_annotator)} people" if len(naming.by_annotator) > 1 else "one person"
    time = f", in <b>{duration(naming.active_seconds)}</b>" if naming.active_seconds >= 1 else ""
    found = chosen_faces.largest_of_each_name(workspace.groups, naming)
    order = [name for name in workspace.faces.classes if name in found][:MOST_CARDS]
    dot = '<span style="color:{}" aria-hidden="true">&#9679;</span> <b>{}</b>'
    st.html(
        sheets.slide(
            "Then people named the groups",
            f"<b>{count(naming.decisions, 'decision')}</b> by {who}{time}. The computer learned from these names "
            f"alone. {html.escape(_without_a_card(workspace, order))}",
            sheets.cards(
                [_card(workspace, found[name], dot.format(colour[name], html.escape(name)), 1) for name in order]
            ),
        )
    )


def _without_a_card(workspace: Workspace, shown: list[str]) -> str:
    """A sentence on the emotions that have no card; "" if all have one."""
    naming, classes = workspace.naming, workspace.faces.classes
    seconds = {verdict.second for verdict in naming.group_verdicts.values() if verdict.kind == "name"}
    named = set(chosen_faces.largest_of_each_name(workspace.groups, naming))
    never = [name for name in classes if name not in named | seconds]
    second = [name for name in classes if name in seconds and name not in named]
    parts = []
    if never:
        some = f"{len(never)} emotions have no name yet, so the recognizer never predicts them."
        parts.append(never_predicted(never) if len(never) < 4 else some)
    if second:
        parts.append(f"{listed(second).capitalize()} {'is' if len(second) == 1 else 'are'} only a second name.")
    if len(named) > len(shown):
        parts.append(f"{len(named) - len(shown)} more names are not shown.")
    return " ".join(parts)


def try_slide(workspace: Workspace, named: NamedFaces) -> None:
    """The proof: a prediction for a face that is ready, and for the audience's own."""
    st.title("Try it", anchor=False)
    accuracy = workspace.accuracy
    if accuracy is not None:
        st.markdown(
            f"On faces that it was not trained on, it is correct **{accuracy:.0%}** of the time, about "
            f"{one_in(accuracy)}; by chance, it would be {workspace.faces.chance:.0%}."
        )
    picture = face_to_try.picture(workspace, "example", SOURCE) or face_to_try.example()
    found = workspace.lab.trying.answers(named, picture.crops)
    left, right = st.columns([11, 9], gap="large")
    with left:
        chosen = answer.choose(picture, found, workspace.faces.classes)
    with right:
        answer.prediction(found, chosen, workspace.faces.classes, answer.scores(workspace, named))
    answer.honest(workspace)


def _card(workspace: Workspace, group: int, caption: str, page: int) -> sheets.FaceCard:
    rows = chosen_faces.of_group(workspace, group, page)
    return sheets.FaceCard(workspace.faces.images[rows], caption, f"{len(rows)} faces of one group")
