"""Time lstm_core against torch.nn.LSTM and a textbook loop, on the same work.

    python -m benchmarks.compare              six sizes, two precisions: 3 minutes
    python -m benchmarks.compare --quick      two tiny sizes, to see that it runs

The work is a forward pass and full backpropagation through time. All must agree on
outputs and gradients first. Then they take turns; a time is the median over the turns.
A ratio above 1 means that lstm_core is faster. The table is printed, and written to
``lstm_core/data/results/speed_cpu.json``:

    command, seconds  how it was made
    machine           date, cpu, cores, system, python, numpy, blas, torch, threads
    rows              one for each dtype and size: dtype, T, B, n_x, n_a;
                      ms, fastest_ms, ratio, fastest_ratio, each by competitor;
                      trace_mb, trace_arrays (as multiple of T * B * n_a numbers),
                      peak_mb (of forward and backward together)
    geometric_means   of the ratios: dtype -> competitor -> number
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for running it as a file

RESULTS = ROOT / "lstm_core" / "data" / "results" / "speed_cpu.json"
COMMAND = "python -m benchmarks.compare"
DTYPES = ("float64", "float32")
RIVALS = ("torch", "textbook")
THREAD_VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
LAYOUT = "{:8}{:>4}{:>4}{:>5}{:>5}{:>14}{:>9}{:>10}{:>15}{:>14}{:>10}{:>8}"
NOTES = """\
ratio: time of the other one divided by that of lstm_core, medians over the turns; in
brackets of the fastest turns. MB: what the forward pass keeps for the backward pass,
and the largest amount of memory in use during both."""


def main(arguments=None) -> int:
    """Run all cases, print the table, write the file."""
    options, started = parse(arguments), time.perf_counter()
    set_blas_threads(options.threads)
    from benchmarks import _competitors, _machine, _timing

    machine = _machine.describe_machine(options.threads)
    cases = _competitors.QUICK_CASES if options.quick else _competitors.CASES
    print(heading(machine))
    rows = []
    for dtype in DTYPES:
        for case in cases:
            rows.append(_timing.measure(case, dtype, options.rounds))
            print(table_line(rows[-1]), flush=True)
    means = _timing.geometric_means(rows)
    print(closing(means))
    if (unrest := _timing.unrest(rows)) > 1.3:
        print(f"Something else kept the machine busy: turns differ {unrest:.1f} times.")
    if options.output:
        result = {"machine": machine, "rows": rows, "geometric_means": means}
        write(options.output, COMMAND, started, **result)
    return 0


def parse(arguments=None) -> argparse.Namespace:
    """Options of the command line; a quick run is short and writes no file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2, help="default: 2")
    parser.add_argument("--rounds", type=int, help="turns of each competitor: 7")
    parser.add_argument("--quick", action="store_true", help="two tiny sizes")
    parser.add_argument("--output", type=Path, help="file for the table")
    options = parser.parse_args(arguments)
    options.rounds = options.rounds or (1 if options.quick else 7)
    if not options.quick:
        options.output = options.output or RESULTS
    return options


def set_blas_threads(threads: int) -> None:
    """Set the threads of NumPy's matrix products; it reads this when it is imported."""
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(threads)))


def about(machine: dict) -> str:
    """The work, the date, and what it ran on."""
    torch = machine["torch"] or "not installed"
    return f"""\
Forward pass and backpropagation through time, {machine["date"]}
{machine["cpu"]}, {machine["cores"]} cores, {machine["system"]}
Python {machine["python"]}, NumPy {machine["numpy"]} ({machine["blas"]})
PyTorch {torch}; {machine["threads"]} threads"""


def heading(machine: dict) -> str:
    """What it ran on, and the names of the columns."""
    columns = LAYOUT.format(
        *("dtype", "T", "B", "n_x", "n_a"),
        *("ms lstm_core", "nn.LSTM", "textbook"),
        *("ratio nn.LSTM", "textbook", "MB trace", "peak"),
    )
    return f"{about(machine)}\n\n{columns}"


def table_line(row: dict) -> str:
    """One case of the table."""
    ms, ratio, fastest = row["ms"], row["ratio"], row["fastest_ratio"]
    return LAYOUT.format(
        *(row[name] for name in ("dtype", "T", "B", "n_x", "n_a")),
        *(_number(ms.get(name)) for name in ("lstm_core", *RIVALS)),
        *(f"{_number(ratio.get(n))} ({_number(fastest.get(n))})" for n in RIVALS),
        *(f"{row[name]:.1f}" for name in ("trace_mb", "peak_mb")),
    )


def closing(means: dict) -> str:
    """The geometric means, and what the columns mean."""
    lines = [
        f"geometric mean {dtype}: nn.LSTM {_number(mean.get('torch'))}, "
        f"textbook {_number(mean.get('textbook'))}"
        for dtype, mean in means.items()
    ]
    return "\n".join(["", *lines, "", NOTES])


def write(path: Path, command: str, started: float, **result) -> None:
    """Write the result as JSON, with the command and the seconds since ``started``."""
    made = {"command": command, "seconds": round(time.perf_counter() - started)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made | result, indent=1) + "\n", encoding="utf-8")


def _number(value):
    return "-" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
