"""What measures the seconds of a call, on the CPU or on a GPU."""

import time

import numpy as np


def clock_of(device: str):
    """The clock for a program that computes on a device: "cpu" or "cuda"."""
    return cuda_clock if device == "cuda" else wall_clock


def wall_clock(program, seconds: float, now=time.perf_counter) -> np.ndarray:
    """Seconds of single calls, one after the other, at least for ``seconds``."""
    marks = [now()]
    while marks[-1] - marks[0] < seconds:
        program()
        marks.append(now())
    return np.diff(marks)


def work_clock(program, seconds: float) -> np.ndarray:
    """The same, but counting only while the process computes, on all its threads.

    With one thread this is the time on a machine that does nothing else.
    """
    return wall_clock(program, seconds, time.process_time)


def cuda_clock(program, seconds: float) -> np.ndarray:
    """The same on a GPU, by CUDA events.

    A call returns when its work is queued, not when it is done. So an event is
    put into the queue of the GPU before the call and after it, and we wait for the
    second. The queue is empty at the first: the time that the CPU needs to fill it
    counts as well.
    """
    import torch

    found, start = [], time.perf_counter()
    while not found or time.perf_counter() - start < seconds:
        before, after = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda.synchronize()
        before.record()
        program()
        after.record()
        after.synchronize()
        found.append(before.elapsed_time(after) / 1e3)
    return np.array(found)
