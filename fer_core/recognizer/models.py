"""The recognizer: a classifier from scikit-learn, fitted on faces with names. All of FER2013 takes seconds."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from threadpoolctl import threadpool_limits

from fer_core.balance import Balanced, PictureSource, TrainingRows
from fer_core.balance.logits import adjusted, shift
from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.recognizer.estimators import MODELS, exact
from fer_core.recognizer.fitting import FOLDS, FittingData, calibrated, fitting_data, seen_by
from fer_core.recognizer.folds import folds_of
from fer_core.recognizer.pipelines import pipeline
from fer_core.recognizer.settings import RecognizerSettings

LEAST = 1e-12
"""What a probability of 0 counts as in a logarithm."""


class ScoredNames(NamedTuple):
    """Scores float64 [m, k] of some rows, the place of each one's name among the columns, and the names' weights."""

    scores: np.ndarray
    place: np.ndarray
    weights: np.ndarray


class Recognizer:
    """A classifier of faces' features. Only ever gives names that it was taught.

    Attributes:
        pipeline_: the fitted scikit-learn pipeline; inputs are standardised by the training rows inside it.
        named_: uint8 [k], ascending: codes that occur in the training rows, the pipeline's classes.
        rows_: how many rows it was fitted on, after balancing; calibrated, the mean over folds.
        sharpness_: what scores are multiplied by before softmax, the inverse of a temperature (see `predict_proba`);
            1 where a model's own probabilities are taken as they come.
        shift_: float64 [k], what logit adjustment adds to the log probabilities of ``named_``; else zeros.
        notes_: sentences on what was done beyond fitting, for people.
    """

    notes_: tuple[str, ...]

    def __init__(self, settings: RecognizerSettings, classes: Sequence[str]) -> None:
        self.settings = settings
        self.classes = tuple(classes)

    def learn(
        self,
        X: np.ndarray,
        rows: TrainingRows,
        pixels: PictureSource | None = None,
        progress: Progress = silent,
        unnamed: np.ndarray | None = None,
    ) -> "Recognizer":
        """Learn from training rows, treated, balanced and calibrated as the settings say. Raises InvalidSettings,
        Cancelled out of ``progress``.

        Args:
            X: float32 [n, d], features of all faces of the data set; only the training faces' are looked at.
            rows: the training rows and their names.
            pixels: the faces, for ways to balance that make pictures.
            progress: called ten times a second; how far the fit is cannot be told.
            unnamed: int64 [u], faces without a name that may be learnt from; all other training faces where None.
        """
        self._check(rows.take(X), rows.codes, rows.weights)
        kept = rows.of(self._seen(rows.codes, rows.weights))
        unnamed = np.setdiff1d(rows.split.train, rows.rows) if unnamed is None else unnamed
        mine = rows.of(rows.weights > 0)
        teaching, fitting, tempering = parts_of(progress, [1, 1, 4 * (self.settings.calibration == "temperature")])
        taught = fitting_data(X, mine, unnamed, self.settings, pixels, teaching)
        self._fit_in_background(taught, fitting)
        if self.settings.calibration == "temperature":
            self._temper(X, mine, unnamed, tempering)
        if self.settings.balance.strategy == "logit_adjustment":
            tau = self.settings.balance.tau
            self.shift_ = shift(kept.codes, kept.weights, self.named_, tau, self._belief)
        return self

    def fit(
        self, features: np.ndarray, codes: np.ndarray, weights: np.ndarray | None = None, progress: Progress = silent
    ) -> "Recognizer":
        """Learn from exactly these rows; balancing and all else that must know the faces is for `learn`. Raises
        InvalidSettings, Cancelled out of ``progress``.

        Args:
            features: float32 [m, d]; a face with two names stands twice.
            codes: uint8 [m], the names as codes into ``classes``.
            weights: float32 [m], share of the face that the name gets; None = 1 each.
            progress: called ten times a second; how far the fit is cannot be told.
        """
        s = self.settings
        if s.balance.strategy != "none" or s.robust != "none" or s.calibration != "none" or s.purity:
            what = "Rows can be balanced, doubted and calibrated only where it is known that they are training rows."
            raise InvalidSettings(what, remedy="Use `learn`, or settings without these.")
        weights = np.ones(len(features), np.float32) if weights is None else weights
        self._check(features, codes, weights)
        seen = self._seen(codes, weights)
        return self._fit_in_background(FittingData(Balanced(features[seen], codes[seen], weights[seen]), ()), progress)

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """float32 [n, classes]: how probable each emotion is; rows sum to 1, emotions never named get 0.

        Scores become probabilities by a softmax of some sharpness (temperature scaling: Guo et al., "On calibration of
        modern neural networks", ICML 2017): fitted to names of groups held out where that is chosen, else for SVMs to
        the training names; a model's own probabilities may stay as they are. All of them speak of the names people
        gave: where a group's name was wrong for a face, they are too sure.
        """
        self._check_input(features)
        result = np.zeros((len(features), len(self.classes)), np.float32)
        if len(features):
            with threadpool_limits(1):
                result[:, self.named_] = adjusted(self._probabilities(features), self.shift_)
        return result

    def predict(self, features: np.ndarray) -> np.ndarray:
        """uint8 [n]: the most probable emotion's code."""
        return self.predict_proba(features).argmax(1).astype(np.uint8)

    @property
    def _belief(self) -> float:
        """Calibration by class makes the names' shares count in full; a temperature scales them with all else."""
        if self.settings.calibration in ("sigmoid", "isotonic"):
            return 1.0
        scale = self.sharpness_ if self.settings.calibration == "temperature" else 1.0
        return scale * MODELS[self.settings.model].prior_power

    def _temper(self, X: np.ndarray, rows: TrainingRows, unnamed: np.ndarray, progress: Progress) -> None:
        """Fit the sharpness to the names of groups that models of the other groups have not seen.

        What is said first stays the same. Each fold's model is taught like this one, but for balancing by pictures.
        """
        folds, settings = folds_of(rows, FOLDS, self.settings.seed), self.settings.quick
        judged: list[ScoredNames] = []
        for fold, share in enumerate(parts_of(progress, [1] * FOLDS)):
            judge = rows.of((folds == fold) & seen_by(settings, rows.weights))
            try:
                other = Recognizer(settings, self.classes).train(X, rows.of(folds != fold), None, share, unnamed)
            except InvalidSettings:  # one name alone is left
                continue
            judge = judge.of(np.isin(judge.codes, other.named_))
            if len(judge):
                place = np.searchsorted(other.named_, judge.codes)
                judged.append(ScoredNames(other._scores(judge.take(X)), place, judge.weights))
        if not judged:
            self.notes_ += ("Too few faces are named to calibrate probabilities, so they are as they come.",)
            return
        self.sharpness_ = _sharpness(judged)
        self.notes_ += (calibrated(rows, folds, self.settings),)

    def _seen(self, codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """bool [m]: which rows the model is shown. Raises InvalidSettings where they are of one class."""
        kept = seen_by(self.settings, weights)
        if len(np.unique(codes[kept])) < 2:
            what = "A recognizer needs at least two emotions to tell apart."
            raise InvalidSettings(what, remedy="Name groups with at least two emotions.")
        return kept

    def _fit_in_background(self, taught: FittingData, progress: Progress) -> "Recognizer":
        return in_background(lambda: self._fit(taught), f"Training: {MODELS[self.settings.model].title}", progress)

    def _fit(self, taught: FittingData) -> "Recognizer":
        rows, splits = taught.rows, taught.splits
        made = pipeline(self.settings, taught.fewest, rows.features.shape[1], splits)
        weights = {"model__sample_weight": rows.weights} if MODELS[self.settings.model].weighs else {}
        # One thread: on few cores the small products of one step are slower on two (measured: 3 to 5 times).
        with threadpool_limits(1):
            self.pipeline_ = made.fit(rows.features, rows.codes, **weights)
            if splits is not None:
                made.set_params(model__cv=len(splits))  # the rows' places were for fitting alone
            self.named_ = made.classes_.astype(np.uint8)
            self.sharpness_, self.shift_ = 1.0, np.zeros(len(self.named_))
            if not hasattr(made, "predict_proba"):
                place = np.searchsorted(self.named_, rows.codes)
                self.sharpness_ = _sharpness([ScoredNames(self._scores(rows.features), place, rows.weights)])
        self.rows_ = len(rows.codes) if splits is None else round(np.mean([len(learn) for learn, _ in splits]))
        self.notes_ = (*taught.told, *self._how(taught.fewest))
        return self

    def _how(self, rows: int) -> tuple[str, ...]:
        """What has to be said of the model itself."""
        if self.settings.model != "rbf_svm":
            return ()
        if exact(self.settings, rows):
            return (f"The RBF SVM is exact: {rows:,} rows are few enough.",)
        landmarks = min(self.settings.landmarks, rows)
        most = self.settings.exact_rows
        return (f"The RBF SVM is approximate (Nyström, {landmarks} landmarks): {rows:,} rows are more than {most:,}.",)

    def _probabilities(self, features: np.ndarray) -> np.ndarray:
        if hasattr(self.pipeline_, "predict_proba") and self.sharpness_ == 1:
            return self.pipeline_.predict_proba(features)
        return softmax(self._scores(features) * self.sharpness_, axis=1)

    def _scores(self, features: np.ndarray) -> np.ndarray:
        """float64 [n, k]: log probabilities, or distances to the SVMs' borders; two classes share one border."""
        if hasattr(self.pipeline_, "predict_proba"):
            return np.log(np.maximum(self.pipeline_.predict_proba(features), LEAST))
        scores = self.pipeline_.decision_function(features)
        return scores if scores.ndim == 2 else np.stack([-scores, scores], axis=1)

    def _check(self, features: np.ndarray, codes: np.ndarray, weights: np.ndarray) -> None:
        if features.ndim != 2 or not len(features) == len(codes) == len(weights):
            raise InvalidSettings("There must be one name and one weight per row of features.")
        if len(codes) and int(codes.max()) >= len(self.classes):
            raise InvalidSettings(f"There is no emotion with the code {int(codes.max())}.")
        if not (np.isfinite(weights).all() and (weights >= 0).all()):
            raise InvalidSettings("A weight must be a number from 0 up.")
        _check_finite(features)

    def _check_input(self, features: np.ndarray) -> None:
        columns = self.pipeline_.n_features_in_
        if features.ndim != 2 or features.shape[1] != columns:
            raise InvalidSettings(
                f"This recognizer was trained on {columns} features, not on rows of shape {features.shape[1:]}.",
                remedy="Make the same features for these faces.",
            )
        _check_finite(features)


def _check_finite(features: np.ndarray) -> None:
    if not np.isfinite(features).all():
        raise InvalidSettings("Some features are not a number.", remedy="Make the features again.")


def _sharpness(judged: Sequence[ScoredNames]) -> float:
    """The factor 0.05..20 with which a softmax of the scores gives the names most likelihood."""

    def loss(log_factor: float) -> float:
        factor = np.exp(log_factor)
        logs = (log_softmax(part.scores * factor, axis=1)[np.arange(len(part.place)), part.place] for part in judged)
        return -sum(float(part.weights @ log) for part, log in zip(judged, logs, strict=True))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 0.01}).x))
