"""How the time of a training pass grows with T, B and n_a, and what part is products.

    python -m benchmarks.scaling               one thread, one core: 1 minute
    python -m benchmarks.scaling --quick       tiny sizes, to see that it runs

The work is a forward pass and full backpropagation through time, in float64, by
lstm_core and by nn.LSTM; beside them the matrix products of that work alone. The
programs take turns; a time is the median over the turns, and counts only while the
process computes, so that other programs disturb it less. Then `trace_torch` against the
forward pass that it traces, and a training step of `TorchModel` against one of a bare
nn.LSTM. Printed, and written to ``lstm_core/data/results/speed_scaling.json``:

    command, seconds  how it was made
    machine           as in speed_cpu.json
    sweeps            "T", "B", "n_a" -> rows: dtype, T, B, n_x, n_a, and ms by program:
                      lstm_core, products, torch (if it is installed)
    tracing           rows: ms of forward, trace_torch, bare, TorchModel; ratio
"""

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for running it as a file

from benchmarks import compare, gpu  # noqa: E402

RESULTS = compare.RESULTS.with_name("speed_scaling.json")
COMMAND = "python -m benchmarks.scaling"
THREADS = 1  # the clock counts the work of all threads
BASE = {"T": 64, "B": 16, "n_x": 16, "n_a": 64}
SWEEPS = {
    "T": (16, 32, 64, 128, 256, 512),
    "B": (1, 2, 4, 8, 16, 32, 64, 128),
    "n_a": (8, 16, 32, 64, 128, 256, 512),
}
QUICK_SWEEPS = {"T": (2, 4), "B": (1, 2), "n_a": (2, 4)}
TRACED = ((50, 32, 28, 64), (100, 32, 64, 128), (100, 64, 128, 256))
RATIOS = {n: gpu.RATIOS[n] for n in ("trace_torch / forward", "TorchModel / bare")}


def main(arguments=None) -> int:
    """Run all sizes, print them, write the file."""
    options, started = parse(arguments), time.perf_counter()
    compare.set_blas_threads(THREADS)
    from benchmarks import _competitors, _machine

    machine = _machine.describe_machine(THREADS)
    print(compare.about(machine))
    sweeps = {
        name: sweep(name, values, options.rounds)
        for name, values in (QUICK_SWEEPS if options.quick else SWEEPS).items()
    }
    traced = _competitors.QUICK_CASES if options.quick else TRACED
    tracing = trace_times(traced, options.rounds) if machine["torch"] else []
    if options.output:
        result = {"machine": machine, "sweeps": sweeps, "tracing": tracing}
        compare.write(options.output, COMMAND, started, **result)
    return 0


def parse(arguments=None) -> argparse.Namespace:
    """Options of the command line; a quick run is short and writes no file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, help="turns of each program: 5")
    parser.add_argument("--quick", action="store_true", help="tiny sizes")
    parser.add_argument("--output", type=Path, help="file for the table")
    options = parser.parse_args(arguments)
    options.rounds = options.rounds or (1 if options.quick else 5)
    if not options.quick:
        options.output = options.output or RESULTS
    return options


def sweep(name: str, values, rounds: int) -> list[dict]:
    """Time all programs while one size changes and the others keep those of `BASE`."""
    from benchmarks import _competitors, _products, _timing

    rows = []
    for value in values:
        case = tuple((BASE | {name: value}).values())
        work = _competitors.draw_work(case, "float64")
        found = _competitors.competitors(work)
        runs = {kind: found[kind].run for kind in found if kind != "textbook"}
        runs["products"] = _products.matrix_products(work)
        times = _timing.time_in_turns(runs, rounds, clocks_of(runs))
        rows.append(_timing.row(case, "float64", times, {}))
        print(f"{name} = {value:4}: {said(rows[-1]['ms'])} ms", flush=True)
    return rows


def trace_times(cases, rounds: int) -> list[dict]:
    """`trace_torch` and `TorchModel` on the CPU, against what they are made of."""
    from benchmarks import _competitors, _timing, _torch_programs

    rows = []
    for dtype in compare.DTYPES:
        for case in cases:
            work = _competitors.draw_work(case, dtype)
            programs = _torch_programs.tracers(work, "cpu")
            programs |= _torch_programs.steppers(work, "cpu")
            runs = {name: program.run for name, program in programs.items()}
            times = _timing.time_in_turns(runs, rounds, clocks_of(runs))
            rows.append(_timing.row(case, dtype, times, RATIOS))
            print(f"{dtype} {case}: {said(rows[-1]['ratio'])}", flush=True)
    return rows


def clocks_of(runs: dict) -> dict:
    """The clock of all programs here: they have one thread, so it tells their time."""
    from benchmarks import _clocks

    return dict.fromkeys(runs, _clocks.work_clock)


def said(numbers: dict) -> str:
    """Names and numbers in one line."""
    return ", ".join(f"{name} {number:.2f}" for name, number in numbers.items())


if __name__ == "__main__":
    sys.exit(main())
