"""Tables as files, in a word."""

from fer_core.naming.exchange import decisions_sheet
from fer_core.naming.labelled import names_sheet
from fer_core.naming.sheet import to_csv, to_json, to_parquet
from fer_core.report.predictions import predictions_sheet


def decisions_csv(*about: object) -> bytes:
    return to_csv(decisions_sheet(*about))  # type: ignore[arg-type]


def decisions_parquet(*about: object) -> bytes:
    return to_parquet(decisions_sheet(*about))  # type: ignore[arg-type]


def decisions_json(*about: object) -> bytes:
    return to_json(decisions_sheet(*about))  # type: ignore[arg-type]


def names_csv(*about: object) -> bytes:
    return to_csv(names_sheet(*about))  # type: ignore[arg-type]


def names_parquet(*about: object) -> bytes:
    return to_parquet(names_sheet(*about))  # type: ignore[arg-type]


def names_json(*about: object) -> bytes:
    return to_json(names_sheet(*about))  # type: ignore[arg-type]


def predictions_csv(*about: object) -> bytes:
    return to_csv(predictions_sheet(*about))  # type: ignore[arg-type]


def predictions_parquet(*about: object) -> bytes:
    return to_parquet(predictions_sheet(*about))  # type: ignore[arg-type]
