"""Time the PyTorch backend on a GPU: against a bare nn.LSTM, and a loop over gates.

    python -m benchmarks.gpu                    where there is a CUDA GPU: 5 minutes
    python -m benchmarks.gpu --device cpu       the same work without a GPU, no file
    python -m benchmarks.gpu --quick            two tiny sizes, to see that it runs

All programs of a row do the same work and must agree first. Then they take turns; a
time is the median over the turns, on a GPU measured by CUDA events after a warm-up.
The table is printed, and written to ``lstm_core/data/results/speed_gpu.json``:

    command, seconds  how it was made
    machine           as in speed_cpu.json, and device, gpu, cuda, cudnn, tf32
    rows              one for each dtype and size: dtype, T, B, n_x, n_a, and
                      ms      of forward pass and backpropagation: lstm_core, textbook,
                              nn.LSTM cpu on the CPU, nn.LSTM and loop on the device;
                              forward and trace_torch; bare and TorchModel
                      ratio   those of `RATIOS`
    geometric_means   of the ratios: dtype -> name -> number
"""

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for running it as a file

from benchmarks import compare  # noqa: E402

RESULTS = compare.RESULTS.with_name("speed_gpu.json")
COMMAND = "python -m benchmarks.gpu"
RATIOS = {
    "loop / nn.LSTM": ("loop", "nn.LSTM"),
    "nn.LSTM cpu / nn.LSTM": ("nn.LSTM cpu", "nn.LSTM"),
    "lstm_core / nn.LSTM": ("lstm_core", "nn.LSTM"),
    "trace_torch / forward": ("trace_torch", "forward"),
    "TorchModel / bare": ("TorchModel", "bare"),
}
GOALS = "goals on a GPU: loop at least 20, trace_torch at most 1.5, TorchModel 1.05"
COLUMNS = (
    *("lstm_core", "textbook", "nn.LSTM cpu", "nn.LSTM", "loop"),
    *("forward", "trace_torch", "bare", "TorchModel"),
)


def main(arguments=None) -> int:
    """Run all cases, print the table, write the file."""
    options, started = parse(arguments), time.perf_counter()
    compare.set_blas_threads(options.threads)
    if not is_there(options.device):
        print("No CUDA GPU here: nothing measured, no file written.")
        return 0
    from benchmarks import _competitors, _machine, _timing

    machine = _machine.describe_machine(options.threads)
    machine |= _machine.describe_device(options.device)
    cases = _competitors.QUICK_CASES if options.quick else _competitors.CASES
    print(heading(machine))
    rows = []
    for dtype in ("float32", "float64"):
        for case in cases:
            rows.append(measure(case, dtype, options.rounds, options.device))
            print(table_line(rows[-1]), flush=True)
    means = _timing.geometric_means(rows)
    print(closing(means))
    if options.output:
        result = {"machine": machine, "rows": rows, "geometric_means": means}
        compare.write(options.output, COMMAND, started, **result)
    return 0


def parse(arguments=None) -> argparse.Namespace:
    """Options; only a full run on a GPU writes a file if none is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--threads", type=int, default=2, help="default: 2")
    parser.add_argument("--rounds", type=int, help="turns of each program: 5")
    parser.add_argument("--quick", action="store_true", help="two tiny sizes")
    parser.add_argument("--output", type=Path, help="file for the table")
    options = parser.parse_args(arguments)
    options.rounds = options.rounds or (1 if options.quick else 5)
    if options.device == "cuda" and not options.quick:
        options.output = options.output or RESULTS
    return options


def is_there(device: str) -> bool:
    """Whether PyTorch is installed and finds the device."""
    try:
        import torch
    except ModuleNotFoundError:
        return False
    return device == "cpu" or torch.cuda.is_available()


def measure(case, dtype: str, rounds: int, device: str) -> dict:
    """Check that all programs agree on a case, then time them: a row of the table.

    Raises
    ------
    ArithmeticError
        If outputs or gradients differ.
    """
    from benchmarks import _clocks, _competitors, _timing, _torch_programs

    work, programs = _competitors.draw_work(case, dtype), {}
    for kind in ("learners", "tracers", "steppers"):
        found = getattr(_torch_programs, kind)(work, device)
        _torch_programs.check_all(found, dtype)
        programs |= found
    runs = {name: program.run for name, program in programs.items()}
    clocks = {name: _clocks.clock_of(p.device) for name, p in programs.items()}
    times = _timing.time_in_turns(runs, rounds, clocks)
    return _timing.row(case, dtype, times, RATIOS)


def heading(machine: dict) -> str:
    """What it ran on, and the names of the columns."""
    device = machine["gpu"] or machine["cpu"]
    sizes = "{:8}{:>4}{:>4}{:>5}{:>5}".format("ms", "T", "B", "n_x", "n_a")
    return f"""\
{compare.about(machine)}
on the device: {device}, CUDA {machine["cuda"]}, cuDNN {machine["cudnn"]}

{sizes}{"".join(f"{name:>13}" for name in COLUMNS)}"""


def table_line(row: dict) -> str:
    """One case of the table."""
    sizes = (row[name] for name in ("dtype", "T", "B", "n_x", "n_a"))
    times = (f"{row['ms'][name]:13.3f}" for name in COLUMNS)
    return "{:8}{:>4}{:>4}{:>5}{:>5}".format(*sizes) + "".join(times)


def closing(means: dict) -> str:
    """The geometric means of the ratios, and what they should be."""
    lines = [
        f"geometric mean {dtype}: {name} = {value:.2f}"
        for dtype, mean in means.items()
        for name, value in mean.items()
    ]
    return "\n".join(["", *lines, GOALS])


if __name__ == "__main__":
    sys.exit(main())
