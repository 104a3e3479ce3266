"""The recognizer: a scikit-learn pipeline, trained on faces with names. All of FER2013 takes seconds."""

from collections.abc import Sequence

import numpy as np
from scipy.special import softmax
from threadpoolctl import threadpool_limits

from fer_core.balance import Balanced, PictureSource, TrainingRows
from fer_core.balance.logits import adjusted, shift
from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.recognizer.estimators import MODELS, exact
from fer_core.recognizer.fitting import FOLDS, TOO_FEW, FittingData, calibration_note, fitting_data, seen_by
from fer_core.recognizer.folds import folds_of
from fer_core.recognizer.pipelines import pipeline
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.recognizer.temperature import ScoredNames, inverse_temperature

LEAST = 1e-12
"""The smallest probability in a logarithm."""


class Recognizer:
    """A model that predicts emotions from features of faces. It predicts no emotion that it was not trained on.

    Attributes:
        pipeline_: the fitted scikit-learn pipeline; it also standardises its inputs, by the training rows.
        named_: uint8 [k], ascending: codes of the emotions in the training rows, the pipeline's classes.
        rows_: number of rows that it was fitted on, after balancing; with calibration folds, their mean.
        sharpness_: factor of the scores before softmax, the inverse of a temperature (see `predict_proba`); 1 where
            the model's own probabilities are used unchanged.
        shift_: float64 [k], what logit adjustment adds to the log probabilities of ``named_``; otherwise zeros.
        notes_: sentences for people on what was done beyond fitting.
    """

    notes_: tuple[str, ...]

    def __init__(self, settings: RecognizerSettings, classes: Sequence[str]) -> None:
        self.settings = settings
        self.classes = tuple(classes)

    def train(
        self,
        X: np.ndarray,
        rows: TrainingRows,
        pixels: PictureSource | None = None,
        progress: Progress = silent,
        unnamed: np.ndarray | None = None,
    ) -> "Recognizer":
        """Train on training rows, which are treated, balanced and calibrated as the settings say.

        Args:
            X: float32 [n, d], features of all faces of the data set; only those of training faces are read.
            rows: the training rows and their names.
            pixels: the faces, for balancing strategies that make pictures.
            progress: called ten times a second without a measure of how far fitting is; may raise Cancelled.
            unnamed: int64 [u], training faces without a name; all training faces without a row where None.

        Raises:
            InvalidSettings: for fewer than two names, for features, names or weights that do not fit together, and
                where the balancing strategy cannot work on these rows.
        """
        self._check(rows.take(X), rows.codes, rows.weights)
        seen = rows.of(self._seen(rows.codes, rows.weights))
        unnamed = np.setdiff1d(rows.split.train, rows.rows) if unnamed is None else unnamed
        weighted = rows.of(rows.weights > 0)
        preparing, fitting, tempering = parts_of(progress, [1, 1, 4 * (self.settings.calibration == "temperature")])
        data = fitting_data(X, weighted, unnamed, self.settings, pixels, preparing)
        self._fit_in_background(data, fitting)
        if self.settings.calibration == "temperature":
            self._temper(X, weighted, unnamed, tempering)
        if self.settings.balance.strategy == "logit_adjustment":
            tau = self.settings.balance.tau
            self.shift_ = shift(seen.codes, seen.weights, self.named_, tau, self._prior_power)
        return self

    def fit(
        self, features: np.ndarray, codes: np.ndarray, weights: np.ndarray | None = None, progress: Progress = silent
    ) -> "Recognizer":
        """Fit on exactly these rows, without balancing, treatment of names or calibration: `train` does these.

        Args:
            features: float32 [m, d]; a face with two names has two rows.
            codes: uint8 [m], the names as codes into ``classes``.
            weights: float32 [m], 0 or more, the share of the face that the name has; None = 1 each.
            progress: called ten times a second without a measure of how far fitting is; may raise Cancelled.

        Raises:
            InvalidSettings: as `train`, and where the settings ask for more than a fit.
        """
        s = self.settings
        if s.balance.strategy != "none" or s.robust != "none" or s.calibration != "none" or s.purity:
            what = "These rows cannot be balanced, treated or calibrated: they are not known to be training rows."
            raise InvalidSettings(what, remedy="Use `train`, or settings without these.")
        weights = np.ones(len(features), np.float32) if weights is None else weights
        self._check(features, codes, weights)
        seen = self._seen(codes, weights)
        return self._fit_in_background(FittingData(Balanced(features[seen], codes[seen], weights[seen]), ()), progress)

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Probabilities of the emotions.

        Scores become probabilities by a softmax with a temperature (Guo et al., "On calibration of modern neural
        networks", ICML 2017). With temperature calibration it is fitted to the names of held-out groups; otherwise for
        SVMs to the training names, while other models' own probabilities are used unchanged. All are probabilities of
        the names that people gave: where a group's name is wrong for a face, they are overconfident.

        Args:
            features: float32 [n, d], the features that it was trained on.

        Returns:
            float32 [n, c], 0..1; rows sum to 1, and emotions without a name are 0.

        Raises:
            InvalidSettings: where the features have another shape or are not finite.
        """
        self._check_input(features)
        result = np.zeros((len(features), len(self.classes)), np.float32)
        if len(features):
            with threadpool_limits(1):
                result[:, self.named_] = adjusted(self._probabilities(features), self.shift_)
        return result

    def predict(self, features: np.ndarray) -> np.ndarray:
        """uint8 [n]: code of the most probable emotion. Arguments and errors as for `predict_proba`."""
        return self.predict_proba(features).argmax(1).astype(np.uint8)

    @property
    def _prior_power(self) -> float:
        """The power of the names' shares in the probabilities: 1 with a calibration curve a class; a temperature scales
        that of the model."""
        if self.settings.calibration in ("sigmoid", "isotonic"):
            return 1.0
        scale = self.sharpness_ if self.settings.calibration == "temperature" else 1.0
        return scale * MODELS[self.settings.model].prior_power

    def _temper(self, X: np.ndarray, rows: TrainingRows, unnamed: np.ndarray, progress: Progress) -> None:
        """Fit the sharpness to the names of held-out groups, predicted by models of the other groups.

        Predictions stay the same. Each fold's model is trained like this one, except for balancing by pictures.
        """
        folds, settings = folds_of(rows, FOLDS, self.settings.seed), self.settings.quick
        scored: list[ScoredNames] = []
        for fold, share in enumerate(parts_of(progress, [1] * FOLDS)):
            held_out = rows.of((folds == fold) & seen_by(settings, rows.weights))
            try:
                other = Recognizer(settings, self.classes).train(X, rows.of(folds != fold), None, share, unnamed)
            except InvalidSettings:  # only one name is left
                continue
            held_out = held_out.of(np.isin(held_out.codes, other.named_))
            if len(held_out):
                place = np.searchsorted(other.named_, held_out.codes)
                scored.append(ScoredNames(other._scores(held_out.take(X)), place, held_out.weights))
        if not scored:
            self.notes_ += (TOO_FEW,)
            return
        self.sharpness_ = inverse_temperature(scored)
        self.notes_ += (calibration_note(rows, folds, self.settings),)

    def _seen(self, codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """bool [m]: which rows the model is fitted on. Raises InvalidSettings where they have fewer than two names."""
        seen = seen_by(self.settings, weights)
        if len(np.unique(codes[seen])) < 2:
            what = "A recognizer needs names of at least two emotions."
            raise InvalidSettings(what, remedy="Name groups with at least two emotions.")
        return seen

    def _fit_in_background(self, data: FittingData, progress: Progress) -> "Recognizer":
        return in_background(lambda: self._fit(data), f"Training: {MODELS[self.settings.model].title}", progress)

    def _fit(self, data: FittingData) -> "Recognizer":
        rows, splits = data.rows, data.splits
        made = pipeline(self.settings, data.fewest, rows.features.shape[1], splits)
        weights = {"model__sample_weight": rows.weights} if MODELS[self.settings.model].weighs else {}
        # One thread: on few cores, the small matrix products of a step are 3 to 5 times slower on two (measured).
        with threadpool_limits(1):
            self.pipeline_ = made.fit(rows.features, rows.codes, **weights)
            if splits is not None:
                made.set_params(model__cv=len(splits))  # the indices of rows were needed for fitting alone
            self.named_ = made.classes_.astype(np.uint8)
            self.sharpness_, self.shift_ = 1.0, np.zeros(len(self.named_))
            if not hasattr(made, "predict_proba"):
                place = np.searchsorted(self.named_, rows.codes)
                self.sharpness_ = inverse_temperature([ScoredNames(self._scores(rows.features), place, rows.weights)])
        self.rows_ = len(rows.codes) if splits is None else round(np.mean([len(training) for training, _ in splits]))
        self.notes_ = (*data.notes, *self._model_notes(data.fewest))
        return self

    def _model_notes(self, rows: int) -> tuple[str, ...]:
        """Sentences on the model itself."""
        if self.settings.model != "rbf_svm":
            return ()
        if exact(self.settings, rows):
            return (f"The RBF SVM is exact, since there are only {rows:,} rows.",)
        landmarks = min(self.settings.landmarks, rows)
        most = self.settings.exact_rows
        return (
            f"The RBF SVM is approximate (Nyström, {landmarks} landmarks), since {rows:,} rows are more than {most:,}.",
        )

    def _probabilities(self, features: np.ndarray) -> np.ndarray:
        if hasattr(self.pipeline_, "predict_proba") and self.sharpness_ == 1:
            return self.pipeline_.predict_proba(features)
        return softmax(self._scores(features) * self.sharpness_, axis=1)

    def _scores(self, features: np.ndarray) -> np.ndarray:
        """float64 [n, k]: log probabilities, or decision values of an SVM; for two classes, one and its negative."""
        if hasattr(self.pipeline_, "predict_proba"):
            return np.log(np.maximum(self.pipeline_.predict_proba(features), LEAST))
        scores = self.pipeline_.decision_function(features)
        return scores if scores.ndim == 2 else np.stack([-scores, scores], axis=1)

    def _check(self, features: np.ndarray, codes: np.ndarray, weights: np.ndarray) -> None:
        if features.ndim != 2 or not len(features) == len(codes) == len(weights):
            raise InvalidSettings("Each row of features needs one name and one weight.")
        if len(codes) and int(codes.max()) >= len(self.classes):
            raise InvalidSettings(f"There is no emotion with the code {int(codes.max())}.")
        if not (np.isfinite(weights).all() and (weights >= 0).all()):
            raise InvalidSettings("A weight must be 0 or more.")
        _check_finite(features)

    def _check_input(self, features: np.ndarray) -> None:
        columns = self.pipeline_.n_features_in_
        if features.ndim != 2 or features.shape[1] != columns:
            raise InvalidSettings(
                f"This recognizer was trained on {columns} features, but these faces have features of shape "
                f"{features.shape[1:]}.",
                remedy="Extract the same features for these faces.",
            )
        _check_finite(features)


def _check_finite(features: np.ndarray) -> None:
    if not np.isfinite(features).all():
        raise InvalidSettings("Some features are not finite numbers.", remedy="Extract the features again.")
