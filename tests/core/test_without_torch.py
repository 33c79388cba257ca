"""The package and its tests where PyTorch is not installed."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lstm_core as lc

ROOT = Path(__file__).resolve().parents[2]
INSTALL = r"pip install 'lstm-core\[torch\]'"
NEEDS_TORCH = {
    "make_model": lambda p: lc.make_model(3, 4, 2, backend="torch", rng=_rng()),
    "to_backend": lambda p: lc.to_backend(lc.make_model(3, 4, 2, rng=_rng()), "torch"),
    "to_torch": lc.to_torch,
    "trace_torch": lambda p: lc.trace_torch(None, None),
    "load_torch_file": lambda p: lc.load_torch_file("weights.pt"),
    "deterministic": lambda p: lc.deterministic().__enter__(),
}


def _rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("call", NEEDS_TORCH.values(), ids=NEEDS_TORCH)
def test_what_needs_it_says_what_to_install(call, monkeypatch, rng):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModuleNotFoundError, match=INSTALL):
        call(lc.init_lstm(3, 4, rng=rng))


def test_a_fresh_python_trains_in_numpy_and_names_what_pytorch_would_need():
    code = """
import sys
sys.modules["torch"] = None  # as if it were not installed
import numpy as np, lstm_core as lc
rng = np.random.default_rng(0)
model = lc.make_model(3, 4, 2, rng=rng)
lc.fit(model, [(np.ones((2, 1, 3)), np.zeros((2, 1), int))], steps=1)
try:
    lc.make_model(3, 4, 2, rng=rng, backend="torch")
except ModuleNotFoundError as error:
    print(error)
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "this needs PyTorch: pip install 'lstm-core[torch]'"


def test_the_tests_pass_without_it():
    files = ["model", "torch_model", "layouts", "trace_torch", "gpu"]
    names = [f"tests/core/test_{name}.py" for name in files]
    command = [sys.executable, "-m", "pytest", "--hide-torch", "-q", *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "PyTorch is not installed" in done.stdout
    assert " passed" in done.stdout


def test_one_file_imports_it_and_only_inside_a_function():
    importing = []
    for file in sorted((ROOT / "lstm_core").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "torch" for name in names):
                importing.append((file.name, node in tree.body))
    assert importing == [("_tensors.py", False)]
