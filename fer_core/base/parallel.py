"""Work on many faces on all cores, in chunks so small that progress and Cancel respond at once."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from typing import TypeVar

from fer_core.base.progress import Progress, silent

T = TypeVar("T")

MAX_WORKERS = 8
"""More threads gain little here and slow down other programs."""


def workers() -> int:
    """Number of threads to use: one for each core, at most `MAX_WORKERS`."""
    return min(os.cpu_count() or 1, MAX_WORKERS)


def in_chunks(work: Callable[[slice], None], count: int, size: int, what: str, progress: Progress = silent) -> None:
    """Call ``work`` with slices of at most ``size`` that cover ``0..count``, on all cores.

    Args:
        work: stores its result itself, in rows of an existing array. It must release the interpreter lock most of the
            time, as numpy and onnxruntime do.
        count: number of rows.
        size: largest number of rows of a slice.
        what: describes the work for people.
        progress: is called in this thread and may raise Cancelled.

    Raises:
        Exception: whatever ``work`` or ``progress`` raises, after running chunks have ended. Other chunks are dropped.
    """
    progress(0, count, what)
    pool = ThreadPoolExecutor(workers())
    try:
        slices = [slice(start, min(start + size, count)) for start in range(0, count, size)]
        futures = {pool.submit(work, rows): rows.stop - rows.start for rows in slices}
        done = 0
        for future in as_completed(futures):
            future.result()
            done += futures[future]
            progress(done, count, what)
    finally:
        pool.shutdown(cancel_futures=True)


def in_background(work: Callable[[], T], what: str, progress: Progress = silent) -> T:
    """The result of a long call that neither reports progress nor can be stopped, such as a library's fit.

    ``progress`` is called ten times a second and may raise Cancelled. Then this function returns at once, and the
    result of the call is dropped.
    """
    pool = ThreadPoolExecutor(1)
    try:
        future: Future[T] = pool.submit(work)
        progress(0, 0, what)
        while not wait([future], timeout=0.1).done:
            progress(0, 0, what)
        return future.result()
    finally:
        pool.shutdown(wait=False)
