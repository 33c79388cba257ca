"""What a network that learned number agreement does inside, in a few numbers."""

from dataclasses import dataclass

import numpy as np

from lstm_core._tensors import to_array
from lstm_core._validate import check_shape
from lstm_core.cells.lstm import Trace
from lstm_core.cells.registry import check_trace
from lstm_core.inside.units import unit_correlations
from lstm_core.model.model import Model, check_choice
from lstm_core.tasks.agreement import encode, fill_verbs, places
from lstm_core.tasks.agreement_data import (
    DISTRACTOR,
    SUBJECT,
    AgreementText,
    latest,
    to_batch,
)

__all__ = [
    "BETWEEN",
    "BOUNDARY",
    "Story",
    "accuracy",
    "gates_by_role",
    "has_opposed",
    "nearest_noun",
    "number_unit",
    "read_text",
    "tell_story",
]

BETWEEN = ("filler", "near", "near the", "distractor")
"""Roles of the words between subject and verb."""

BOUNDARY = ("stop", "the", "subject")
"""Roles of the three words in a row at which one subject gives way to the next."""


@dataclass(frozen=True)
class Story:
    """Does one unit do what the story of the gates says? Medians over a text.

    Attributes
    ----------
    keeps : float
        Forget gate between subject and verb: the smallest of the four roles there.
    left : float
        Share of the old number that is left at a new subject: the product of the
        forget gates at the full stop, at "the" and at the subject.
    drops_at : str
        Which of these three has the smallest forget gate.
    writes : float
        Update gate at the subject.
    lets_in : float
        Update gate between subject and verb: the largest of the four roles there.
    """

    keeps: float
    left: float
    drops_at: str
    writes: float
    lets_in: float

    @property
    def clean(self) -> bool:
        """Is all of it true? The four limits were set before the runs they judge."""
        holds = self.keeps > 0.9 and self.left < 0.2
        return holds and self.writes > 0.5 and self.lets_in < 0.1


def tell_story(trace: Trace, text: AgreementText, unit: int) -> Story:
    """Measure the story of the gates on one unit.

    Parameters
    ----------
    trace : Trace
        The network's, over this text.
    text : AgreementText
        With at least one word of each role, and a second sentence.
    unit : int
        Index of the unit.

    Returns
    -------
    Story

    Raises
    ------
    TypeError
        If the trace is none of an LSTM.
    IndexError, ValueError
        If there is no such unit, the trace is of another text, or a role is missing.
    """
    f, u = (gates_by_role(trace, text, unit, gate) for gate in "fu")
    t, b = np.nonzero(text.roles == SUBJECT)
    t, b = t[t > 1], b[t > 1]  # each stream starts with "the", then its first subject
    if not t.size:
        raise ValueError("text: expected a second sentence, got none")
    forget = trace.f[..., unit]
    left = np.median(forget[t - 2, b] * forget[t - 1, b] * forget[t, b])
    return Story(
        keeps=min(f[role] for role in BETWEEN),
        left=float(left),
        drops_at=min(BOUNDARY, key=f.get),
        writes=u["subject"],
        lets_in=max(u[role] for role in BETWEEN),
    )


def gates_by_role(
    trace: Trace, text: AgreementText, unit: int, gate: str = "f"
) -> dict[str, float]:
    """How far a gate of one unit is open at the words of each role.

    Parameters
    ----------
    trace : Trace
    text : AgreementText
    unit : int
    gate : "f", "u" or "o"

    Returns
    -------
    dict of str to float
        Role to the median over all words with this role.

    Raises
    ------
    TypeError, IndexError, ValueError
        As for `tell_story`, or if there is no such gate.
    """
    check_trace("trace", trace, Trace)
    check_choice("gate", gate, ("f", "u", "o"))
    n_a = trace.c.shape[-1]
    axes = dict(zip(("T", "B"), text.roles.shape, strict=True)) | {"n_a": n_a}
    check_shape("trace", trace.c.shape, axes=axes)
    if not 0 <= unit < n_a:
        raise IndexError(f"unit: expected 0 to {n_a - 1}, got {unit}")
    opening = getattr(trace, gate)[..., unit]
    medians = {}
    for role in (*BOUNDARY, *BETWEEN, "verb"):
        found = opening[text.where(role)]
        if not len(found):
            raise ValueError(f"text: expected words of each role, got no {role!r}")
        medians[role] = float(np.median(found))
    return medians


def number_unit(trace: Trace, text: AgreementText) -> int:
    """The unit whose cell state goes along best with the number of the subject.

    Parameters
    ----------
    trace : Trace
    text : AgreementText

    Returns
    -------
    int
        By the size of the correlation, from the subject to the verb.

    Raises
    ------
    TypeError
        If the trace is none of an LSTM.
    """
    check_trace("trace", trace, Trace)
    where = text.where("subject", *BETWEEN, "verb")
    return int(np.abs(unit_correlations(trace.c, text.number, where)).argmax())


def read_text(model: Model, text: str) -> tuple:
    """Let a network read a text of one's own, and write the verbs as it would.

    Parameters
    ----------
    model : NumpyModel or TorchModel
        Trained on the batches of `lstm_core.tasks.agreement_data`.
    text : str
        As for `lstm_core.tasks.agreement.encode`, with the same errors.

    Returns
    -------
    trace : Trace, RNNTrace, ...
        The kind of trace that the cell of the model has.
    words : list of T str
    answer : str
        The text with each verb in the form that gets the higher score.
    """
    x, words = encode(text, model.dtype)
    y, trace = model.forward(x)
    y = to_array(y)
    singular = np.where(y[:, 0, 0] > y[:, 0, 1], 1.0, -1.0)
    return trace, words, fill_verbs(words, singular)


def accuracy(
    model: Model, text: AgreementText, where: np.ndarray | None = None
) -> float:
    """Share of the verbs that get the right form, on clean words.

    Parameters
    ----------
    model : NumpyModel or TorchModel
    text : AgreementText
    where : ndarray of bool, shape (T, B), optional
        Only the verbs among these words count.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If no verb counts.
    """
    x, target, verbs = to_batch(text, dtype=model.dtype)
    verbs = verbs if where is None else verbs & where
    if not verbs.any():
        raise ValueError("text: expected at least one verb that counts, got none")
    right = to_array(model.forward(x)[0]).argmax(axis=-1) == target
    return float(right[verbs].mean())


def has_opposed(text: AgreementText) -> np.ndarray:
    """Whether a distractor of the other number has stood in the sentence so far.

    Parameters
    ----------
    text : AgreementText

    Returns
    -------
    ndarray of bool, shape (T, B)
        False again from the next subject on.
    """
    opposed = (text.roles == DISTRACTOR) & (_own_number(text) != text.number)
    return latest(opposed, opposed | (text.roles == SUBJECT))


def nearest_noun(text: AgreementText) -> np.ndarray:
    """Number of the latest noun, subject or not: what a short memory would answer.

    Parameters
    ----------
    text : AgreementText

    Returns
    -------
    ndarray of int, shape (T, B)
        1 singular, -1 plural, 0 before the first noun.
    """
    return latest(_own_number(text), text.where("subject", "distractor"))


def _own_number(text):
    """1 where a word is singular, -1 where it is plural, also at distractors."""
    is_one_of = (np.isin(text.codes, places(kind)) for kind in ("singular", "plural"))
    singular, plural = is_one_of
    return singular.astype(int) - plural
