"""Letters on a picture: a small detector that is trained on words written across faces of the same set.

No examples of real watermarks are needed: made-up words are written across some faces, and extremely randomised trees
(Geurts, Ernst & Wehenkel 2006) are trained to detect the change of thin bright and dark strokes in each part of the
picture. Two detectors are trained on one half of the faces each and applied to the other half. Otherwise, a real
watermark would be a training example of “no word”.
"""

import string
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import grey_closing, grey_opening
from sklearn.ensemble import ExtraTreesClassifier

from fer_core.base.parallel import in_background, in_chunks, workers
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import SIDE

EXAMPLES = 2500
"""Faces that each detector is trained on at most, each once unchanged and once with a word."""
LEAST = 50
"""With fewer faces, no detector can be trained and all scores are 0."""
TREES = 200
_BANDS, _COLUMNS, _CHUNK, _READ = 12, 4, 128, 2048


def letter_scores(images: np.ndarray, rows: np.ndarray, seed: int = 0, progress: Progress = silent) -> np.ndarray:
    """float32 [m], 0..1: probability of letters on some faces.

    Args:
        images: uint8 [n, 48, 48].
        rows: int [m], the faces to check; the detectors are trained on them too.
        seed: of all random choices.
        progress: may raise Cancelled.
    """
    scores = np.zeros(len(rows), np.float32)
    if len(rows) < LEAST:
        return scores
    halves = np.random.default_rng(seed).permutation(len(rows)) % 2
    for half, part in zip((0, 1), parts_of(progress, [1, 1]), strict=True):
        training, reading = parts_of(part, [1, 1])
        model = _trained(images[rows[halves == half][:EXAMPLES]], np.random.default_rng((seed, half)), training)
        others = np.flatnonzero(halves != half)
        for chunk in range(0, len(others), _READ):
            some = others[chunk : chunk + _READ]
            scores[some] = model.predict_proba(_strokes_of(images[rows[some]]))[:, 1]
            reading(chunk, len(others), "Finding letters")
    return scores


def _trained(faces: np.ndarray, rng: np.random.Generator, progress: Progress) -> ExtraTreesClassifier:
    written = np.array([write_across(face, rng) for face in faces])
    strokes = _strokes_of(np.concatenate([faces, written]))
    seed = int(rng.integers(2**31))
    trees = ExtraTreesClassifier(TREES, min_samples_leaf=2, n_jobs=workers(), random_state=seed)
    what = "Training the letter detector"
    trained: ExtraTreesClassifier = in_background(lambda: trees.fit(strokes, _is_written(len(faces))), what, progress)
    return trained


def _is_written(count: int) -> np.ndarray:
    return np.repeat([False, True], count)


def write_across(face: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 [48, 48]: ``face`` with a made-up word across it, brighter or darker than the face."""
    word = "".join(rng.choice(list(string.ascii_letters), int(rng.integers(4, 13))))
    word = (str.lower, str.upper, str.title)[rng.integers(3)](word)
    layer = Image.new("L", (SIDE, SIDE), 0)
    at = (int(rng.integers(-25, 14)), int(rng.integers(-2, 42)))
    ImageDraw.Draw(layer).text(at, word, fill=255, font=_font(int(rng.integers(7, 13))))
    ink = np.asarray(layer) / 255 * rng.uniform(0.3, 1.0)
    return np.asarray(face * (1 - ink) + (255.0 if rng.random() < 0.7 else 0.0) * ink).astype(np.uint8)


@cache
def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


def _strokes_of(faces: np.ndarray) -> np.ndarray:
    out = np.empty((len(faces), 4 * _BANDS * _COLUMNS), np.float32)

    def work(chunk: slice) -> None:
        out[chunk] = strokes(faces[chunk])

    in_chunks(work, len(faces), _CHUNK, "")
    return out


def strokes(images: np.ndarray) -> np.ndarray:
    """float32 [n, 192]: thin bright and dark strokes, and horizontal and vertical changes of grey values, in the cells
    of a grid of 12 × 4 on faces uint8 [n, 48, 48]."""
    grey = images.astype(np.float32)
    maps = (
        grey - grey_opening(grey, (1, 3, 3)),
        grey_closing(grey, (1, 3, 3)) - grey,
        np.abs(np.diff(grey, 2, axis=2, prepend=grey[:, :, :1], append=grey[:, :, -1:])),
        np.abs(np.diff(grey, 2, axis=1, prepend=grey[:, :1], append=grey[:, -1:])),
    )
    cells = (len(grey), _BANDS, SIDE // _BANDS, _COLUMNS, SIDE // _COLUMNS)
    return np.concatenate([m.reshape(cells).mean((2, 4)).reshape(len(grey), -1) for m in maps], axis=1)
