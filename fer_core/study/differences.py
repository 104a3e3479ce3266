"""What differs between two sets of choices, in words for people."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fer_core.audit.exclusions import Exclusions
from fer_core.balance import STRATEGIES, BalanceSettings
from fer_core.base.words import count
from fer_core.clustering import ALGORITHMS, ClusterSettings
from fer_core.faces.split import SplitSettings
from fer_core.features import FEATURES, Feature
from fer_core.recognizer.estimators import MODELS
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.reduction import METHODS, PCA, ReductionSettings
from fer_core.study.choices import Choices

MOST = 3
"""Differences that a sentence lists."""


@dataclass(frozen=True)
class Difference:
    """One kind of choice that differs.

    Attributes:
        what: the kind of choice: "number of groups".
        then, now: both values, as they follow "with": "25 groups", "40 groups".
    """

    what: str
    then: str
    now: str


def differences(then: Choices, now: Choices) -> list[Difference]:
    """All choices on which results depend and that differ, in the order of the journey."""
    return list(_differences(then, now))


def with_choices(found: Sequence[Difference]) -> str:
    """The earlier choices as they follow "with" or "belong to": "25 groups", or "earlier choices" for several."""
    return found[0].then if len(found) == 1 else "earlier choices"


def since_then(found: Sequence[Difference]) -> str:
    """What is different now, to follow `with_choices`: "you now have 40 groups", or what has changed."""
    if len(found) == 1:
        return f"you now have {found[0].now}"
    listed = [f"the {one.what} ({one.then} → {one.now})" for one in found[:MOST]]
    more = [f"{len(found) - MOST} more"] if len(found) > MOST else []
    *most, last = [*listed, *more]
    return f"since then you changed {', '.join(most)} and {last}"


def _differences(then: Choices, now: Choices) -> Iterator[Difference]:
    if then.left_out != now.left_out:
        before, after = _out(then.left_out), _out(now.left_out)
        yield Difference("excluded faces", before, after if after != before else "others excluded")
    if then.aligned != now.aligned:
        yield Difference("alignment", *(_ALIGNED[one.aligned] for one in (then, now)))
    if then.mesh != now.mesh:
        yield Difference("face networks", *(_NETWORKS[one.mesh] for one in (then, now)))
    if then.split != now.split:
        yield _pair("train/test split", _split(then.split), _split(now.split))
    if then.grouped != now.grouped:
        yield _pair("faces to group", *(f"groups of faces with {_balancing(one.grouped)}" for one in (then, now)))
    if then.features != now.features:
        yield _pair("features", *(f"the features “{one.features.title}”" for one in (then, now)))
    if then.reduction != now.reduction:
        yield _pair("reduction", _reduction(then.reduction), _reduction(now.reduction))
    yield from _of_groups(then.clusters.in_effect(), now.clusters.in_effect())
    if then.seen_in_training != now.seen_in_training:
        yield _pair("features to train on", *(_trained_on(one.seen_in_training) for one in (then, now)))
    yield from _of_recognizer(then.recognizer, now.recognizer)


_NETWORKS = {"face_mesh": "the earlier face networks", "landmarker": "the present face networks"}
_ALIGNED = {True: "aligned faces", False: "faces that are not aligned"}


def _pair(what: str, then: str, now: str) -> Difference:
    """A difference whose values may read the same, because words leave out details such as a seed."""
    return Difference(what, then, now if now != then else "other settings for them")


def _out(steps: Exclusions) -> str:
    out: set[int] = set()
    for step in steps:
        out = out | set(step.faces) if step.out else out - set(step.faces)
    return count(len(out), "excluded face") if out else "no excluded faces"


def _split(settings: SplitSettings) -> str:
    share = f"{settings.test_share:.0%}"
    return {
        "usage": f"the test set “{settings.test_usage}”",
        "stratified": f"a test set of {share} of every emotion",
        "random": f"a test set of {share} of all faces",
    }[settings.method]


def _balancing(settings: BalanceSettings) -> str:
    title = STRATEGIES[settings.strategy].title
    return "no balancing" if settings.strategy == "none" else f"the balancing “{title}”"


def _reduction(settings: ReductionSettings) -> str:
    method = "PCA" if settings.method == PCA else METHODS[settings.method].title
    if settings.variance is not None:
        return f"{settings.variance:.0%} of the variance"
    if settings.components is None:
        return "no reduction"
    return f"{count(settings.components, 'component')} ({method})"


def _of_groups(then: ClusterSettings, now: ClusterSettings) -> Iterator[Difference]:
    if then.algorithm != now.algorithm:
        yield Difference(
            "clustering algorithm", *(f"groups by {ALGORITHMS[one.algorithm].title}" for one in (then, now))
        )
    both = "k" in then.uses and "k" in now.uses
    if both and then.k != now.k:
        yield Difference("number of groups", f"{then.k} groups", f"{now.k} groups")
    same = dataclasses.replace(then, k=now.k, algorithm=now.algorithm).in_effect()
    if then.algorithm == now.algorithm and same != now:
        yield Difference("settings of the clustering", "earlier settings of the clustering", "other ones")


def _trained_on(kinds: Sequence[Feature]) -> str:
    if len(kinds) == 1:
        return f"training on “{kinds[0].title}”"
    return f"training on {len(kinds)} of {len(FEATURES)} kinds of features"


def _of_recognizer(then: RecognizerSettings, now: RecognizerSettings) -> Iterator[Difference]:
    if then.model != now.model:
        yield Difference("model", *(f"the model “{MODELS[one.model].title}”" for one in (then, now)))
    if then.balance != now.balance:
        yield _pair("balancing", _balancing(then.balance), _balancing(now.balance))
    if dataclasses.replace(then, model=now.model, balance=now.balance) != now:
        yield Difference("settings of the recognizer", "earlier settings of the recognizer", "other ones")
