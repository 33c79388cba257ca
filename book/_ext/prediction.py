"""What the text of a ``predict`` box says, for pages, plain notebooks and tests.

The lines before ``---`` ask, those after it answer. The options say how one answers:

```{predict}
:choices: about a half | a tenth | less than a hundredth
:answer: less than a hundredth
:see: fig-half-life

The forget gate stands at $f = 0.9$. How much is left after 50 steps?

---
About half a percent: $0.9^{50} = 0.005$.
```

=============  ======================================================================
``:choices:``  what can be chosen, between bars; ``:answer:`` repeats the right one
``:number:``   the number that is right, ``:unit:`` what stands behind it, ``:within:``
               how far off is close enough
``:curve:``    names of curves and their values at each step,
               ``cell $c_t$ = 0 1 | hidden $a_t$ = 0 1``; ``:range:`` the ends of
               their axis, ``:steps:`` what stands below each step, if not 1, 2, 3
``:see:``      the figure that shows what came out, or a label of the page; without it
               the next output does
=============  ======================================================================

A box has one of the first three. A choice or a name that is only a formula is refused:
screen readers and voice control would not know what to call it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

OPTIONS = (
    *("choices", "answer", "number", "unit", "within"),
    *("curve", "range", "steps", "see"),
)
LINE = "---"
WORDS = {
    "en": {
        "title": "Predict",
        "legend": "Your prediction",
        "answer": "The answer",
        "show": "Show the answer",
        "hide": "Hide the answer",
        "yours": "You predicted:",
        "right": "That is right.",
        "is": "The answer:",
        "thousands": ",",
        "close": "That is close.",
        "higher": "Yours is too high by about {gap}.",
        "lower": "Yours is too low by about {gap}.",
        "times": "Yours is about {factor} times as large.",
        "part": "The answer is about {factor} times as large as yours.",
        "sketch": "your sketch",
        "draw": "Draw with a finger or the mouse, or with the arrow keys.",
        "step": "step {step}: {value}",
        "empty": "nothing yet",
        "drawn": "yours",
        "measured": "the answer",
        "kept": "Your predictions stay in this browser.",
        "forget": "Forget my predictions",
    },
    "es": {
        "title": "Predice",
        "legend": "Tu predicción",
        "answer": "La respuesta",
        "show": "Mostrar la respuesta",
        "hide": "Ocultar la respuesta",
        "yours": "Tu predicción:",
        "right": "Así es.",
        "is": "La respuesta:",
        "thousands": "\N{NARROW NO-BREAK SPACE}",
        "close": "Está cerca.",
        "higher": "Tu número es demasiado alto: sobran cerca de {gap}.",
        "lower": "Tu número es demasiado bajo: faltan cerca de {gap}.",
        "times": "Tu número es unas {factor} veces la respuesta.",
        "part": "La respuesta es unas {factor} veces tu número.",
        "sketch": "tu dibujo",
        "draw": "Dibuja con el dedo, con el ratón o con las flechas del teclado.",
        "step": "paso {step}: {value}",
        "empty": "nada todavía",
        "drawn": "tu dibujo",
        "measured": "la respuesta",
        "kept": "Tus predicciones se quedan en este navegador.",
        "forget": "Olvidar mis predicciones",
    },
}
"""All words of the boxes, by the language of the book."""


@dataclass(frozen=True)
class Prediction:
    """What a box asks and how it is answered.

    ``right`` counts the choices from 0; ``curves`` holds the values of each name.
    """

    question: str
    says: str
    see: str = ""
    choices: tuple[str, ...] = ()
    right: int | None = None
    number: float | None = None
    unit: str = ""
    within: float = 0.0
    curves: dict[str, tuple[float, ...]] = field(default_factory=dict)
    range: tuple[float, ...] = ()
    steps: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """How it is answered: ``choice``, ``number`` or ``curve``."""
        return "choice" if self.choices else "curve" if self.curves else "number"

    @property
    def items(self) -> tuple[str, ...]:
        """What is to be chosen from, or to be drawn, as Markdown."""
        return self.choices or tuple(self.curves)

    @property
    def answer(self) -> str:
        """The choice or the number that is right; empty for curves."""
        return self.answer_in(WORDS["en"])

    def answer_in(self, words: dict[str, str]) -> str:
        """The answer with the thousands apart as in a language; ``words`` are its."""
        if self.kind != "number":
            return self.choices[self.right] if self.choices else ""
        shown = f"{self.number:,g}".replace(",", words["thousands"])
        return f"{shown} {self.unit}".strip()


def read_prediction(options: dict[str, str], text: str) -> Prediction:
    """Read the options and the lines of a box.

    Raises
    ------
    ValueError
        If there is no answer, or one that cannot be given.
    """
    question, line, says = text.partition(f"\n{LINE}\n")
    if not line:
        raise ValueError(f"predict: no line {LINE} between question and answer")
    parts = {"see": options.get("see", ""), "unit": options.get("unit", "")}
    if "choices" in options:
        choices = _split(options["choices"])
        if options.get("answer") not in choices or len(choices) != len(set(choices)):
            raise ValueError(
                f"predict: the answer is none of {choices}, or two of them"
            )
        parts |= {"choices": choices, "right": choices.index(options["answer"])}
    if "number" in options:
        parts |= {"number": float(options["number"])}
        parts |= {"within": float(options.get("within", 0))}
    if "curve" in options:
        parts |= _read_curves(options)
    if len({"choices", "number", "curve"} & options.keys()) != 1:
        raise ValueError("predict: give it either choices, or a number, or a curve")
    asked = Prediction(question.strip(), says.strip(), **parts)
    for item in asked.items:
        if not re.sub(r"\$.*?\$", "", item).strip():
            raise ValueError(f"predict: {item} is only a formula: add a word")
    return asked


def _split(text):
    return tuple(part.strip() for part in text.split("|"))


def _read_curves(options):
    pairs = [part.split("=", 1) for part in _split(options["curve"])]
    curves = {name.strip(): tuple(map(float, v.split())) for name, v in pairs}
    lengths = {len(values) for values in curves.values()}
    steps = tuple(options.get("steps", "").split())
    steps = steps or tuple(str(t + 1) for t in range(max(lengths)))
    low, high = map(float, options["range"].split())
    if lengths != {len(steps)}:
        raise ValueError(f"predict: {len(steps)} steps, and curves of {lengths}")
    if not all(low <= v <= high for values in curves.values() for v in values):
        raise ValueError(f"predict: a curve leaves the range from {low} to {high}")
    return {"curves": curves, "range": (low, high), "steps": steps}
