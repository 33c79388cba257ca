"""What is said about a GPU: measured or not, and on what."""

import json

import lstm_core as lc
from benchmarks import gpu
from lstm_core.stored import gpu as report
from lstm_core.stored import results

MADE_UP = {
    "command": "python -m benchmarks.gpu",
    "seconds": 300,
    "machine": {
        "date": "2027-01-02",
        "gpu": "A made-up graphics card with a long, long name",
        "torch": "2.99.0+cu999",
        "cudnn": 12345,
    },
    "geometric_means": {
        dtype: {
            "loop / nn.LSTM": 41.5,
            "nn.LSTM cpu / nn.LSTM": 17.25,
            "lstm_core / nn.LSTM": 20.0,
            "trace_torch / forward": 1.375,
            "TorchModel / bare": 1.03,
        }
        for dtype in ("float32", "float64")
    },
}


def test_without_a_result_it_says_not_measured_and_how_to(monkeypatch):
    monkeypatch.setattr(results, "_files", lambda *_: {})
    said = lc.gpu_report()
    assert "not measured yet" in said
    assert report.COMMAND in said.splitlines()


def test_with_a_result_it_says_where_and_what(tmp_path, monkeypatch):
    file = tmp_path / "speed_gpu.json"
    file.write_text(json.dumps(MADE_UP), encoding="utf-8")
    monkeypatch.setattr(results, "_files", lambda *_: {"speed_gpu": file})
    said = lc.gpu_report()
    assert "not measured" not in said
    assert "stored result" in said
    for words in ("made-up graphics card", "2.99.0+cu999", "12345", "float64"):
        assert words in said
    for ratio in ("41.50", "17.25", "1.38", "1.03"):
        assert said.count(ratio) == 2
    assert max(map(len, said.splitlines())) <= 46


def test_every_ratio_it_tells_is_measured_by_the_benchmark():
    assert report.RATIOS.keys() <= gpu.RATIOS.keys()
    assert gpu.COMMAND == report.COMMAND
    assert gpu.RESULTS.stem == report.GPU
