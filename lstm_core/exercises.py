"""What the assignments use: your own variant, your answers, and helpful checks.

The same test cell runs in your notebook and in grading. In your notebook `submitted`
simply finds your function; in grading it asks the separate, locked-up process that
your code runs in, so that only data passes between your code and the tests.
"""

import contextlib
import contextvars
import decimal
import hashlib
import json
import numbers
import sys
import unicodedata
from pathlib import Path

import numpy as np

import lstm_core as lc
from lstm_core._tensors import to_array
from lstm_core.cells.parts import CellParams
from lstm_core.cells.trace import SequenceTrace
from lstm_core.stored.codec import DTYPES, decode, encode

__all__ = [
    "SubmissionError",
    "WrongAnswerError",
    "buggy",
    "earlier",
    "evaluate",
    "filled",
    "one_example",
    "only_the_form",
    "rng_for",
    "same",
    "submitted",
]

_reader = contextvars.ContextVar("reader", default=None)
_functions = {}  # what `answer` found where a test first asked, by name


class WrongAnswerError(AssertionError):
    """An answer is not right; the message says why.

    Attributes
    ----------
    kind : str
        In which way: ``value``, ``shape``, ``type`` or ``missing``; of a
        `SubmissionError` also what stopped it. Feedback tells no more of hidden tests.
    """

    def __init__(self, message: str, kind: str = "value"):
        super().__init__(message)
        self.kind = kind


class SubmissionError(WrongAnswerError):
    """The submission could not answer; the message says why."""


def rng_for(assignment: str, student: str) -> np.random.Generator:
    """The generator that makes this student's numbers and bugs.

    Parameters
    ----------
    assignment : str
    student : str
        Capitals and surrounding spaces make no difference.

    Raises
    ------
    ValueError
        If the student is empty.
    """
    if not str(student).strip():
        raise ValueError('STUDENT: expected your name in the course, got ""')
    key = f"{assignment}/{name_in_numbers(student)}"
    seed = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    return np.random.default_rng(seed)


def name_in_numbers(student: str) -> str:
    """What of a name decides about the numbers: two of one such name have the same."""
    return unicodedata.normalize("NFC", str(student)).strip().lower()


def buggy(assignment: str, task: str, student: str) -> tuple[int, str]:
    """The student's variant of a find-the-bug task.

    Parameters
    ----------
    assignment, task, student : str

    Returns
    -------
    number : int
        Which variant it is, from 1.
    code : str
        Working code with one bug, from ``lstm_core/data/exercises``.

    Raises
    ------
    FileNotFoundError
        If there is no such task.
    """
    folder = Path(__file__).parent / "data" / "exercises" / assignment
    files = sorted(folder.glob(f"{task}.*.txt"))
    if not files:
        raise FileNotFoundError(f"{assignment}: expected a task {task!r}, found none")
    number = int(rng_for(f"{assignment}/{task}", student).integers(len(files))) + 1
    return number, (folder / f"{task}.{number}.txt").read_text("utf-8")


def submitted(name: str, *, strict: bool = False, only: str | None = None):
    """What the submission calls ``name``: a value, or a function to be called.

    Parameters
    ----------
    name : str
    strict : bool
        Whether overflow and its like, in a call, count as errors.
    only : str, optional
        Functions of ``lstm_core``, separated by blanks, that the answer may call, and
        no others: a plain call counts as an error. By default, all. This reminds, it
        proves nothing: calls can be hidden, and code can be copied.

    Raises
    ------
    SubmissionError
        If there is no such name.
    """
    value = evaluate(name)
    if not callable(value):
        return value
    here = _reader.get() is None

    def call(*args, **kwargs):
        given = {"args": args, "kwargs": kwargs}
        # Here the name may meanwhile stand for this very function.
        names = given | ({"function": value} if here else {})
        called = "function" if here else name
        expression = f"{called}(*args, **kwargs)"
        return evaluate(expression, names, strict=strict, only=only)

    return call


def evaluate(expression, values=None, *, strict: bool = False, only: str | None = None):
    """Value of an expression where the submission's names are known.

    Parameters
    ----------
    expression : str
        Starts with the name of a function or variable of the submission.
    values : dict of str to object, optional
        Further names, such as the arguments of a call.
    strict, only
        As for `submitted`.

    Raises
    ------
    SubmissionError
        If a name is missing or, in grading, if the submission's code fails.
    """
    reader, values = _reader.get(), values or {}
    if reader is None:
        given = {k: v if callable(v) else decode(encode(v)) for k, v in values.items()}
        value = _evaluate_here(expression, given, strict, only)
        return value if callable(value) else decode(value)
    request = {"expression": expression, "values": encode(values)}
    request |= {"strict": strict, "only": only}
    message = reader(json.dumps(request))
    if "error" in message:
        raise SubmissionError(str(message["error"])[:500], message.get("kind", "error"))
    if message.get("function"):
        return _a_function
    return decode(message["value"])


def same(name: str, got, want, *, tol: float = 1e-6, hint: str = "", own=None) -> None:
    """Fail, with both shapes or both values, unless ``got`` is close to ``want``.

    In a hidden test all this is for the instructor: students are told which kind of
    fault it is, and neither values nor the hint.

    Parameters
    ----------
    name : str
        What is compared, in the student's words.
    got, want : array_like
    tol : float
        Allowed difference, relative to the size of ``want`` and at least absolute.
    hint : str
        What to look at.
    own : array_like, optional
        What would be right after the student's own `earlier` answer: that counts too.

    Raises
    ------
    WrongAnswerError
    """
    if own is not None and _follows(got, own, tol):
        return
    hint = f". {hint}" if hint else ""
    got_array, want = _as_numbers(name, got, hint), np.asarray(want, dtype=float)
    if got_array.shape != want.shape:
        shapes = f"expected shape {want.shape}, got {got_array.shape}"
        raise WrongAnswerError(f"{name}: {shapes}{hint}", "shape")
    wrong = ~(np.abs(got_array - want) <= tol * np.maximum(1, np.abs(want)))
    if wrong.any():
        values = _first_wrong(got_array, want, wrong)
        raise WrongAnswerError(f"{name}: {values}{hint}", "value")


def _as_numbers(name, got, hint=""):
    """An answer as an array of floats, or why it is none."""
    if got is None or got is Ellipsis:
        raise WrongAnswerError(f"{name}: there is no answer yet{hint}", "missing")
    try:
        return np.asarray(got, dtype=float)
    except (TypeError, ValueError, OverflowError):
        found = f"expected numbers, got {_said(got)}"
        raise WrongAnswerError(f"{name}: {found}{hint}", "type") from None


def _said(got) -> str:
    """What was found in the place of numbers: of a text, how it begins."""
    return (
        f"the text {got[:20]!r}" if isinstance(got, str) else f"a {type(got).__name__}"
    )


def earlier(answer, want, *, slips=None, rtol: float = 1e-3, atol: float = 1e-6):
    """The student's own answer, for tests of what follows from it.

    One mistake is to cost points once. But an answer that nobody worked out (missing,
    all zeros, the same number everywhere, no number) leads to nothing.

    Parameters
    ----------
    answer : str or array_like
        Name of the answer, or the answer itself.
    want : array_like
        The right one.
    slips : list of array_like, optional
        What slips in this answer lead to. If given, the student's own answer is used
        only if it is one of these: a number that was invented leads to nothing.
    rtol, atol : float
        How near to a slip, as for `numpy.allclose`. Where there are many: nearer.

    Returns
    -------
    ndarray
        The student's own answer; ``want`` if there is none of use.
    """
    want = np.asarray(want, dtype=float)
    try:
        own = submitted(answer) if isinstance(answer, str) else answer
        own = np.asarray(own, dtype=float)
    except (SubmissionError, TypeError, ValueError, OverflowError):
        return want
    if own.shape != want.shape or not np.isfinite(own).all():
        return want
    tiny = np.abs(own).max() < 0.01 * np.abs(want).max()
    constant = own.size > 1 and np.ptp(own) < 0.01 * np.ptp(want)
    invented = slips is not None and not any(
        np.allclose(own, slip, rtol=rtol, atol=atol) for slip in slips
    )
    return want if tiny or constant or invented else own


def filled(name: str, got, shape: tuple = ()) -> np.ndarray:
    """An answer as an array of this shape.

    Raises
    ------
    WrongAnswerError
        If it has another shape, holds what is no number, or nothing but zeros.
    """
    numbers_got = _as_numbers(name, got)
    if numbers_got.shape != shape:
        wanted = f"shape {shape}" if shape else "a single number"
        found = f"expected {wanted}, got shape {numbers_got.shape}"
        raise WrongAnswerError(f"{name}: {found}", "shape")
    if not np.isfinite(numbers_got).all():
        found = numbers_got[~np.isfinite(numbers_got)][0]
        raise WrongAnswerError(f"{name}: expected finite numbers, got {found}")
    if not numbers_got.any():
        raise WrongAnswerError(f"{name}: expected numbers, got nothing but zeros")
    return numbers_got


def one_example(name: str) -> None:
    """Say, below a test of a notebook, that one example proves little."""
    _say(f"{name}: right in this example. Grading tries others, so this is no proof.")


def only_the_form(name: str) -> None:
    """Say, below a test of a notebook, that it has not compared the number."""
    _say(f"{name}: has the right form. Whether it is right, only grading looks.")


def _say(text):
    if _reader.get() is None:
        print(text)


def answer(request: str) -> str:
    """Answer one question of `evaluate`; this half runs beside the submission.

    With ``first``, by the function that a test first found, if it was defined anew.
    """
    request = json.loads(request)
    try:
        values = decode(request["values"])
        how = request["strict"], request["only"], request.get("first", False)
        value = _evaluate_here(request["expression"], values, *how)
        reply = {"function": True} if callable(value) else {"value": value}
        if callable(value):  # perhaps the name becomes that of a loop, further down
            _functions.setdefault(request["expression"], value)
    except SubmissionError as error:
        reply = {"error": str(error), "kind": error.kind}
    except NotImplementedError as error:
        text = f"{_name_in(request)}: not written yet"
        reply = {"error": text, "kind": type(error).__name__}
    except Exception as error:
        name, kind = type(error).__name__, _kind_of(error)
        named = name if name == kind else f"{name}, a {kind}"
        text = f"{_name_in(request)} stopped with {named}: {error}"
        reply = {"error": text, "kind": kind}
    return json.dumps(reply)


@contextlib.contextmanager
def reading_from(reader):
    """Let `submitted` and `evaluate` ask ``reader``, as grading does."""
    _functions.clear()  # of another notebook, if both sides are one process
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


def as_data(expression: str, value):
    """An answer as data: the one way from answers to tests, in notebook and grading.

    Tensors and numbers of any precision, fractions, ranges and named tuples become
    arrays, numbers, lists and tuples.

    Raises
    ------
    SubmissionError
        If the answer holds anything but numbers, text, and lists, dicts and parameters
        of these.
    """
    try:
        return encode(_plain(value))
    except (TypeError, ValueError) as error:
        name = _name_in({"expression": expression})
        raise SubmissionError(f"{name}: {error}", "type") from None


def _plain(value):
    """The value in types that `encode` knows, as far as that can be."""
    value = to_array(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, list | range | type({}.keys()) | type({}.values())):
        return list(map(_plain, value))
    if isinstance(value, np.ndarray | np.generic):
        odd = value.dtype.kind in "iufO" and value.dtype.name not in DTYPES
        return value.astype(float) if odd else value
    if isinstance(value, int | str | None):
        return value
    if isinstance(value, numbers.Real | decimal.Decimal):
        return float(value)
    return _plain(np.asarray(value)) if hasattr(value, "__array__") else value


def _follows(got, own, tol):
    """Whether an answer is right after the student's own earlier one."""
    try:
        got, own = np.asarray(got, dtype=float), np.asarray(own, dtype=float)
    except (TypeError, ValueError, OverflowError):
        return False
    if got.shape != own.shape or not np.isfinite(own).all():
        return False
    # An earlier answer must not make this one so small, or so large, that all fits.
    scale = min(1, np.abs(own).max(initial=0))
    close = np.abs(got - own) <= tol * np.maximum(scale, np.abs(own))
    return bool(close.all())


def _a_function():
    """Stands for a function that lives in the other process."""


def _evaluate_here(expression, values, strict, only, first=False):
    names, name = vars(sys.modules["__main__"]), _name_in({"expression": expression})
    if name in _functions and (first or not callable(names.get(name))):
        names = {**names, name: _functions[name]}
    if name.isidentifier() and name not in {*names, *values}:
        remedy = "was it renamed, or its cell deleted or not run"
        raise SubmissionError(f"{name}: not found; {remedy}?", "missing")
    raising = np.errstate(all="raise", under="ignore")  # what vanishes does no harm
    with raising if strict else contextlib.nullcontext():
        if only is not None:
            return _watched(only.split(), expression, {**names, **values})
        return _value(expression, {**names, **values})


def _value(expression, names):
    """A function, or any other value as data: an answer may compute only then."""
    value = eval(expression, names)
    return value if callable(value) else as_data(expression, value)


def _watched(allowed, expression, names):
    """Evaluate, but stop where a function of the package is called that may not be."""
    codes = {getattr(lc, name).__code__ for name in allowed}
    noticed = []  # an answer may catch what is raised

    def look(frame, event, _):
        if event != "call" or not _is_ours(frame) or _called_by_ours(frame):
            return
        if frame.f_code in codes or frame.f_code.co_name == "<module>":
            return
        if _looks_into(frame.f_locals.get("self"), name := frame.f_code.co_name):
            return
        text = f"calls {_public_name(frame)}: write it yourself"
        if allowed:
            text += f", with no more of the package than {' and '.join(allowed)}"
        if callable(names.get(name)) and names[name] is getattr(lc, name, None):
            text += f"; a cell imports {name}: above it, your own is replaced"
        noticed.append(SubmissionError(text, "rule"))
        raise noticed[0]

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        value = _value(expression, names)
    finally:
        sys.setprofile(before)
    if noticed:
        raise noticed[0]
    return value


def _is_ours(frame):
    """Whether code of the package runs in this frame; what is here is left out."""
    module = frame.f_globals.get("__name__")
    return str(module).partition(".")[0] == lc.__name__ and module != __name__


def _looks_into(value, name):
    """Whether a call of a method only makes something, or takes a part of it."""
    by_python = name.startswith("__") and name != "__call__"  # an index, say
    is_part = isinstance(getattr(type(value), name, None), property)
    of_data = isinstance(value, CellParams | SequenceTrace) and not name.startswith("_")
    return by_python or is_part or of_data


def _called_by_ours(frame):
    """Whether the package itself wanted this call, be it by way of another library."""
    frame = frame.f_back
    while frame.f_globals.get("__name__") != __name__ and not _is_ours(frame):
        module = sys.modules.get(str(frame.f_globals.get("__name__")))
        if module is None or module.__name__ == "__main__":
            return False  # the answer did
        frame = frame.f_back
    return True


def _public_name(frame):
    """The name by which the function of a frame is known."""
    name = frame.f_code.co_name
    public = getattr(getattr(lc, name, None), "__code__", None) is frame.f_code
    return f"lc.{name}" if public else f"{frame.f_globals['__name__']}.{name}"


def _kind_of(error):
    """The name of Python's own error that this one is, or is a kind of."""
    kinds = type(error).__mro__
    return next(kind.__name__ for kind in kinds if kind.__module__ == "builtins")


def _name_in(request):
    return request["expression"].partition("(")[0]


def _first_wrong(got, want, wrong):
    at = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = f" at {list(at)}" if at else ""
    count = f" ({wrong.sum()} of {want.size} differ)" if want.size > 1 else ""
    return f"expected {want[at]:.6g}{place}, got {got[at]:.6g}{count}"


def function_from(code: str, name: str):
    """Run code that knows ``np`` and ``lc``, and hand out one of its functions."""
    names = {"np": np, "lc": lc}
    exec(code, names)
    return names[name]
