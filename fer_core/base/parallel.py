"""Work over many faces on all cores, in chunks small enough that progress and Cancel feel immediate."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from typing import TypeVar

from fer_core.base.progress import Progress, silent

T = TypeVar("T")

MAX_WORKERS = 8
"""More threads than this gain little here and make a shared machine slow for others."""


def workers() -> int:
    """Threads to use: one a core, at most MAX_WORKERS."""
    return min(os.cpu_count() or 1, MAX_WORKERS)


def in_chunks(work: Callable[[slice], None], count: int, size: int, what: str, progress: Progress = silent) -> None:
    """Call ``work`` with slices of at most ``size`` that cover ``0..count``, on all cores.

    ``work`` puts its result in place itself (into rows of an array made beforehand) and must free the
    interpreter for most of its time (numpy, onnxruntime). ``progress`` is called from this thread; an error
    out of it or out of ``work`` drops the chunks that have not begun, waits for the running ones and is
    raised.
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
    """The result of one long call that can neither tell how far it is nor be stopped (a library's fit).

    ``progress`` is asked ten times a second and may raise Cancelled: the caller is free at once, and what the
    call still computes is dropped.
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
