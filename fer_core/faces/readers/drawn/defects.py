"""Adds the defects of real collections of faces to the sample, so that the audit finds something."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fer_core.faces.faceset import SIDE

PAIR_SHARES = {"exact_duplicates": 0.03, "near_duplicates": 0.02}
"""Share of copies among all faces; each is listed as [original, copy]."""
SINGLE_SHARES = {"blank": 0.01, "not_a_face": 0.01, "text": 0.02, "wrong_labels": 0.05}

Planted = dict[str, list[Any]]
"""For each kind of defect, indices of faces or [original, copy] pairs, which JSON can hold."""

_WORDS = ("SAMPLE", "PREVIEW", "PHOTO", "IMAGES", "COPY")


def plant(images: np.ndarray, emotions: np.ndarray, classes: int, rng: np.random.Generator) -> Planted:
    """Add defects to some faces in place.

    No face has two defects, and a copy has the emotion of its original, so the lists are complete. Copies are in random
    parts of the data set, so some are in both training and test set.

    Args:
        images: uint8 [n, 48, 48], changed in place.
        emotions: uint8 [n], changed in place for wrong labels only.
        classes: number of emotions.
        rng: for all random choices.

    Returns:
        The faces with each kind of defect.
    """
    pairs = _pairs(emotions, rng)
    counts = [round(share * len(images)) for share in PAIR_SHARES.values()]
    exact, near = pairs[: counts[0]], pairs[counts[0] : sum(counts)]
    images[exact[:, 1]] = images[exact[:, 0]]
    for original, copy in near:
        images[copy] = _nearly(images[original], rng)
    listed: Planted = {"exact_duplicates": exact.tolist(), "near_duplicates": near.tolist()}
    free = rng.permutation(np.setdiff1d(np.arange(len(images)), np.concatenate([exact, near])))
    return listed | _plant_singles(images, emotions, classes, free, rng)


def _pairs(emotions: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """int64 [p, 2]: disjoint pairs of faces of one emotion, in random order."""
    pairs = [np.empty((0, 2), np.int64)]
    for emotion in np.unique(emotions):
        members = rng.permutation(np.flatnonzero(emotions == emotion))
        pairs.append(members[: len(members) // 2 * 2].reshape(-1, 2))
    return rng.permutation(np.concatenate(pairs))


def _plant_singles(
    images: np.ndarray, emotions: np.ndarray, classes: int, free: np.ndarray, rng: np.random.Generator
) -> Planted:
    counts = [round(share * len(images)) for share in SINGLE_SHARES.values()]
    chosen = dict(zip(SINGLE_SHARES, np.split(free, np.cumsum(counts)), strict=False))
    spoil: dict[str, Callable[[np.ndarray, np.random.Generator], np.ndarray]] = {
        "blank": _blank, "not_a_face": _pattern, "text": _captioned,
    }  # fmt: skip
    for kind, spoiled in spoil.items():
        for i in chosen[kind]:
            images[i] = spoiled(images[i], rng)
    weights = np.bincount(emotions, minlength=classes) + 1.0
    for i in chosen["wrong_labels"]:
        emotions[i] = _other(int(emotions[i]), weights, rng)
    return {kind: sorted(indices.tolist()) for kind, indices in chosen.items()}


def _other(emotion: int, weights: np.ndarray, rng: np.random.Generator) -> int:
    """Another emotion, drawn in proportion to its frequency, so that class proportions hardly change."""
    others = weights.copy()
    others[emotion] = 0
    return int(rng.choice(len(others), p=others / others.sum()))


def _nearly(face: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A near copy: moved, brighter or darker, and saved as JPEG."""
    right, down = rng.permutation([int(rng.choice([-2, -1, 1, 2])), int(rng.integers(-2, 3))])
    moved = np.pad(face, 2, mode="edge")[2 - down : 2 - down + SIDE, 2 - right : 2 - right + SIDE]
    brighter = moved * rng.uniform(0.85, 1.15) + rng.uniform(-12, 12)
    return _jpeg(brighter.clip(0, 255).astype(np.uint8), int(rng.integers(60, 90)))


def _jpeg(face: np.ndarray, quality: int) -> np.ndarray:
    memory = io.BytesIO()
    Image.fromarray(face).save(memory, "JPEG", quality=quality)
    return np.asarray(Image.open(memory))


def _blank(face: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One grey, or a face that is too dark or too bright to be recognised.

    The grey varies by one level, so that no two blank faces are exact duplicates.
    """
    grey = rng.integers(0, 255)
    return (
        rng.integers(grey, grey + 2, face.shape, dtype=np.uint8),
        face // 32,
        250 + face // 64,
    )[rng.integers(3)]  # fmt: skip


def _pattern(face: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Stripes, a chequerboard, rings, clouds or noise, which a face detector can confuse with faces."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float64)
    period, phase, angle = rng.uniform(5, 14), rng.uniform(0, SIDE), rng.uniform(0, np.pi)
    across = (np.cos(angle) * x + np.sin(angle) * y + phase) * 2 * np.pi / period
    along = (np.cos(angle) * y - np.sin(angle) * x + phase) * 2 * np.pi / period
    rings = np.hypot(x - phase, y - SIDE / 2) * 2 * np.pi / period
    clouds = Image.fromarray(rng.uniform(-1, 1, (5, 5)).astype(np.float32)).resize((SIDE, SIDE))
    choices = (np.sin(across), np.sign(np.sin(across) * np.sin(along)), np.sin(rings), np.asarray(clouds),
               rng.uniform(-1, 1, face.shape))  # fmt: skip
    wave = choices[rng.integers(len(choices))]
    return (128 + rng.uniform(50, 120) * wave).clip(0, 255).astype(np.uint8)


def _captioned(face: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A face with a word across it, like the watermark of a picture agency."""
    word = _WORDS[rng.integers(len(_WORDS))]
    layer = Image.new("L", (SIDE, SIDE), 0)
    at = (int(rng.integers(-2, 6)), int(rng.integers(12, 36)))
    ImageDraw.Draw(layer).text(at, word, fill=255, font=ImageFont.load_default())
    ink = np.asarray(layer) / 255 * rng.uniform(0.6, 1.0)
    colour = 255.0 if face.mean() < 170 else 0.0
    return (face * (1 - ink) + colour * ink).astype(np.uint8)
