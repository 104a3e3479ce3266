"""Synthetic faces, first part: an active appearance model from which shapes and textures are drawn.

Cootes, Edwards and Taylor, "Active Appearance Models", IEEE PAMI 23(6), 2001: a face has a shape (the points of a mesh)
and a shape-free texture (grey values warped to the mean shape). Each is a mean plus weighted modes. Here, every mode is
either mirror-symmetric or antisymmetric, and the two families are drawn independently, so the model prefers no side.
Points of the plane are complex numbers x + iy, so a similarity transform is one multiplication and one addition.
`rendering` turns shapes and textures into pixels.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np

GRID = 72
"""Texture and warp have GRID × GRID nodes in the frame of the mean face."""
GRID_START = -6.5
GRID_STEP = 60.0 / (GRID - 1)
"""Pixel coordinate of the first node, and pixels from node to node: the grid is larger than the frame."""

_MESH_POINTS = 468
_POSE = 4  # symmetric coefficients before the modes: scale − 1, y shift, mean grey, log of contrast
_TURN = 2  # antisymmetric ones: in-plane rotation, x shift
_CLIP = 2.5  # standard deviations; faces from beyond look unnatural


@dataclass(frozen=True)
class Spread:
    """How much faces vary; with 1 everywhere, as much as the faces that the model was fitted to.

    Attributes:
        typical: start from the mean of each emotion's clearest faces instead of all its faces.
        exaggeration: distance of an emotion's mean from the mean of all faces; above 1 caricatures it.
        symmetric: spread of shape and texture about the emotion's mean.
        asymmetric: the same for the antisymmetric modes.
        pose: spread of scale, shift and tilt.
        light: spread of brightness and contrast.
    """

    typical: bool
    exaggeration: float
    symmetric: float
    asymmetric: float
    pose: float
    light: float


@dataclass(frozen=True, eq=False)
class Family:
    """A Gaussian per emotion over one family of coefficients, in standard deviations.

    Attributes:
        centre: float32 [d], mean of all faces.
        means: float32 [classes, d], means of the emotions.
        typical_means: the same, of each emotion's clearest faces.
        factors: float32 [classes, d, d], lower Cholesky factors of the covariances.
        n_pose: how many coefficients at the start are pose.
    """

    centre: np.ndarray
    means: np.ndarray
    typical_means: np.ndarray
    factors: np.ndarray
    n_pose: int


@dataclass(frozen=True, eq=False)
class AppearanceModel:
    """The fitted model. G is GRID · GRID nodes, row by row.

    Attributes:
        symmetric, antisymmetric: how the coefficients are distributed.
        pose_mean, pose_scale: float32 [4], mean and deviation of scale − 1, y shift, mean grey, log contrast.
        turn_scale: float32 [2], the same for rotation and x shift, whose means are 0.
        shape_mean: complex64 [G], mean face about its centre, interpolated from the mesh to the grid.
        shape_modes: complex64 [22, G], symmetric ones first.
        frame: complex64 [G], contribution of the fixed ring around the face to the position of each node.
        centre: of the mean face.
        face_share: float32 [G], 1 on the face, falling to 0 at the ring.
        texture_mean: float32 [G], zero mean and unit contrast on the face.
        texture_modes: float32 [256, G], symmetric ones first.
        n_shape: numbers of symmetric and antisymmetric shape modes.
    """

    symmetric: Family
    antisymmetric: Family
    pose_mean: np.ndarray
    pose_scale: np.ndarray
    turn_scale: np.ndarray
    shape_mean: np.ndarray
    shape_modes: np.ndarray
    frame: np.ndarray
    centre: complex
    face_share: np.ndarray
    texture_mean: np.ndarray
    texture_modes: np.ndarray
    n_shape: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Appearance:
    """Shapes and textures of n drawn faces, before they are warped.

    Attributes:
        position: complex64 [n, G], where each grid node lies in the 48 × 48 frame.
        texture: float32 [n, G], its grey value.
    """

    position: np.ndarray
    texture: np.ndarray


@lru_cache(maxsize=1)
def load_model() -> AppearanceModel:
    """The model that is part of FER Lab (loaded once, about 10 MB in memory)."""
    with as_file(files("fer_core") / "assets" / "appearance_model.npz") as path, np.load(path) as stored:
        return _unpack({name: stored[name] for name in stored.files})


def draw(model: AppearanceModel, emotions: np.ndarray, spread: Spread, rng: np.random.Generator) -> Appearance:
    """Draw a face for each emotion code (uint8 [n], in FER2013's order)."""
    even = _coefficients(model.symmetric, emotions, spread, spread.symmetric, rng)
    odd = _coefficients(model.antisymmetric, emotions, spread, spread.asymmetric, rng)
    pose = model.pose_mean + model.pose_scale * even[:, :_POSE]
    turn = model.turn_scale * odd[:, :_TURN]
    n_even, n_odd = model.n_shape
    shape = np.hstack([even[:, _POSE : _POSE + n_even], odd[:, _TURN : _TURN + n_odd]])
    texture = np.hstack([even[:, _POSE + n_even :], odd[:, _TURN + n_odd :]])
    return Appearance(_place(model, shape, pose, turn), _paint(model, texture, pose))


def _coefficients(
    family: Family, emotions: np.ndarray, spread: Spread, strength: float, rng: np.random.Generator
) -> np.ndarray:
    """float32 [n, d], standardised: the emotion's mean, moved off the centre, plus a clipped Gaussian."""
    normal = rng.standard_normal((len(emotions), len(family.centre)), np.float32).clip(-_CLIP, _CLIP)
    means = family.typical_means if spread.typical else family.means
    drawn = family.centre + np.float32(spread.exaggeration) * (means[emotions] - family.centre)
    strengths = np.full(len(family.centre), strength, np.float32)
    strengths[: family.n_pose] = spread.pose
    strengths[_TURN : family.n_pose] = spread.light
    for emotion in np.unique(emotions):
        rows = emotions == emotion
        drawn[rows] += strengths * (normal[rows] @ family.factors[emotion].T)
    return drawn


def _place(model: AppearanceModel, shape: np.ndarray, pose: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """complex64 [n, G]: the mean face after its modes and a similarity transform; the ring around it stays."""
    bent = model.shape_mean + shape.astype(np.complex64) @ model.shape_modes
    bent *= (1 + pose[:, 0] + 1j * turn[:, 0]).astype(np.complex64)[:, None]
    middle = (model.centre + turn[:, 1] + 1j * pose[:, 1]).astype(np.complex64)
    return bent + model.face_share * middle[:, None] + model.frame


def _paint(model: AppearanceModel, texture: np.ndarray, pose: np.ndarray) -> np.ndarray:
    """float32 [n, G]: grey values of the shape-free texture.

    A sum of few or damped modes has less contrast than the fitted faces, so each texture is standardised to mean 0 and
    deviation 1 on the face before brightness and contrast are applied.
    """
    flat = model.texture_mean + texture @ model.texture_modes
    face = flat[:, model.face_share > 0.999]
    flat = (flat - face.mean(1, keepdims=True)) / face.std(1, keepdims=True)
    return flat * np.exp(pose[:, 3:4]) + pose[:, 2:3]


def _unpack(stored: dict[str, np.ndarray]) -> AppearanceModel:
    points = _plane(stored["pts"])
    mesh, ring = points[:_MESH_POINTS], points[_MESH_POINTS:]
    on_mesh, on_ring = _mesh_to_grid(stored["simp"], stored["bary"], len(points))
    n_shape = (len(stored["Vs"]), len(stored["Va"]))
    modes = _plane(np.vstack([stored["Vs"], stored["Va"]]).reshape(sum(n_shape), _MESH_POINTS, 2))
    return AppearanceModel(
        symmetric=_symmetric(stored),
        antisymmetric=_antisymmetric(stored),
        pose_mean=stored["m0"],
        pose_scale=stored["s0"],
        turn_scale=stored["a0"],
        shape_mean=(on_mesh @ (mesh - mesh.mean() + _plane(stored["smean"].reshape(-1, 2)))).astype(np.complex64),
        shape_modes=(modes @ on_mesh.T).astype(np.complex64),
        frame=(on_ring @ ring).astype(np.complex64),
        centre=complex(mesh.mean()),
        face_share=on_mesh.sum(1),
        texture_mean=_mirrored(stored["tmean"].astype(np.float32)[None], 1)[0],
        texture_modes=np.vstack([_modes(stored["Us"], stored["us"], 1), _modes(stored["Ua"], stored["ua"], -1)]),
        n_shape=n_shape,
    )


def _plane(xy: np.ndarray) -> np.ndarray:
    """Complex [...] from coordinates [..., 2]."""
    return xy[..., 0].astype(np.float32) + 1j * xy[..., 1].astype(np.float32)


def _mesh_to_grid(triangles: np.ndarray, two_weights: np.ndarray, n_points: int) -> tuple[np.ndarray, np.ndarray]:
    """float32 [G, mesh points] and [G, ring points]: barycentric weights in the triangle of each node."""
    weights = np.column_stack([two_weights, 1 - two_weights.astype(np.float32).sum(1)])
    matrix = np.zeros((len(triangles), n_points), np.float32)
    np.put_along_axis(matrix, triangles.astype(np.int64), weights, axis=1)
    return matrix[:, :_MESH_POINTS], matrix[:, _MESH_POINTS:]


def _modes(codes: np.ndarray, scales: np.ndarray, sign: int) -> np.ndarray:
    return _mirrored(codes.astype(np.float32) * scales[:, None], sign)


def _mirrored(left: np.ndarray, sign: int) -> np.ndarray:
    """float32 [k, G] from the stored left halves; ``sign`` −1 for antisymmetric modes."""
    half = left.reshape(len(left), GRID, GRID // 2)
    return np.concatenate([half, sign * half[:, :, ::-1]], axis=2).reshape(len(left), -1)


def _symmetric(stored: dict[str, np.ndarray]) -> Family:
    centre, means, typical = (stored[name].astype(np.float32) for name in ("allm", "means_all", "means"))
    return Family(centre, means, typical, _triangles(stored["Ls"], len(centre)), _POSE)


def _antisymmetric(stored: dict[str, np.ndarray]) -> Family:
    size = len(stored["Va"]) + len(stored["Ua"]) + _TURN
    none = np.zeros((len(stored["La"]), size), np.float32)  # on average, faces do not lean to one side
    return Family(none[0], none, none, _triangles(stored["La"], size), _TURN)


def _triangles(packed: np.ndarray, size: int) -> np.ndarray:
    """float32 [classes, size, size]: lower triangles from their packed rows."""
    full = np.zeros((len(packed), size, size), np.float32)
    full[(slice(None), *np.tril_indices(size))] = packed
    return full
