"""Timing programs side by side."""

import math
import time
import tracemalloc

import numpy as np

from benchmarks._clocks import wall_clock
from benchmarks._competitors import TOLERANCE, check_equal, competitors, draw_work

PAUSE = 0.05
"""Seconds before each turn, until the threads of the last one no longer keep a core."""

WARM_UP = 0.02
"""Seconds of each turn that are not counted."""

TURN = 0.05
"""Seconds of each turn that are counted, at least one call."""


def measure(case, dtype: str, rounds: int) -> dict:
    """Check that all competitors agree on a case, then time them: a row of the table.

    Raises
    ------
    ArithmeticError
        If outputs or gradients differ.
    """
    found = competitors(work := draw_work(case, dtype))
    results = {name: program.run() for name, program in found.items()}
    values = {name: found[name].values(result) for name, result in results.items()}
    check_equal(values, TOLERANCE[dtype])
    times = time_in_turns(
        {name: program.run for name, program in found.items()}, rounds
    )
    median = {name: float(np.median(turns)) for name, turns in times.items()}
    fastest = {name: min(turns) for name, turns in times.items()}
    trace = results["lstm_core"][0]
    kept = (trace.gates, trace.a_states, trace.c_states, trace.tanh_c)
    trace_bytes = sum(array.nbytes for array in kept)
    return {
        "dtype": dtype,
        **dict(zip(("T", "B", "n_x", "n_a"), case, strict=True)),
        "ms": {name: round(1e3 * seconds, 4) for name, seconds in median.items()},
        "fastest_ms": {name: round(1e3 * s, 4) for name, s in fastest.items()},
        "ratio": _ratios(median),
        "fastest_ratio": _ratios(fastest),
        "trace_mb": round(trace_bytes / 1e6, 3),
        "trace_arrays": round(trace_bytes / work.da.nbytes, 2),
        "peak_mb": round(peak_memory(found["lstm_core"].run) / 1e6, 3),
    }


def row(case, dtype: str, times: dict, ratios: dict) -> dict:
    """Sizes, medians in milliseconds, and ratios of medians, from `time_in_turns`.

    Parameters
    ----------
    case : tuple of int
    dtype : str
    times : dict of name to list of float
    ratios : dict of name to (str, str)
        Whose time is divided by whose.
    """
    median = {name: float(np.median(turns)) for name, turns in times.items()}
    return {
        "dtype": dtype,
        **dict(zip(("T", "B", "n_x", "n_a"), case, strict=True)),
        "ms": {name: round(1e3 * seconds, 4) for name, seconds in median.items()},
        "ratio": {
            name: round(median[over] / median[under], 3)
            for name, (over, under) in ratios.items()
        },
    }


def time_in_turns(programs: dict, rounds: int, clocks=None) -> dict[str, list[float]]:
    """Let the programs take turns, so that all see the same machine.

    Parameters
    ----------
    programs : dict of name to callable
    rounds : int
        Turns of each program.
    clocks : dict of name to function, optional
        From `_clocks.clock_of`; the clock of the CPU for a program that has none here.

    Returns
    -------
    dict of name to list of float
        Median seconds of a call, one entry a turn.
    """
    times = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            call_for = (clocks or {}).get(name, wall_clock)
            time.sleep(PAUSE)
            call_for(program, WARM_UP)
            times[name].append(float(np.median(call_for(program, TURN))))
    return times


def peak_memory(program) -> int:
    """Largest number of bytes that NumPy and Python hold at once during a call."""
    tracemalloc.start()
    try:
        program()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def geometric_means(rows: list[dict]) -> dict[str, dict[str, float]]:
    """Of the ratios of all rows: dtype -> competitor -> mean."""
    means = {}
    for dtype in dict.fromkeys(row["dtype"] for row in rows):
        ratios = [row["ratio"] for row in rows if row["dtype"] == dtype]
        means[dtype] = {
            name: round(math.exp(np.mean([math.log(r[name]) for r in ratios])), 3)
            for name in ratios[0]
        }
    return means


def unrest(rows: list[dict]) -> float:
    """Largest ratio of the median turn to the fastest one; 1 on a quiet machine."""
    return max(
        row["ms"][name] / fastest
        for row in rows
        for name, fastest in row["fastest_ms"].items()
    )


def _ratios(seconds):
    ours = seconds["lstm_core"]
    others = {name: theirs for name, theirs in seconds.items() if name != "lstm_core"}
    return {name: round(theirs / ours, 3) for name, theirs in others.items()}
