"""The benchmarks of a GPU and of growing sizes: their logic, tried on the CPU."""

import json
import sys
import time

import numpy as np
import pytest

from benchmarks import (
    _clocks,
    _competitors,
    _products,
    _timing,
    _torch_programs,
    compare,
    gpu,
    scaling,
)

CASE = (5, 2, 3, 4)
KINDS = ("learners", "tracers", "steppers")


@pytest.fixture(autouse=True)
def threads_of_this_process(monkeypatch):
    monkeypatch.setattr(compare, "THREAD_VARIABLES", ())


def run(script, tmp_path, *arguments):
    """What a quick run writes."""
    file = tmp_path / "result.json"
    assert script.main(["--quick", "--output", str(file), *arguments]) == 0
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_programs_of_a_device_agree(torch, kind, dtype):
    work = _competitors.draw_work(CASE, dtype)
    _torch_programs.check_all(getattr(_torch_programs, kind)(work, "cpu"), dtype)


@pytest.mark.parametrize("kind", KINDS)
def test_one_wrong_number_is_found(torch, kind):
    work = _competitors.draw_work(CASE, "float64")
    programs = getattr(_torch_programs, kind)(work, "cpu")
    last = list(programs)[-1]
    right = programs[last]

    def wrong(result):
        return {name: value * 1.001 for name, value in right.values(result).items()}

    programs[last] = _torch_programs.Timed(right.run, "cpu", wrong)
    with pytest.raises(ArithmeticError, match="differ by"):
        _torch_programs.check_all(programs, "float64")


def test_the_loop_over_gates_has_all_gradients(torch):
    work = _competitors.draw_work(CASE, "float64")
    programs = _torch_programs.learners(work, "cpu")
    a, dx = programs["loop"].run()
    want = programs["lstm_core"].values(programs["lstm_core"].run())
    np.testing.assert_allclose(a.detach(), want["a"], atol=1e-13)
    np.testing.assert_allclose(dx, want["dx"], atol=1e-13)


def test_the_table_of_a_device_has_the_documented_fields(torch, tmp_path, capsys):
    result = run(gpu, tmp_path, "--device", "cpu", "--threads", "1")
    assert set(result) == {"command", "seconds", "machine", "rows", "geometric_means"}
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


def test_without_a_gpu_nothing_is_measured_or_written(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(gpu, "is_there", lambda device: False)
    file = tmp_path / "gpu.json"
    assert gpu.main(["--output", str(file)]) == 0
    assert "nothing measured" in capsys.readouterr().out
    assert not file.exists()


def test_a_missing_pytorch_is_a_missing_gpu(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert not gpu.is_there("cuda")
    assert not gpu.is_there("cpu")


def test_only_a_full_run_on_a_gpu_writes_the_stored_file():
    assert gpu.parse([]).output == gpu.RESULTS
    assert gpu.parse(["--quick"]).output is None
    assert gpu.parse(["--device", "cpu"]).output is None


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


def test_the_clock_of_work_does_not_count_waiting():
    def program():
        time.sleep(0.02)
        sum(range(100_000))

    assert _clocks.work_clock(program, 1e-4).min() < 0.02
    assert _clocks.wall_clock(program, 1e-4).min() >= 0.02


def test_each_program_is_timed_by_its_own_clock(monkeypatch):
    monkeypatch.setattr(_timing, "PAUSE", 0)
    times = _timing.time_in_turns(
        {"a": lambda: None, "b": lambda: None}, 2, {"b": lambda program, s: [7.0]}
    )
    assert times["b"] == [7.0, 7.0]
    assert max(times["a"]) < 7


def test_scaling_has_a_row_for_each_size(tmp_path, capsys):
    result = run(scaling, tmp_path)
    assert set(result) == {"command", "seconds", "machine", "sweeps", "tracing"}
    for name, values in scaling.QUICK_SWEEPS.items():
        rows = result["sweeps"][name]
        assert tuple(row[name] for row in rows) == values
        for row in rows:
            others = {key: row[key] for key in scaling.BASE if key != name}
            assert others.items() <= scaling.BASE.items()
            assert {"lstm_core", "products"} <= set(row["ms"])


def test_scaling_times_traces_where_there_is_pytorch(torch, tmp_path):
    rows = run(scaling, tmp_path)["tracing"]
    assert len(rows) == 2 * len(_competitors.QUICK_CASES)
    assert all(set(row["ratio"]) == set(scaling.RATIOS) for row in rows)


def test_scaling_runs_without_pytorch(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    result = run(scaling, tmp_path)
    assert result["tracing"] == []
    assert "torch" not in result["sweeps"]["T"][0]["ms"]


def test_products_have_the_sizes_of_the_package():
    work = _competitors.draw_work(CASE, "float32")
    dW, dx = _products.matrix_products(work)()
    assert dW.shape == work.p.W.shape
    assert dx.shape == (3, 5 * 2)
    assert dW.dtype == dx.dtype == np.float32


def test_nothing_is_timed_that_disagrees(torch, monkeypatch):
    def disagree(programs, dtype):
        raise ArithmeticError(", ".join(programs))

    monkeypatch.setattr(_torch_programs, "check_all", disagree)
    with pytest.raises(ArithmeticError, match=r"nn\.LSTM, loop"):
        gpu.measure((2, 1, 3, 4), "float64", 1, "cpu")


def test_products_with_the_state_are_taken_at_each_step_both_ways(monkeypatch):
    run = _products.matrix_products(_competitors.draw_work((6, 2, 3, 4), "float64"))
    calls, real = [], np.matmul

    def matmul(one, other, out):
        calls.append(one.shape)
        return real(one, other, out=out)

    monkeypatch.setattr(np, "matmul", matmul)
    run()
    assert calls == [(16, 4)] * 6 + [(4, 16)] * 6
