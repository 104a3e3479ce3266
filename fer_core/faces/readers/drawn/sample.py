"""Sample faces: synthetic faces in FER2013's class proportions, without a download."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, get_args

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import SIDE, FaceSet
from fer_core.faces.readers.drawn.appearance_model import Spread, draw, load_model
from fer_core.faces.readers.drawn.defects import Planted, plant
from fer_core.faces.readers.drawn.rendering import render
from fer_core.faces.readers.imported import Import

Style = Literal["clear", "lifelike"]

PROPORTIONS = (4953, 547, 5121, 8989, 6077, 4002, 6198)
"""FER2013's faces of each class, in the order of its codes."""
PARTS = {"Training": 28709, "PublicTest": 3589, "PrivateTest": 3589}
"""FER2013's parts and their sizes."""
SAMPLES: dict[str, tuple[Style, int]] = {
    "clear": ("clear", 2800),
    "lifelike": ("lifelike", 2800),
    "large": ("lifelike", 36_000),
}
"""Samples that a person can open: style and number of faces. ``large`` has about as many as FER2013."""

_SPREADS = {
    "clear": Spread(typical=True, exaggeration=1.5, symmetric=0.65, asymmetric=0.5, pose=0.9, light=0.6),
    "lifelike": Spread(typical=False, exaggeration=1.0, symmetric=1.0, asymmetric=1.0, pose=1.0, light=1.0),
}
_BATCH = 64  # faces; smaller and larger batches are slower


def sample_faces(
    n: int,
    *,
    seed: int = 0,
    style: Style = "clear",
    proportions: Sequence[float] | None = None,
    defects: bool = False,
    progress: Progress = silent,
) -> FaceSet:
    """Synthetic faces with emotions and FER2013's parts; the same arguments give the same faces.

    Args:
        n: number of faces, at least 1.
        seed: of all random choices, at least 0.
        style: ``clear`` has plain expressions, ``lifelike`` is nearly as hard to group as FER2013.
        proportions: relative class sizes, seven numbers ≥ 0 in FER2013's order; None for FER2013's own.
        defects: whether to add duplicates, blank faces, captions and wrong labels (see `defects`).
        progress: may raise Cancelled.

    Raises:
        InvalidSettings: for less than one face, a negative seed, invalid proportions or an unknown style.
    """
    return _sample(n, seed, style, proportions, defects, progress)[0]


def import_sample(sample: str, progress: Progress = silent) -> Import:
    """One of `SAMPLES` with defects, which ``notes["planted"]`` lists (see `defects.plant`).

    Raises InvalidSettings for an unknown name; ``progress`` may raise Cancelled.
    """
    if sample not in SAMPLES:
        raise InvalidSettings(f"There is no sample {sample!r}.", remedy=f"Choose one of: {', '.join(SAMPLES)}.")
    style, n = SAMPLES[sample]
    faces, planted = _sample(n, 0, style, None, True, progress)
    faces = replace(faces, name=f"Sample faces ({sample})")
    return Import(faces, format="sample faces", notes={"sample": sample, "planted": planted})


def _sample(
    n: int, seed: int, style: Style, proportions: Sequence[float] | None, defects: bool, progress: Progress
) -> tuple[FaceSet, Planted]:
    _check(n, seed, style)
    shares = _checked_proportions(proportions)
    label_seed, face_seed, defect_seed = np.random.SeedSequence(seed).spawn(3)
    emotions, usage = _labels(n, shares, np.random.default_rng(label_seed))
    images = _draw_all(emotions, _SPREADS[style], face_seed, progress)
    planted: Planted = {}
    if defects:
        planted = plant(images, emotions, len(FER2013), np.random.default_rng(defect_seed))
    name = f"Sample faces ({style})"
    faces = FaceSet.of(images, emotions, classes=FER2013, usage=usage, usages=tuple(PARTS), name=name, synthetic=True)
    return faces, planted


def apportion(n: int, weights: Sequence[float], least: int = 0) -> np.ndarray:
    """int64 [k], sum n: n divided in proportion to the weights by largest remainders (Hamilton's method).

    Every part with a positive weight gets at least ``least`` if n is large enough.
    """
    exact = np.asarray(weights, float) / np.sum(weights) * n
    counts = np.floor(exact).astype(np.int64)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: n - counts.sum()]] += 1
    wanted = np.flatnonzero(np.asarray(weights) > 0)
    if n >= least * len(wanted):
        for part in wanted:
            while counts[part] < least:
                counts[counts.argmax()] -= 1
                counts[part] += 1
    return counts


def _check(n: int, seed: int, style: str) -> None:
    if n < 1:
        raise InvalidSettings(f"A sample cannot have {n} faces.", remedy="Choose at least one face.")
    if seed < 0:
        raise InvalidSettings(f"The seed {seed} is negative.", remedy="Use 0 or a positive whole number.")
    if style not in get_args(Style):
        known = " or ".join(get_args(Style))
        raise InvalidSettings(f"There is no sample style {style!r}.", remedy=f"Choose {known}.")


def _checked_proportions(proportions: Sequence[float] | None) -> tuple[float, ...]:
    shares = tuple(PROPORTIONS if proportions is None else proportions)
    numbers = np.asarray(shares, float)
    if len(shares) != len(FER2013) or not np.isfinite(numbers).all() or (numbers < 0).any() or not numbers.any():
        raise InvalidSettings(
            f"Class proportions must be {len(FER2013)} numbers, none negative, not all zero.",
            remedy="Omit them to use FER2013's own.",
        )
    return shares


def _labels(n: int, shares: Sequence[float], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """uint8 [n] emotions and uint8 [n] parts, in random order; each emotion is divided into parts as FER2013 is."""
    emotions = np.repeat(np.arange(len(shares)), apportion(n, shares, least=2))
    usage = np.concatenate([_parts(count) for count in np.bincount(emotions, minlength=len(shares))])
    order = rng.permutation(n)
    return emotions[order].astype(np.uint8), usage[order].astype(np.uint8)


def _parts(n: int) -> np.ndarray:
    """int64 [n]: the parts of one emotion's faces; of two faces, one is in Training and one in PublicTest."""
    counts = apportion(n, tuple(PARTS.values()), least=1) if n != 2 else np.array([1, 1, 0])
    return np.repeat(np.arange(len(PARTS)), counts)


def _draw_all(emotions: np.ndarray, spread: Spread, seed: np.random.SeedSequence, progress: Progress) -> np.ndarray:
    """uint8 [n, 48, 48]. Each batch has its own seed, so the number of threads does not matter."""
    model = load_model()  # once, before the threads start
    batch_seeds = seed.spawn(-(-len(emotions) // _BATCH))
    images = np.empty((len(emotions), SIDE, SIDE), np.uint8)

    def fill(rows: slice) -> None:
        rng = np.random.default_rng(batch_seeds[rows.start // _BATCH])
        images[rows] = render(model, draw(model, emotions[rows], spread, rng), rng)

    in_chunks(fill, len(emotions), _BATCH, "Drawing sample faces", progress)
    return images
