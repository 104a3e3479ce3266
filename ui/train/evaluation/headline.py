"""The scores in one line each, with their intervals, and without faces that had copies."""

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
    """The figures, with what they took and what they must be held against."""
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
    st.markdown(f"### {scores.accuracy:.1%} right on {scores.n:,} faces it has never seen\nF{effort}.")
    columns, chance = st.columns(3), workspace.faces.chance
    with columns[0]:
        _metric("Accuracy", found.accuracy, f"guessing {chance:.1%}", "Share of held-out faces that are right.")
    with columns[1]:
        text = "Mean share found over emotions: rare ones count as much."
        _metric("Balanced accuracy", found.balanced_accuracy, f"guessing {chance:.1%}", text)
    with columns[2]:
        text = "Mean F1 over emotions, 0 to 1: both to find an emotion's faces and not to call others so."
        _metric("Macro F1", found.macro_f1, "", text, plain=True)
    if scores.n < FEW:
        half = (found.accuracy.high - found.accuracy.low) / 2
        st.caption(
            f":material/warning: Only {count(scores.n, 'face')} judge: another draw of them could move the accuracy by "
            f"{100 * half:.0f} points either way. Hold out more faces on Balance before you compare."
        )
    leaked = without_leaked(workspace, training)
    if leaked is not None:
        st.caption(effect_of_copies(leaked.count, leaked.scores, leaked.change))


def never_said(workspace: Workspace, training: Training) -> None:
    """A warning where no face has a certain name."""
    faces = workspace.faces
    unnamed = [faces.classes[code] for code in faces.present if not training.named_at_all[code]]
    if unnamed:
        st.warning(
            f"{escape(never_predicted(unnamed))} Look for such faces on Name, or make more groups on Clusters.",
            icon=":material/warning:",
        )


def estimates(workspace: Workspace, training: Training) -> Estimates:
    """The scores with their intervals, worked out once."""
    assert training.scores is not None
    confusion = training.scores.confusion
    return cache.derived("bootstrap", key(workspace), lambda: bootstrap(confusion))


def without_leaked(workspace: Workspace, training: Training) -> WithoutLeaked | None:
    """The scores without judges of which copies existed, worked out once."""
    return cache.derived("leaked", key(workspace), lambda: workspace.lab.evaluation.without_leaked(training))


def _metric(label: str, found: Estimate, reference: str, help_text: str, plain: bool = False) -> None:
    shown = f"{found.value:.2f}" if plain else f"{found.value:.1%}"
    st.metric(label, shown, help=f"{help_text} The interval is a 95 % bootstrap over held-out faces.")
    st.caption(f"95 %: {between(found, plain)}" + (f" · {reference}" if reference else ""))


def key(workspace: Workspace) -> str:
    """Names this recognizer and what judged it."""
    lab = workspace.lab
    return key_of(lab.training.key(workspace.named_faces), lab.faces.fingerprint, lab.choices.split)
