"""Make ``lstm_core/data/reference_lstm.json``: one step, computed by PyTorch.

Run it in the repository root, where PyTorch is installed, only if the file is to
change: ``python tools/make_reference_lstm.py``.
"""

import json
from pathlib import Path

FILE = Path(__file__).parents[1] / "lstm_core" / "data" / "reference_lstm.json"
N_X, N_A, B = 3, 4, 2


def compute_reference(torch) -> dict:
    """Weights, inputs and results of one step of `torch.nn.LSTMCell`, as lists."""
    generator = torch.Generator().manual_seed(0)

    def draw(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    cell = torch.nn.LSTMCell(N_X, N_A, dtype=torch.float64)
    weights = {name: draw(*value.shape) for name, value in cell.named_parameters()}
    cell.load_state_dict(weights)
    inputs = {"x_t": draw(B, N_X), "a_prev": draw(B, N_A), "c_prev": draw(B, N_A)}
    with torch.no_grad():
        a, c = cell(inputs["x_t"], (inputs["a_prev"], inputs["c_prev"]))
    arrays = weights | inputs | {"a": a, "c": c}
    return {name: array.tolist() for name, array in arrays.items()}


def main():
    import torch

    version = torch.__version__.split("+")[0]
    stored = {"torch_version": version} | compute_reference(torch)
    lines = [f"  {json.dumps(key)}: {json.dumps(v)}" for key, v in stored.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
