"""The benchmark: it runs, stops at wrong numbers, and writes what it documents."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _competitors, _timing, compare  # noqa: E402

CASE = (5, 2, 3, 4)
BY_COMPETITOR = ("ms", "fastest_ms", "ratio", "fastest_ratio")
MACHINE = "date cpu cores system python numpy blas torch threads"


def values_of_all(dtype="float64"):
    """Outputs and gradients of every competitor on a small case."""
    found = _competitors.competitors(_competitors.draw_work(CASE, dtype))
    return {name: program.values(program.run()) for name, program in found.items()}


def run_script(*command):
    """Printed lines of a quick run in a new process."""
    command = [sys.executable, *command, "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_each_turn_is_warmed_up_and_the_programs_take_turns(monkeypatch):
    monkeypatch.setattr(_timing, "PAUSE", 0)
    calls = []

    def clock(program, seconds):
        calls.append((program(), seconds))
        return np.array([3.0, 1.0, 2.0])

    programs = {"one": lambda: 1, "two": lambda: 2}
    found = _timing.time_in_turns(programs, 2, dict.fromkeys(programs, clock))
    turn = [(k, s) for k in (1, 2) for s in (_timing.WARM_UP, _timing.TURN)]
    assert calls == 2 * turn
    assert found == {"one": [2.0, 2.0], "two": [2.0, 2.0]}


@pytest.fixture
def result(tmp_path, capsys, monkeypatch):
    """What a quick run writes, after it has run in this process."""
    monkeypatch.setattr(compare, "THREAD_VARIABLES", ())
    file = tmp_path / "new" / "cpu.json"
    assert compare.main(["--quick", "--output", str(file)]) == 0
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "command", [["benchmarks/compare.py"], ["-m", "benchmarks.compare"]]
)
def test_script_prints_a_line_for_each_case_and_the_means(command):
    printed = run_script(*command)
    for dtype in compare.DTYPES:
        found = [line for line in printed if line.startswith(dtype)]
        assert len(found) == len(_competitors.QUICK_CASES)
        assert any(f"geometric mean {dtype}" in line for line in printed)


@pytest.mark.parametrize("dtype", compare.DTYPES)
def test_competitors_agree(dtype):
    _competitors.check_equal(values_of_all(dtype), _competitors.TOLERANCE[dtype])


@pytest.mark.parametrize("name", ["a", "dW", "db", "dx"])
@pytest.mark.parametrize("dtype", compare.DTYPES)
def test_one_wrong_number_is_found(dtype, name):
    values, tolerance = values_of_all(dtype), _competitors.TOLERANCE[dtype]
    wrong = values["textbook"][name].copy()
    wrong.flat[-1] += 10 * tolerance * np.abs(wrong).max()
    values["textbook"][name] = wrong
    with pytest.raises(ArithmeticError, match=f"{name}: lstm_core and textbook differ"):
        _competitors.check_equal(values, tolerance)


def test_nan_is_found():
    values = values_of_all()
    values["textbook"]["dx"] = np.full_like(values["textbook"]["dx"], np.nan)
    with pytest.raises(ArithmeticError, match="dx: lstm_core and textbook differ"):
        _competitors.check_equal(values, tolerance=1)


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


def test_file_has_the_documented_fields(result, torch):
    how = {"command", "seconds"}
    assert set(result) == how | {"machine", "rows", "geometric_means"}
    assert set(result["machine"]) == set(MACHINE.split())
    assert result["machine"]["torch"] == torch.__version__
    assert [row["dtype"] for row in result["rows"]] == ["float64"] * 2 + ["float32"] * 2
    for row in result["rows"]:
        sizes = {"dtype", "T", "B", "n_x", "n_a"}
        memory = {"trace_mb", "trace_arrays", "peak_mb"}
        assert set(row) == sizes | set(BY_COMPETITOR) | memory
        assert set(row["ms"]) == {"lstm_core", "torch", "textbook"}
        assert set(row["ratio"]) == {"torch", "textbook"}


def test_ratios_and_means_belong_to_the_times(result):
    for row in result["rows"]:
        for times, ratios in (("ms", "ratio"), ("fastest_ms", "fastest_ratio")):
            for name, ratio in row[ratios].items():
                want = row[times][name] / row[times]["lstm_core"]
                assert ratio == pytest.approx(want, rel=0.01)
    for dtype, means in result["geometric_means"].items():
        found = [row["ratio"] for row in result["rows"] if row["dtype"] == dtype]
        for name, mean in means.items():
            product = np.prod([ratios[name] for ratios in found])
            assert mean == pytest.approx(product ** (1 / len(found)), rel=0.01)


def test_runs_without_torch(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(compare, "THREAD_VARIABLES", ())
    monkeypatch.setitem(sys.modules, "torch", None)
    assert compare.main(["--quick", "--output", str(tmp_path / "cpu.json")]) == 0
    result = json.loads((tmp_path / "cpu.json").read_text(encoding="utf-8"))
    assert "PyTorch not installed" in capsys.readouterr().out
    assert result["machine"]["torch"] is None
    assert set(result["geometric_means"]["float32"]) == {"textbook"}


def test_quick_run_leaves_the_stored_results_alone():
    assert compare.parse(["--quick"]).output is None
    assert compare.parse([]).output == compare.RESULTS


def test_stored_results_are_of_all_cases():
    rows = json.loads(compare.RESULTS.read_text(encoding="utf-8"))["rows"]
    found = [(r["dtype"], r["T"], r["B"], r["n_x"], r["n_a"]) for r in rows]
    assert found == [(d, *case) for d in compare.DTYPES for case in _competitors.CASES]
    assert all(row["trace_arrays"] <= 8 for row in rows)


def test_turns_alternate_and_each_is_counted():
    calls = []
    programs = {name: lambda name=name: calls.append(name) for name in "ab"}
    times = _timing.time_in_turns(programs, rounds=3)
    turns = [name for i, name in enumerate(calls) if i == 0 or calls[i - 1] != name]
    assert turns == list("ababab")
    assert {name: len(turns) for name, turns in times.items()} == {"a": 3, "b": 3}


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
    work = _competitors.draw_work((50, 8, 16, 32), "float64")
    programs = _competitors.competitors(work)
    runs = {name: programs[name].run for name in ("lstm_core", "textbook")}
    times = _timing.time_in_turns(runs, rounds=7)
    assert np.median(times["lstm_core"]) < np.median(times["textbook"])
