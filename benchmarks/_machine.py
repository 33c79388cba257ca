"""What a benchmark ran on."""

import datetime
import os
import platform
import subprocess
from pathlib import Path

import numpy as np


def describe_machine(threads: int) -> dict:
    """Date, hardware, versions; also sets the threads of PyTorch (None without it)."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    forced = os.environ.get("OPENBLAS_CORETYPE")  # else it takes what suits the CPU
    kernels = f", told to take kernels for {forced}" if forced else ""
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cpu": cpu_name(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas.get('name')} {blas.get('version')}{kernels}",
        "torch": _prepare_torch(threads),
        "threads": threads,
    }


def describe_device(device: str) -> dict:
    """Name and versions of the GPU; all None for the CPU."""
    import torch

    if device == "cpu":
        return {"device": device} | dict.fromkeys(("gpu", "cuda", "cudnn", "tf32"))
    return {
        "device": device,
        "gpu": torch.cuda.get_device_name(),
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),
        "tf32": torch.backends.cudnn.allow_tf32,
    }


def cpu_name() -> str:
    """Name of the processor, as far as the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    if platform.system() == "Darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        return done.stdout.strip()
    return platform.processor() or platform.machine()


def _prepare_torch(threads):
    try:
        import torch
    except ModuleNotFoundError:
        return None
    torch.set_num_threads(threads)
    return torch.__version__
