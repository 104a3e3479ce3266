"""The sections on the recognizer: its scores beside references, where points were lost, and each emotion."""

import numpy as np

from fer_core.base.words import count, percent
from fer_core.charts.classes import count_bars
from fer_core.charts.confusion import confusion_matrix
from fer_core.charts.losses import waterfall
from fer_core.charts.score import score_bars
from fer_core.recognizer import losses, losses_in_words, words
from fer_core.recognizer.evaluate import Scores, in_truth, in_truth_or_predicted
from fer_core.report.facts import Facts
from fer_core.report.result_facts import RecognizerFacts
from fer_core.report.section import Section, Table


def scores(facts: Facts) -> Section:
    """The section on the scores, beside those of the references."""
    r, classes = facts.recognizer, facts.data.classes
    how = " ".join((f"The recognizer: {r.model}. {r.explanation}", *r.details))
    if r.scores is None or r.calibration is None or r.estimates is None:
        unknown = (how, words.NOBODY_KNOWS, words.repeated_names(r.repeated))
        bars = count_bars(r.predicted, classes, "Predictions on the test set")
        return Section(
            "scores", "Scores", tuple(filter(None, unknown)),
            "Each bar is the number of test faces predicted as that emotion.",
            bars, "Predictions on the test set.",
        )  # fmt: skip
    paragraphs = (
        how, _accuracy(r), _beside(facts), _attempts(r), _without(r), words.against_votes(r.votes) if r.votes else "",
        f"{words.confidence(r.calibration)} {words.calibration_error(r.calibration)}", words.repeated_names(r.repeated),
    )  # fmt: skip
    known = r.references or ((r.people,) if r.people else ())
    beside = [(one.name, one.accuracy) for one in known]
    figure = score_bars((losses.OWN, r.scores.accuracy), beside, (r.accuracy.low, r.accuracy.high))
    return Section(
        "scores", "Scores", tuple(filter(None, paragraphs)),
        "Longer is better. Blue: this recognizer, with its 95 % interval in orange. Grey: references, from chance to "
        "training on every label.",
        figure, "Accuracy on the test set.", _table(r),
    )  # fmt: skip


def _accuracy(r: RecognizerFacts) -> str:
    scores, found = r.scores, r.estimates
    assert scores is not None and found is not None
    return (
        f"Its accuracy on {scores.n:,} test faces is {percent(scores.accuracy)} (95 % interval "
        f"{words.between(found.accuracy)}). Balanced accuracy, in which every emotion counts equally, is "
        f"{percent(scores.balanced_accuracy)} ({words.between(found.balanced_accuracy)}); macro F1 is "
        f"{scores.macro_f1:.2f} ({words.between(found.macro_f1, plain=True)}). The intervals come from a "
        f"percentile bootstrap over the test faces ({found.draws:,} draws, seed {found.seed}); they do not include how "
        "other people would have named the groups."
    )


def _beside(facts: Facts) -> str:
    known, people = facts.recognizer.references, facts.recognizer.people
    if known is None:
        return (
            "Most references were not made for this report; the Train page makes them. Chance is "
            f"{percent(facts.data.chance)}.{f' {people.explanation}' if people else ''}"
        )
    beside = "; ".join(f"{one.name[:1].lower()}{one.name[1:]} {percent(one.accuracy)}" for one in known)
    return f"For comparison: {beside}.{f' {people.explanation}' if people else ''}"


def _attempts(r: RecognizerFacts) -> str:
    if r.attempts < 2:
        return ""
    return (
        f"{r.attempts:,} runs of this study were tested on these same faces. If one of them was chosen by its score, "
        "that score is slightly too high; only new test faces would show by how much."
    )


def _without(r: RecognizerFacts) -> str:
    return "" if r.without is None else words.effect_of_copies(r.without.count, r.without.scores, r.without.change)


def _table(r: RecognizerFacts) -> Table:
    def row(name: str, accuracy: float, scores: Scores | None, done: str) -> tuple[str, ...]:
        more = ("–", "–") if scores is None else (percent(scores.balanced_accuracy), f"{scores.macro_f1:.2f}")
        return (name, percent(accuracy), *more, done)

    assert r.scores is not None
    rows = [row(one.name, one.accuracy, one.scores, one.explanation) for one in r.references or ()]
    rows.append(row(losses.OWN, r.scores.accuracy, r.scores, "Trained on the names that people gave."))
    return Table(("", "accuracy", "balanced accuracy", "macro F1", "how it was made"), tuple(rows))


def lost(facts: Facts) -> Section | None:
    """The section on where points were lost, from the groups to the test set; None without labels."""
    r = facts.recognizer
    if r.lost is None or r.scores is None:
        return None
    accuracy = r.scores.accuracy
    sentences = losses_in_words.sentences(r.lost, accuracy, facts.data.classes, r.references or ())
    return Section(
        "lost", "Where points were lost", tuple(f"{one.title}. {one.text}" for one in sentences),
        "Read from the top, where all faces are correct, down to the recognizer. Each step between two blue bars is "
        "what was lost or gained there. The bars down to the names compare the grouped training faces with their "
        "labels; the last bar is the test set.", waterfall(losses.steps(r.lost, accuracy)), "Where points were lost.",
    )  # fmt: skip


def emotions(facts: Facts) -> Section | None:
    """The section on each emotion; None without labels."""
    s, classes, named = facts.recognizer.scores, facts.data.classes, facts.naming.first_named
    if s is None:
        return None
    paragraphs = [_best_and_worst(s, classes)]
    if facts.recognizer.unnamed:
        paragraphs.append(words.never_predicted(facts.recognizer.unnamed))
    few = [name for name, n in zip(classes, s.support.tolist(), strict=True) if 0 < n < words.FEWEST_TEST_FACES]
    if few:
        paragraphs.append(words.few_test_faces(few))
    true, predicted = in_truth(s.confusion), in_truth_or_predicted(s.confusion)
    rows = tuple(
        (classes[c], f"{named[c]:,}", f"{s.support[c]:,}", percent(s.precision[c]))
        + ((percent(s.recall[c]), f"{s.f1[c]:.2f}") if s.support[c] else ("–", "–"))
        for c in sorted({*predicted, *np.flatnonzero(named).tolist()})
    )
    matrix = confusion_matrix(
        s.confusion[np.ix_(true, predicted)], [classes[c] for c in true], [classes[c] for c in predicted]
    )
    return Section(
        "emotions", "Emotion by emotion", tuple(paragraphs),
        "Each row is a label and shows what its faces were predicted as. The diagonal is correct; dark cells beside it "
        "are confusions.", matrix, "Predictions for each label.",
        Table(("", "faces named", "test faces", "precision", "recall", "F1"), rows),
    )  # fmt: skip


def _best_and_worst(s: Scores, classes: tuple[str, ...]) -> str:
    present = np.flatnonzero(s.support).tolist()
    best, worst = max(present, key=lambda c: s.recall[c]), min(present, key=lambda c: s.recall[c])
    wrong = np.array(s.confusion)
    np.fill_diagonal(wrong, 0)
    found = f"It recognizes {classes[best]} best (recall {percent(s.recall[best])})"
    if best != worst:
        found += f" and {classes[worst]} worst ({percent(s.recall[worst])})"
    if not wrong.any():
        return f"{found}."
    true, predicted = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return (
        f"{found}. Its most common mistake is to predict {classes[int(predicted)]} for {classes[int(true)]} "
        f"({wrong.max():,} of {count(int(s.support[int(true)]), 'face')})."
    )
