"""What a forward pass keeps, and what a backward pass gives.

A trace holds NumPy arrays, or tensors if it comes from `trace_torch`; ``to_numpy``
turns the second into the first. It is in the order of time even if the network read
the sequence from its end (``reverse``): then the state before step ``t`` is the one
after step ``t + 1``.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from lstm_core._tensors import concatenate, to_array


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of the loss, each shaped like what it is the gradient of.

    Attributes
    ----------
    W, b : ndarray
        With respect to the parameters, summed over time and batch.
    x : ndarray, shape (T, B, n_x)
    a0 : ndarray, shape (B, n_a)
    c0 : ndarray, shape (B, n_a), or None for a cell without a cell state
    """

    W: np.ndarray
    b: np.ndarray
    x: np.ndarray
    a0: np.ndarray
    c0: np.ndarray | None = None


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SequenceTrace:
    """What the traces of all cells have.

    Attributes
    ----------
    reverse : bool
        Whether time ran backwards: ``a[t]`` is the state after ``x[t]`` as always, but
        the step before it was ``t + 1``, and the arrays of states end with the start.
    lengths : ndarray of int, shape (B,), or None
        How many steps each sequence has, if they differ. After its end all is NaN.
    step_names, unit_names : tuple of str, or None
        What `named` was given.
    """

    reverse: bool = False
    lengths: np.ndarray | None = None
    step_names: tuple[str, ...] | None = None
    unit_names: tuple[str, ...] | None = None

    def named(self, steps=None, units=None):
        """The same trace with names for its steps, such as words, and for its units.

        Parameters
        ----------
        steps : sequence of T str, optional
        units : sequence of n_a str, optional

        Returns
        -------
        SequenceTrace
            Of the same class; the arrays are shared.

        Raises
        ------
        TypeError
            If it is no sequence.
        ValueError
            If there is another number of names.
        """
        names = {"steps": (steps, len(self.x)), "units": (units, self.a.shape[-1])}
        given = {}
        for which, (values, size) in names.items():
            if values is not None:
                if not hasattr(values, "__len__"):
                    got = f"{type(values).__name__} {values!r}"
                    raise TypeError(f"{which}: expected {size} names, got {got}")
                if len(values) != size:
                    message = f"{which}: expected {size} names, got {len(values)}"
                    raise ValueError(message)
                given[f"{which[:-1]}_names"] = tuple(map(str, values))
        return replace(self, **given)

    def to_xarray(self):
        """The trace as an `xarray.Dataset` with named axes, for tables and files.

        Returns
        -------
        xarray.Dataset
            Each state and gate with the axes ``step``, ``sequence``, ``unit``; ``x``
            with ``feature`` in place of ``unit``; the states to start from without
            ``step``. ``reverse`` and the names stand where xarray expects them.

        Raises
        ------
        ModuleNotFoundError
            If xarray is not installed.
        """
        try:
            import xarray
        except ModuleNotFoundError as error:
            message = "this needs xarray: pip install xarray"
            raise ModuleNotFoundError(message) from error
        own = self.to_numpy()
        axes, values = ("step", "sequence", "unit"), {}
        for name in own.step(0):
            name = {"x_t": "x"}.get(name, name)
            value = getattr(own, name, None)
            if name.endswith("_prev"):
                start = name.replace("_prev", "0")
                values[start] = axes[1:], getattr(own, start)
            elif value is not None:
                values[name] = (*axes[:2], "feature" if name == "x" else "unit"), value
        names = {"step": self.step_names, "unit": self.unit_names}
        coords = {k: list(v) for k, v in names.items() if v is not None}
        if own.lengths is not None:
            values["lengths"] = "sequence", own.lengths
        attrs = {"kind": type(self).__name__, "reverse": int(self.reverse)}
        return xarray.Dataset(values, coords, attrs)

    def to_numpy(self):
        """The same trace with NumPy arrays; half precision becomes float32."""
        return self.change(lambda name, value: to_array(value))

    def change(self, function):
        """A trace whose arrays are ``function(name, array)`` of those of this one."""
        arrays = {name: function(name, value) for name, value in self.arrays().items()}
        return replace(self, **arrays)

    def arrays(self) -> dict[str, np.ndarray]:
        """All arrays that the trace holds, by the names of its fields; not copied."""
        plain = ("reverse", "step_names", "unit_names")
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        return {k: v for k, v in found.items() if k not in plain and v is not None}

    def __getitem__(self, which):
        """A part of the trace: ``trace[10:20]``, ``trace[:, 3]``, ``trace[-5:, :2]``.

        Parameters
        ----------
        which : slice, or tuple of a slice and a slice or an int
            Steps, and sequences; neighbours only. One sequence keeps its axis.

        Returns
        -------
        SequenceTrace
            Of the same class. It begins with the state that the network had there.

        Raises
        ------
        TypeError, IndexError
            If it is something else, or nothing is left.
        """
        both = which if isinstance(which, tuple) else (which, slice(None))
        if len(both) != 2:
            hint = "units are cut out of an array: trace.c[..., 3]"
            raise TypeError(f"expected steps and sequences, got {which!r}; {hint}")
        (steps, rows), (T, B) = both, self.x.shape[:2]
        if isinstance(rows, int | np.integer):
            if not -B <= rows < B:
                raise IndexError(f"sequences: expected 0 to {B - 1}, got {rows}")
            rows = slice(range(B)[rows], range(B)[rows] + 1)
        t, b = _neighbours("steps", steps, T), _neighbours("sequences", rows, B)

        def part(name, value):
            if name == "lengths":
                return (value[b] - t.start).clip(0, t.stop - t.start)
            if name.endswith("states"):
                after, before = self._after(value)[t], self._before(value)[t]
                if not self.reverse:
                    return concatenate([before[:1], after])[:, b]
                return concatenate([after, self._last_real(before, t.start)])[:, b]
            return value[t, b] if value.shape[:2] == (T, B) else value

        names = None if self.step_names is None else self.step_names[t]
        return replace(self.change(part), step_names=names)

    def __repr__(self):
        """Three lines: what it is, its sizes, what it holds."""
        T, B, n_x = self.x.shape
        kind = type(self.x).__module__.partition(".")[0]
        device = f" on {self.x.device}" if kind == "torch" else ""
        more = ", read backwards" * self.reverse
        if self.lengths is not None:
            more += f", {int(min(self.lengths))} to {int(max(self.lengths))} real"
        names = [name for name in self.arrays() if name != "lengths"]
        return (
            f"{type(self).__name__} of {B} sequences, {T} steps{more}\n"
            f"  {n_x} inputs, {self.a.shape[-1]} units, {self.x.dtype}{device}\n"
            f"  holds {', '.join(names)}"
        )

    def _last_real(self, values, start):
        """Of values from step ``start`` on, that of the last real step, (1, B, ...)."""
        if self.lengths is None:
            return values[-1:]
        found = values[-1:] + 0
        for b, length in enumerate(self.lengths):
            if 0 < length - start < len(values):
                found[0, b] = values[length - start - 1, b]
        return found

    def _start(self, states):
        """State before the first step that the network made."""
        return states[-1 if self.reverse else 0]

    def _before(self, states):
        """State before each step, in the order of time."""
        if not self.reverse:
            return states[:-1]
        if self.lengths is None:
            return states[1:]
        before = states[1:] + 0  # a copy, of an array or of a tensor
        for b, length in enumerate(self.lengths):
            if length:
                before[length - 1, b] = states[-1, b]
        return before

    def _after(self, states):
        """State after each step, in the order of time."""
        return states[:-1] if self.reverse else states[1:]


def _neighbours(name, which, size):
    if not isinstance(which, slice) or which.step not in (None, 1):
        raise TypeError(f"{name}: expected a slice of neighbours, got {which!r}")
    start, stop, _ = which.indices(size)
    if stop <= start:
        raise IndexError(f"{name}: expected some of {size}, got none by {which!r}")
    return slice(start, stop)
