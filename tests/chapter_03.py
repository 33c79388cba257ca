"""What the tests of chapter 3 share."""

from lstm_core import agreement

NUMBER = 0


def grammar(rng):
    """A text of the little grammar, and the same text with the right endings."""
    read, right = [], []
    for _ in range(rng.integers(1, 5)):
        kind = rng.choice(["singular", "plural"])
        middle = [f"the {rng.choice(agreement.KINDS[kind])}"]
        for _ in range(rng.integers(0, 8)):
            other = agreement.KINDS[rng.choice(["singular", "plural"])]
            fillers = agreement.KINDS["filler"][1:]
            near, filler = f"near the {rng.choice(other)}", rng.choice(fillers)
            middle.append(near if rng.random() < 0.5 else filler)
        verb = rng.choice(agreement.KINDS["verb"])
        read.append(" ".join([*middle, f"{verb}."]))
        form = verb.replace("(s)", "s" if kind == "singular" else "")
        right.append(" ".join([*middle, f"{form}."]))
    return " ".join(read), "\n".join(right)


def at(chapter, word, trace="trace", which=0):
    """Gates and states of the first unit at one word of the chapter's text."""
    t = [i for i, w in enumerate(chapter["words"]) if w == word][which]
    step = chapter[trace].step(t)
    return {name: value[NUMBER] for name, value in step.items() if name != "x_t"}
