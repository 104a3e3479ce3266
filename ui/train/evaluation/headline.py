"""The sentence at the top of Train, and the scores with their intervals."""

import streamlit as st

from fer_core.recognizer.bootstrap import Estimates, bootstrap
from fer_core.recognizer.training import Training
from fer_core.recognizer.words import NOBODY_KNOWS, between, never_predicted
from fer_core.study.lab.evaluation import WithoutLeaked
from fer_core.study.store import key_of
from ui.shell import cache
from ui.shell.text import count, duration, escape
from ui.shell.workspace import Workspace
from ui.train.evaluation import by_votes


def headline(workspace: Workspace, training: Training) -> None:
    """How often it is correct, in one sentence, and the work that it took."""
    naming, scores = workspace.naming, training.scores
    time = f" ({duration(naming.active_seconds)})" if naming.active_seconds >= 1 else ""
    made = f"from **{count(naming.decisions, 'decision')}**{time}"
    effort = f"Trained on the names of {training.faces_named:,} faces, {made}."
    if scores is None:
        emotions = count(int(training.named_at_all.sum()), "emotion")
        tested = f"{count(len(training.probabilities), 'face')} that it has never seen"
        st.markdown(f"### A recognizer of {emotions}, tried on {tested}\n{effort} {NOBODY_KNOWS}")
    elif by_votes.chosen(workspace, training):
        by_votes.headline(workspace, training, effort)
    else:
        interval = f"95 %: {between(estimates(workspace, training).accuracy)}."
        st.markdown(
            f"### {scores.accuracy:.1%} correct on {scores.n:,} faces that it has never seen\n{interval} {effort}",
            help="Where the score would lie in 95 of 100 other test sets of the same kind (bootstrap over test faces).",
        )


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


def key(workspace: Workspace) -> str:
    """Names this recognizer and its test set."""
    lab = workspace.lab
    return key_of(lab.training.key(workspace.named_faces), lab.faces.fingerprint, lab.choices.split)
