"""The scores with their intervals, and what they are without test faces that had copies."""

import streamlit as st

from fer_core.recognizer.bootstrap import FEW, Estimate, Estimates, bootstrap
from fer_core.recognizer.training import Training
from fer_core.recognizer.words import between, effect_of_copies, never_predicted
from fer_core.study.lab.evaluation import WithoutLeaked
from fer_core.study.store import key_of
from ui.shell import cache
from ui.shell.text import count, duration, escape
from ui.shell.workspace import Workspace
from ui.train.evaluation import by_votes


def headline(workspace: Workspace, training: Training) -> None:
    """The scores, beside the effort that they took and what random predictions would score."""
    naming, scores = workspace.naming, training.scores
    time = f" ({duration(naming.active_seconds)})" if naming.active_seconds >= 1 else ""
    effort = f"rom **{count(naming.decisions, 'decision')}**{time} on {training.faces_named:,} faces"
    if scores is None:
        st.markdown(f"A recognizer, f{effort}.")
        return
    if by_votes.chosen(workspace, training):
        by_votes.headline(workspace, training, f"F{effort}.")
        return
    found = estimates(workspace, training)
    st.markdown(f"### {scores.accuracy:.1%} correct on {scores.n:,} faces that it has never seen\nF{effort}.")
    columns, chance = st.columns(3), workspace.faces.chance
    with columns[0]:
        _metric("Accuracy", found.accuracy, f"chance {chance:.1%}", "Share of test faces that are predicted correctly.")
    with columns[1]:
        text = "Mean recall of the emotions: rare emotions count as much as common ones."
        _metric("Balanced accuracy", found.balanced_accuracy, f"chance {chance:.1%}", text)
    with columns[2]:
        text = "Mean F1 score of the emotions, from 0 to 1. F1 combines precision and recall."
        _metric("Macro F1", found.macro_f1, "", text, plain=True)
    if scores.n < FEW:
        half = (found.accuracy.high - found.accuracy.low) / 2
        st.caption(
            f":material/warning: Only {count(scores.n, 'test face')}: with other test faces, the accuracy could be "
            f"{100 * half:.0f} points higher or lower. Choose a larger test set on Balance before you compare."
        )
    leaked = without_leaked(workspace, training)
    if leaked is not None:
        st.caption(effect_of_copies(leaked.count, leaked.scores, leaked.change))


def never_named(workspace: Workspace, training: Training) -> None:
    """A warning where no face has the name of an emotion that the labels have."""
    faces = workspace.faces
    unnamed = [faces.classes[code] for code in faces.present if not training.named_at_all[code]]
    if unnamed:
        st.warning(
            f"{escape(never_predicted(unnamed))} Look for such faces on Name, or make more groups on Clusters.",
            icon=":material/warning:",
        )


def estimates(workspace: Workspace, training: Training) -> Estimates:
    """The scores with their intervals, computed once."""
    assert training.scores is not None
    confusion = training.scores.confusion
    return cache.derived("bootstrap", key(workspace), lambda: bootstrap(confusion))


def without_leaked(workspace: Workspace, training: Training) -> WithoutLeaked | None:
    """The scores without test faces that had training copies, computed once."""
    return cache.derived("leaked", key(workspace), lambda: workspace.lab.evaluation.without_leaked(training))


def _metric(label: str, found: Estimate, reference: str, help_text: str, plain: bool = False) -> None:
    shown = f"{found.value:.2f}" if plain else f"{found.value:.1%}"
    st.metric(label, shown, help=f"{help_text} The interval is a 95 % bootstrap over test faces.")
    st.caption(f"95 %: {between(found, plain)}" + (f" · {reference}" if reference else ""))


def key(workspace: Workspace) -> str:
    """Names this recognizer and its test set."""
    lab = workspace.lab
    return key_of(lab.training.key(workspace.named_faces), lab.faces.fingerprint, lab.choices.split)
