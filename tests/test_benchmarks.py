"""The benchmarks: they run, stop at wrong numbers, and write what they document."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import (  # noqa: E402
    _clocks,
    _competitors,
    _products,
    _timing,
    _torch_programs,
    compare,
    gpu,
    scaling,
)

pytestmark = pytest.mark.slow
CASE = (5, 2, 3, 4)
RESULT = {"command", "seconds", "machine"}
MACHINE = "date cpu cores system python numpy blas torch threads"


@pytest.fixture(autouse=True)
def threads_of_this_process(monkeypatch):
    monkeypatch.setattr(compare, "THREAD_VARIABLES", ())


@pytest.fixture(params=[pytest.param(True, marks=pytest.mark.torch), False])
def has_torch(request, monkeypatch):
    """With PyTorch, and as if it were not installed."""
    if request.param:
        request.getfixturevalue("torch")
    else:
        monkeypatch.setitem(sys.modules, "torch", None)
    return request.param


@pytest.fixture
def run(tmp_path):
    """A function: what a quick run writes."""

    def run(script, *arguments):
        file = tmp_path / "new" / "result.json"
        assert script.main(["--quick", "--output", str(file), *arguments]) == 0
        return json.loads(file.read_text(encoding="utf-8"))

    return run


def work(dtype="float64", case=CASE):
    return _competitors.draw_work(case, dtype)


# What is compared.


@pytest.mark.parametrize("wrong", [1, np.nan])
@pytest.mark.parametrize("name", ["a", "dW", "db", "dx"])
@pytest.mark.parametrize("dtype", compare.DTYPES)
def test_competitors_agree_and_one_wrong_number_is_found(dtype, name, wrong):
    found = _competitors.competitors(work(dtype))
    values = {name: program.values(program.run()) for name, program in found.items()}
    tolerance = _competitors.TOLERANCE[dtype]
    _competitors.check_equal(values, tolerance)
    values["textbook"][name] = changed = values["textbook"][name].copy()
    changed.flat[-1] += wrong * 10 * tolerance * np.abs(changed).max()
    with pytest.raises(ArithmeticError, match=f"{name}: lstm_core and textbook differ"):
        _competitors.check_equal(values, tolerance)


@pytest.mark.parametrize("kind", ["learners", "tracers", "steppers"])
@pytest.mark.parametrize("dtype", compare.DTYPES)
def test_programs_of_a_device_agree_and_a_wrong_one_is_found(torch, kind, dtype):
    programs = getattr(_torch_programs, kind)(work(dtype), "cpu")
    _torch_programs.check_all(programs, dtype)
    name, right = list(programs.items())[-1]

    factor = 1 + 10 * _torch_programs.TOLERANCE[dtype]

    def wrong(result):
        return {name: value * factor for name, value in right.values(result).items()}

    programs[name] = _torch_programs.Timed(right.run, "cpu", wrong)
    with pytest.raises(ArithmeticError, match="differ by"):
        _torch_programs.check_all(programs, dtype)


def test_the_loop_over_gates_has_all_gradients(torch):
    programs = _torch_programs.learners(work(), "cpu")
    a, dx = programs["loop"].run()
    want = programs["lstm_core"].values(programs["lstm_core"].run())
    np.testing.assert_allclose(a.detach(), want["a"], atol=1e-13)
    np.testing.assert_allclose(dx, want["dx"], atol=1e-13)


def test_nothing_is_timed_when_a_gradient_is_wrong(monkeypatch):
    def broken(work):
        right = _competitors.competitors(work)
        values = right["textbook"].values
        wrong = _competitors.Competitor(
            right["textbook"].run, lambda r: values(r) | {"dW": 1.01 * values(r)["dW"]}
        )
        return right | {"textbook": wrong}

    monkeypatch.setattr(_timing, "competitors", broken)
    monkeypatch.setattr(_timing, "time_in_turns", lambda *_: pytest.fail("was timed"))
    with pytest.raises(ArithmeticError, match="dW"):
        _timing.measure(CASE, "float64", rounds=1)


def test_nothing_is_timed_on_a_device_that_disagrees(torch, monkeypatch):
    def disagree(programs, dtype):
        raise ArithmeticError(", ".join(programs))

    monkeypatch.setattr(_torch_programs, "check_all", disagree)
    with pytest.raises(ArithmeticError, match=r"nn\.LSTM, loop"):
        gpu.measure((2, 1, 3, 4), "float64", 1, "cpu")


def test_products_are_those_of_the_package_at_each_step_both_ways(monkeypatch):
    products = _products.matrix_products(work("float32", (6, 2, 3, 4)))
    calls, real = [], np.matmul

    def matmul(one, other, out):
        calls.append(one.shape)
        return real(one, other, out=out)

    monkeypatch.setattr(np, "matmul", matmul)
    dW, dx = products()
    assert calls == [(16, 4)] * 6 + [(4, 16)] * 6
    assert (dW.shape, dx.shape) == ((16, 4 + 3), (3, 6 * 2))
    assert dW.dtype == dx.dtype == np.float32


# How it is timed.


def test_programs_take_turns_each_warmed_up_and_timed_by_its_clock(monkeypatch):
    calls = []

    def clock(program, seconds):
        calls.append((program(), seconds))
        return np.array([5.0, 1.0, 2.0])

    monkeypatch.setattr(_timing, "PAUSE", 0)
    monkeypatch.setattr(_timing, "wall_clock", clock)
    own = {"two": lambda program, seconds: 7 + clock(program, seconds)}
    found = _timing.time_in_turns({"one": lambda: 1, "two": lambda: 2}, 3, own)
    turn = [(k, s) for k in (1, 2) for s in (_timing.WARM_UP, _timing.TURN)]
    assert calls == 3 * turn
    assert found == {"one": [2.0] * 3, "two": [9.0] * 3}


def test_the_clock_of_work_does_not_count_waiting():
    def program():
        time.sleep(0.02)
        sum(range(100_000))

    assert _clocks.work_clock(program, 1e-4).min() < 0.02
    assert _clocks.wall_clock(program, 1e-4).min() >= 0.02


def test_the_clock_of_a_gpu_waits_for_its_events(torch, monkeypatch):
    log = []

    class Event:
        def __init__(self, enable_timing):
            assert enable_timing

        def record(self):
            log.append("record")

        def synchronize(self):
            log.append("wait")

        def elapsed_time(self, other):
            return 2.5  # milliseconds

    monkeypatch.setattr(torch.cuda, "Event", Event)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: log.append("empty"))
    found = _clocks.clock_of("cuda")(lambda: log.append("run"), 0.0)
    assert log == ["empty", "record", "run", "record", "wait"]
    assert list(found) == [2.5e-3]
    assert _clocks.clock_of("cpu") is _clocks.wall_clock


def test_unrest_is_the_largest_ratio_of_median_and_fastest_turn():
    calm = {"ms": {"a": 2.0, "b": 3.3}, "fastest_ms": {"a": 2.0, "b": 3.0}}
    busy = {"ms": {"a": 5.0, "b": 3.0}, "fastest_ms": {"a": 2.0, "b": 3.0}}
    assert _timing.unrest([calm]) == pytest.approx(1.1)
    assert _timing.unrest([calm, busy]) == pytest.approx(2.5)


def test_peak_memory_counts_the_largest_use_at_once():
    def program():
        for _ in range(3):
            np.zeros(10**6)

    assert 8e6 <= _timing.peak_memory(program) < 9e6


def test_faster_than_the_textbook_loop():
    programs = _competitors.competitors(work(case=(50, 8, 16, 32)))
    runs = {name: programs[name].run for name in ("lstm_core", "textbook")}
    times = _timing.time_in_turns(runs, rounds=7)
    assert np.median(times["lstm_core"]) < np.median(times["textbook"])


# What is printed and written.


@pytest.mark.parametrize(
    "command", [["benchmarks/compare.py"], ["-m", "benchmarks.compare"]]
)
def test_script_prints_a_line_for_each_case_and_the_means(command):
    command = [sys.executable, *command, "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    for dtype in compare.DTYPES:
        lines = [x for x in done.stdout.splitlines() if x.startswith(dtype)]
        assert len(lines) == len(_competitors.QUICK_CASES)
        assert f"geometric mean {dtype}" in done.stdout


def test_comparison_has_the_documented_fields(run, has_torch, capsys):
    result = run(compare)
    assert set(result) == RESULT | {"rows", "geometric_means"}
    assert set(result["machine"]) == set(MACHINE.split())
    version = sys.modules["torch"].__version__ if has_torch else None
    assert result["machine"]["torch"] == version
    assert f"PyTorch {version or 'not installed'}" in capsys.readouterr().out
    rivals = {"torch", "textbook"} if has_torch else {"textbook"}
    assert [row["dtype"] for row in result["rows"]] == ["float64"] * 2 + ["float32"] * 2
    for row in result["rows"]:
        by_competitor = {"ms", "fastest_ms", "ratio", "fastest_ratio"}
        memory = {"trace_mb", "trace_arrays", "peak_mb"}
        assert set(row) == {"dtype", "T", "B", "n_x", "n_a"} | by_competitor | memory
        for times, ratios in (("ms", "ratio"), ("fastest_ms", "fastest_ratio")):
            assert set(row[times]) == rivals | {"lstm_core"}
            assert set(row[ratios]) == rivals
            for name, ratio in row[ratios].items():
                want = row[times][name] / row[times]["lstm_core"]
                assert ratio == pytest.approx(want, rel=0.01)
    assert list(result["geometric_means"]) == list(compare.DTYPES)
    for dtype, means in result["geometric_means"].items():
        found = [row["ratio"] for row in result["rows"] if row["dtype"] == dtype]
        assert set(means) == rivals
        for name, mean in means.items():
            product = np.prod([ratios[name] for ratios in found])
            assert mean == pytest.approx(product ** (1 / len(found)), rel=0.01)


def test_the_table_of_a_device_has_the_documented_fields(torch, run, capsys):
    result = run(gpu, "--device", "cpu", "--threads", "1")
    assert set(result) == RESULT | {"rows", "geometric_means"}
    assert {"device", "gpu", "cuda", "cudnn", "tf32"} <= set(result["machine"])
    for row in result["rows"]:
        assert set(row["ms"]) == set(gpu.COLUMNS)
        for name, (over, under) in gpu.RATIOS.items():
            ratio = row["ms"][over] / row["ms"][under]
            assert row["ratio"][name] == pytest.approx(ratio, rel=0.02, abs=2e-3)
    assert set(result["geometric_means"]["float64"]) == set(gpu.RATIOS)
    printed = capsys.readouterr().out
    for text in (*gpu.COLUMNS, *gpu.RATIOS, gpu.GOALS):
        assert text in printed


def test_scaling_has_a_row_for_each_size_and_trace(run, has_torch, capsys):
    result = run(scaling)
    assert set(result) == RESULT | {"sweeps", "tracing"}
    for name, values in scaling.QUICK_SWEEPS.items():
        rows = result["sweeps"][name]
        assert tuple(row[name] for row in rows) == values
        for row in rows:
            others = {key: row[key] for key in scaling.BASE if key != name}
            assert others.items() <= scaling.BASE.items()
            programs = {"lstm_core", "products"} | ({"torch"} if has_torch else set())
            assert set(row["ms"]) == programs
    traced = 2 * len(_competitors.QUICK_CASES) if has_torch else 0
    assert len(result["tracing"]) == traced
    assert all(set(row["ratio"]) == set(scaling.RATIOS) for row in result["tracing"])


def test_without_pytorch_or_a_gpu_nothing_is_measured_or_written(
    tmp_path, capsys, monkeypatch
):
    file = tmp_path / "gpu.json"
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "torch", None)
        assert not gpu.is_there("cpu")
        assert not gpu.is_there("cuda")
    monkeypatch.setattr(gpu, "is_there", lambda device: False)
    assert gpu.main(["--output", str(file)]) == 0
    assert "nothing measured" in capsys.readouterr().out
    assert not file.exists()


@pytest.mark.parametrize(
    ("script", "arguments", "output"),
    [
        (compare, [], compare.RESULTS),
        (compare, ["--quick"], None),
        (gpu, [], gpu.RESULTS),
        (gpu, ["--quick"], None),
        (gpu, ["--device", "cpu"], None),
        (scaling, [], scaling.RESULTS),
        (scaling, ["--quick"], None),
    ],
)
def test_only_a_full_run_writes_the_stored_file(script, arguments, output):
    assert script.parse(arguments).output == output


def test_stored_results_are_of_all_cases():
    rows = json.loads(compare.RESULTS.read_text(encoding="utf-8"))["rows"]
    found = [(r["dtype"], r["T"], r["B"], r["n_x"], r["n_a"]) for r in rows]
    assert found == [(d, *case) for d in compare.DTYPES for case in _competitors.CASES]
    assert all(row["trace_arrays"] <= 8 for row in rows)
