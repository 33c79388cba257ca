"""What differs between NumPy arrays and tensors of PyTorch, and the import of PyTorch.

This is the only file of the package that imports it, and only when it is needed: the
others ask `import_torch` for it, inside their functions.
"""

import math

import numpy as np

from lstm_core._validate import check_array, check_shape

NUMPY_FLOATS = ("float16", "float32", "float64")


def import_torch():
    """PyTorch, or a ModuleNotFoundError that says what to install."""
    try:
        import torch
    except ModuleNotFoundError as error:
        message = "this needs PyTorch: pip install 'lstm-core[torch]'"
        raise ModuleNotFoundError(message) from error
    return torch


def pick_device(device, dtype):
    """Turn ``"auto"`` or the name of a device into a `torch.device` that is there.

    Parameters
    ----------
    device : str or torch.device
        ``"auto"`` takes CUDA, else MPS (if the dtype is float32), else the CPU.
    dtype : numpy.dtype

    Raises
    ------
    TypeError
        If the device is MPS, which has no float64, and the dtype is float64.
    ValueError
        If there is no such device here.
    """
    torch = import_torch()
    single = np.dtype(dtype) == np.float32
    present = [("cuda", torch.cuda.is_available())]
    present += [("mps", torch.backends.mps.is_available()), ("cpu", True)]
    kinds = [kind for kind, there in present if there]
    if isinstance(device, str) and device == "auto":
        return torch.device(next(k for k in kinds if k != "mps" or single))
    try:
        found = torch.device(device)
    except (RuntimeError, TypeError):
        found = None
    if found is None or found.type not in kinds:
        choices = ("auto", *kinds)
        raise ValueError(f"device: expected one of {choices} here, got {device!r}")
    if found.type == "mps" and not single:
        message = f"float32 on device 'mps', which has no float64; got {dtype}"
        raise TypeError(f"dtype: expected {message}; use float32, or device='cpu'")
    return found


def empty_module(kind, n_x, n_a, *, like, **options):
    """`torch.nn.LSTM` or `torch.nn.RNN` whose weights hold nothing yet.

    Parameters
    ----------
    kind : type
    n_x, n_a : int
    like : torch.Tensor
        Gives dtype and device.

    Notes
    -----
    Made on the device "meta" first, so that no random number of PyTorch is drawn.
    """
    module = kind(n_x, n_a, device="meta", dtype=like.dtype, **options)
    return module.to_empty(device=like.device)


def concatenate(parts, axis: int = 0):
    """Arrays or tensors one after the other, in a new one."""
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts, axis)
    return import_torch().cat(parts, axis)


def zeros_like(value):
    """Zeros in the shape and dtype of an array or a tensor, on its device."""
    if isinstance(value, np.ndarray):
        return np.zeros_like(value)
    return import_torch().zeros_like(value)


def reorder_blocks(stacked, old, new):
    """Copy of an array or a tensor with its row blocks, one a gate, in another order.

    Parameters
    ----------
    stacked : ndarray or torch.Tensor, shape (blocks * n_a, ...)
    old, new : tuple of str
        The names of the blocks, in both orders.
    """
    n_a = len(stacked) // len(old)
    starts = [old.index(gate) * n_a for gate in new]
    return concatenate([stacked[start : start + n_a] for start in starts])


def to_array(value):
    """NumPy array of a tensor; anything else is returned as it is.

    A tensor on the CPU shares its memory with the array. Half precision becomes
    float32, because NumPy has no bfloat16.
    """
    if not hasattr(value, "detach"):
        return value
    value = value.detach().cpu()
    half = value.is_floating_point() and value.itemsize < 4
    return (value.float() if half else value).numpy()


def to_floats(name, value):
    """Array of float64 of an array, a tensor or a list of numbers.

    What a masked array masks becomes NaN.

    Raises
    ------
    TypeError
        If it is something else, such as a whole trace.
    """
    if isinstance(value, np.ma.MaskedArray):
        return value.astype(float).filled(np.nan)
    try:
        return np.asarray(to_array(value), float)
    except (TypeError, ValueError) as error:
        hint = "of a trace give one of its arrays, such as trace.c"
        got = type(value).__name__
        message = f"{name}: expected an array of numbers, got {got}; {hint}"
        raise TypeError(message) from error


def to_tensor(array, device):
    """Tensor of a NumPy array; on the CPU the two share their memory if they can."""
    if not array.flags.writeable or min(array.strides, default=0) < 0:
        array = array.copy()  # PyTorch takes neither as they are
    return import_torch().from_numpy(array).to(device)


def as_tensor(name, value, *, axes, like, keep_graph=False, finite=True):
    """Check an array or a tensor of floats, and bring it to the device of ``like``.

    Parameters
    ----------
    name : str
    value : ndarray or torch.Tensor
    axes : dict of str to (int or None)
    like : torch.Tensor
        Gives dtype and device.
    keep_graph : bool
        Whether gradients flow back through a tensor.
    finite : bool
        Whether to look at the numbers.

    Raises
    ------
    TypeError, ValueError
        As in `check_array`.
    """
    torch = import_torch()
    expected = str(like.dtype).removeprefix("torch.")
    if isinstance(value, torch.Tensor):
        if value.layout != torch.strided:
            hint = f"convert it with {name}.to_dense()"
            raise TypeError(
                f"{name}: expected a dense tensor, got {value.layout}; {hint}"
            )
        check_shape(name, tuple(value.shape), axes=axes)
        if value.dtype != like.dtype:
            hint = f"convert it with {name}.to({like.dtype})"
            message = f"dtype {like.dtype}, got {value.dtype}; {hint}"
            raise TypeError(f"{name}: expected {message}")
        refuse_stand_in(name, value)
        if finite and not value.isfinite().all():
            raise ValueError(f"{name}: expected finite numbers, got NaN or infinite")
        return (value if keep_graph else value.detach()).to(like.device)
    if expected not in NUMPY_FLOATS:  # bfloat16
        got = type(value).__name__
        raise TypeError(f"{name}: expected a tensor of {like.dtype}, got {got}")
    check_array(name, value, axes=axes, dtype=np.dtype(expected), finite=finite)
    return to_tensor(value, like.device)


def refuse_stand_in(name, value):
    """Raise TypeError if a tensor has no numbers of its own to look at."""
    try:
        value.data_ptr()
    except RuntimeError as error:
        message = "tensors with numbers, got some that stand for others"
        hint = "leave torch.func and torch.export for this"
        raise TypeError(f"{name}: expected {message}; {hint}") from error


def linear(x, W, b=None):
    """``x @ W.T + b`` of tensors, for ``x`` of shape (T, B, n); without ``b`` too.

    PyTorch multiplies float32 on a CPU by MKL, and a convolution by oneDNN, which took
    half the time on an AMD EPYC. A convolution over one place is the same product.
    """
    torch = import_torch()
    if x.device.type != "cpu" or x.dtype != torch.float32:
        return torch.nn.functional.linear(x, W, b)
    places = x.transpose(1, 2)[:, :, None]
    found = torch.nn.functional.conv2d(places, W[:, :, None, None], b)
    return found[:, :, 0].transpose(1, 2).contiguous()


def tanh(value, out=None):
    """The tanh of a tensor, into ``out`` if given; on a CPU by NumPy.

    NumPy took a tenth of the time of PyTorch in float32.
    """
    torch = import_torch()
    if value.device.type != "cpu":
        return torch.tanh(value, out=out)
    out = torch.empty_like(value) if out is None else out
    np.tanh(value.numpy(), out=out.numpy())
    return out


def largest(value) -> float:
    """The largest absolute value in a tensor, NaN if there is one."""
    low, high = value.aminmax()
    return float(import_torch().maximum(-low, high))


def global_norm(arrays) -> float:
    """Euclidean norm of all numbers of a list of arrays or of tensors together.

    Computed in float64, where the square of no float32 number overflows (on MPS in
    float32: it has nothing wider).
    """
    if all(isinstance(v, np.ndarray) for v in arrays):
        return math.sqrt(sum(float((v.astype(float) ** 2).sum()) for v in arrays))
    torch = import_torch()
    wide = torch.float32 if arrays[0].device.type == "mps" else torch.float64
    norms = [torch.linalg.vector_norm(v, dtype=wide) for v in arrays]
    return torch.linalg.vector_norm(torch.stack(norms)).item()  # one wait for the GPU


def first_not_finite(arrays: dict) -> str | None:
    """Key of the first array or tensor with a NaN or an infinite number, or None."""
    if all(isinstance(v, np.ndarray) for v in arrays.values()):
        finite = [np.isfinite(v).all() for v in arrays.values()]
    else:
        finite = [v.isfinite().all() for v in arrays.values()]
        finite = import_torch().stack(finite).tolist()  # one wait for the GPU
    return next((k for k, ok in zip(arrays, finite, strict=True) if not ok), None)
