"""The score among its references, in one picture. Without labels: how consistent the names are."""

import math

import streamlit as st

from fer_core.charts.score import score_bars
from fer_core.recognizer.bootstrap import FEW
from fer_core.recognizer.losses import OWN
from fer_core.recognizer.training import Training
from fer_core.recognizer.words import between
from ui.shared.ink import on_page
from ui.shell.charts import show_chart
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace
from ui.train.evaluation import headline
from ui.train.evaluation.known_references import known_references


def picture(workspace: Workspace, training: Training) -> None:
    """The bars, drawn at once; references that take longer are added when they are there."""
    scores = training.scores
    assert scores is not None
    place = st.container()
    known = known_references(workspace, training)
    found = headline.estimates(workspace, training)
    with place:
        for sentence in (trouble := workspace.lab.evaluation.label_trouble(known))[:1]:
            more = " ".join(escape(one) for one in trouble[1:])
            st.error(f"**{escape(sentence)}** {more}", icon=":material/error:")
        interval = (found.accuracy.low, found.accuracy.high)
        figure = score_bars((OWN, scores.accuracy), [(r.name, r.accuracy) for r in known], interval, number=False)
        alt = f"Accuracy of this recognizer {scores.accuracy:.1%}; " + ", ".join(
            f"{r.name} {r.accuracy:.1%}" for r in known
        )
        show_chart(on_page(figure), key="score", alt=alt, buttons=False)
        people = next((r.explanation for r in known if r.key == "people"), "")
        st.caption(
            f"Longer is better; orange is the 95 % interval of this recognizer. {people} The other references are "
            "explained under “Where points were lost”."
        )
        st.markdown(
            f"Where every emotion counts as much, it scores **{found.balanced_accuracy.value:.1%}** balanced accuracy "
            f"({between(found.balanced_accuracy)}) and **{found.macro_f1.value:.2f}** macro F1 "
            f"({between(found.macro_f1, plain=True)}).",
            help="Balanced accuracy: mean recall of the emotions. Macro F1: mean F1 of the emotions, from 0 to 1; F1 "
            "combines precision and recall. In brackets: 95 % bootstrap intervals over test faces.",
        )
        if scores.n < FEW:
            half = (found.accuracy.high - found.accuracy.low) / 2
            st.caption(
                f":material/warning: Only {count(scores.n, 'test face')}: with other test faces, the accuracy could be "
                f"{100 * half:.0f} points higher or lower. Choose a larger test set on Balance before you compare."
            )
        if not trouble:
            headline.never_named(workspace, training)


def of_names(training: Training) -> None:
    """How many names the recognizer repeats in cross-validation, beside what takes no look at the faces."""
    named = training.named_counts
    if math.isnan(training.agreement) or not named.any():
        return
    references = [("Always the most common name", named.max() / named.sum()), ("Chance", 1 / (named > 0).sum())]
    figure = score_bars(("Names it repeats", training.agreement), references)
    show_chart(on_page(figure), key="score", alt="Names repeated in cross-validation", buttons=False)
    st.caption(
        "Names of training faces that are repeated by a recognizer trained on the other names (cross-validation). This "
        "shows how consistent the names are, not whether they are correct."
    )
