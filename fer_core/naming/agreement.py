"""Agreement of annotators beyond chance: kappa. 1 is full agreement, 0 is agreement by chance, below 0 is less.

Cohen 1960 ("A coefficient of agreement for nominal scales") for two people, Fleiss 1971 ("Measuring nominal scale
agreement among many raters") for more. The answer of an annotator is their first name, *mixed*, *not a face* or
*something else*; a skip is no answer. Only items (groups or faces) that at least two people answered count. Fleiss'
kappa needs the same number of answers for all items; here each pair of answers to an item counts equally, which is the
same for equal numbers. Kappa is NaN if it is undefined: without a common item, or if all answers are the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import Verdict, VerdictKind
from fer_core.naming.words import verdict_in_words

OTHER_ANSWERS: tuple[VerdictKind, ...] = ("mixed", "not_a_face", "something_else")
NO_ANSWER = -1


@dataclass(frozen=True)
class Agreement:
    """Agreement of some people on some items.

    Attributes:
        measure: "Cohen's kappa" or "Fleiss' kappa"; "" where no item has two answers.
        people: annotators with an answer.
        items: number of groups or faces with at least two answers.
        overall: kappa over all answers.
        alike: share (0..1) of pairs of answers to the same item that are the same; not corrected for chance.
        per_answer: kappa of each answer that was given, against all others.
    """

    measure: str
    people: tuple[str, ...]
    items: int
    overall: float
    alike: float
    per_answer: Mapping[str, float]


def on_groups(state: NamingState, groups: Partition, classes: Sequence[str]) -> Agreement:
    """Agreement on groups; each counts once, however many faces it has."""
    people = sorted(state.by_annotator)
    codes = [[_code(state.by_annotator[who].groups.get(g), classes) for g in groups.numbers] for who in people]
    return _agreement(people, np.array(codes, np.int64).reshape(len(people), len(groups.numbers)), classes)


def on_faces(state: NamingState, groups: Partition, classes: Sequence[str]) -> Agreement:
    """Agreement on faces: each has its own verdict, else that of its group. So large groups count more."""
    people = sorted(state.by_annotator)
    codes = [face_answers(state, groups, who, classes) for who in people]
    return _agreement(people, np.array(codes, np.int64).reshape(len(people), len(groups.rows)), classes)


def face_answers(state: NamingState, groups: Partition, annotator: str, classes: Sequence[str]) -> np.ndarray:
    """int64 [m]: a person's answer for each of ``groups.rows``: a class, then `OTHER_ANSWERS`; -1 for none."""
    verdicts = state.by_annotator[annotator]
    known, places = np.unique(groups.groups, return_inverse=True)
    answers = np.array([_code(verdicts.groups.get(g), classes) for g in known.tolist()], np.int64)[places.reshape(-1)]
    own = {face: _code(verdict, classes) for face, verdict in verdicts.faces.items()}
    chosen = np.flatnonzero(np.isin(groups.rows, list(own)))
    answers[chosen] = [own[face] for face in groups.rows[chosen].tolist()]
    return answers


def most_disputed(state: NamingState, groups: Partition, classes: Sequence[str]) -> list[tuple[int, int]]:
    """Groups with faces on which people disagree, and the number of these faces; largest number first."""
    codes = np.array([face_answers(state, groups, who, classes) for who in sorted(state.by_annotator)], np.int64)
    if len(codes) < 2:
        return []
    high = codes.max(axis=0)
    low = np.where(codes == NO_ANSWER, high, codes).min(axis=0)
    numbers, counts = np.unique(groups.groups[(low != high) & (groups.groups >= 0)], return_counts=True)
    return sorted(zip(numbers.tolist(), counts.tolist(), strict=True), key=lambda pair: -pair[1])


def cohen_kappa(first: np.ndarray, second: np.ndarray) -> float:
    """Cohen's kappa of two people's answers, int [n] each, without missing ones."""
    if not len(first):
        return float("nan")
    answers, codes = np.unique(np.concatenate([first, second]), return_inverse=True)
    shares = [np.bincount(part, minlength=len(answers)) / len(first) for part in np.split(codes, 2)]
    return _kappa(float((first == second).mean()), float(shares[0] @ shares[1]))


def fleiss_kappa(counts: np.ndarray) -> float:
    """Fleiss' kappa from int [n, c]: people who gave each answer to each item. Items with one answer are ignored."""
    counts = counts[counts.sum(axis=1) >= 2].astype(np.float64)
    if not len(counts):
        return float("nan")
    shares = counts.sum(axis=0) / counts.sum()
    return _kappa(float(_alike(counts).mean()), float(shares @ shares))


def _alike(counts: np.ndarray) -> np.ndarray:
    """float64 [n]: share of the pairs of answers to each item that are the same."""
    answers = counts.sum(axis=1)
    return (counts * (counts - 1)).sum(axis=1) / (answers * (answers - 1))


def _kappa(observed: float, by_chance: float) -> float:
    return (observed - by_chance) / (1 - by_chance) if by_chance < 1 else float("nan")


def _agreement(people: list[str], codes: np.ndarray, classes: Sequence[str]) -> Agreement:
    """The agreement of ``people`` by their answers, int [people, items], -1 for no answer."""
    answered = (codes != NO_ANSWER).any(axis=1)
    people, codes = [who for who, some in zip(people, answered, strict=True) if some], codes[answered]
    codes = codes[:, (codes != NO_ANSWER).sum(axis=0) >= 2]
    names = (*classes, *(verdict_in_words(Verdict(kind)) for kind in OTHER_ANSWERS))
    counts = np.stack([(codes == code).sum(axis=0) for code in range(len(names))], axis=1)
    if len(people) < 2 or not len(counts):
        return Agreement("", tuple(people), 0, float("nan"), float("nan"), {})
    measure = "Cohen's kappa" if len(people) == 2 else "Fleiss' kappa"
    given = np.flatnonzero(counts.sum(axis=0))
    return Agreement(
        measure, tuple(people), len(counts), _of(codes, counts), float(_alike(counts).mean()),
        {names[code]: _of(codes == code, _against_others(counts, code)) for code in given.tolist()},
    )  # fmt: skip


def _of(codes: np.ndarray, counts: np.ndarray) -> float:
    return cohen_kappa(codes[0], codes[1]) if len(codes) == 2 else fleiss_kappa(counts)


def _against_others(counts: np.ndarray, code: int) -> np.ndarray:
    return np.stack([counts[:, code], counts.sum(axis=1) - counts[:, code]], axis=1)


def _code(verdict: Verdict | None, classes: Sequence[str]) -> int:
    if verdict is None or verdict.kind == "skip":
        return NO_ANSWER
    if verdict.kind == "name":
        return classes.index(verdict.emotion)
    return len(classes) + OTHER_ANSWERS.index(verdict.kind)
