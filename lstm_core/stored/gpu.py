"""What the benchmark of a GPU found, in words."""

from lstm_core.stored.results import has_result, stored_result

GPU = "speed_gpu"
COMMAND = "python -m benchmarks.gpu"
RATIOS = {
    "loop / nn.LSTM": "a loop over gates takes",
    "nn.LSTM cpu / nn.LSTM": "nn.LSTM on the CPU",
    "trace_torch / forward": "trace_torch, to a forward pass",
    "TorchModel / bare": "our training step, to a bare one",
}


def gpu_report() -> str:
    """What was measured on a GPU, or that nothing was, with the command that does it.

    Returns
    -------
    str
        Lines of at most 46 characters: where and when it was measured, and for each
        dtype how many times as long each program takes (geometric means over sizes).
    """
    if not has_result(GPU):
        lines = ["GPU: not measured yet.", "On a machine with a CUDA GPU, run", COMMAND]
        return "\n".join(lines)
    result = stored_result(GPU)
    machine = result["machine"]
    lines = ["GPU: stored result, measured by", result["command"]]
    lines += [f"{machine['gpu']}, {machine['date']}"[:46]]
    lines += [f"PyTorch {machine['torch']}, cuDNN {machine['cudnn']}"[:46]]
    for dtype, means in result["geometric_means"].items():
        lines.append(f"{dtype}, how many times as long:")
        lines += [f"  {said:33}{means[k]:7.2f}" for k, said in RATIOS.items()]
    return "\n".join(lines)
