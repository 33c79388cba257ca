"""Basic recurrent networks that write names of dinosaurs, trained as in chapter 1.

    python -m experiments.pieces         about 1 minute

How much of a written name is made of pieces that the network has read, by the length of
the name, beside held-out real names and the same with their letters shuffled; and how
hard each letter of a held-out name is. Nothing is chosen: rate and number of steps are
those of the page. The lists are drawn anew for each seed, so two of them overlap.
"""

import time

import numpy as np

import lstm_core as lc
from experiments._page import defined_in
from experiments._result import rounded, write_result

SEEDS = range(100, 140)
SIZES = (3, 4, 6)  # letters of a piece
POSITIONS = 16  # letters of a name
WRITTEN = 1000


def main(seeds=SEEDS, written: int = WRITTEN):
    """Train a network for each seed, measure, and write the result."""
    started = time.perf_counter()
    page = code_of_the_page()
    rows = [row(page, seed, written) for seed in seeds]
    data = {name: [r[name] for r in rows] for name in ("loss", "letter_loss")}
    kinds = ("network", "real", "shuffled")
    data["share"] = {
        str(size): {kind: [r["share"][size][kind] for r in rows] for kind in kinds}
        for size in SIZES
    }
    made = {"seeds": [*seeds], "written": written}
    return write_result("pieces", started=started, **made, **data)


def code_of_the_page() -> dict:
    """What the chapter defines: ``train_on_names`` and ``share_by_length``."""
    names = "train_on_names", "share_by_length", "edges"
    return defined_in("01-rnn-limits", *names)


def row(page, seed, written) -> dict:
    """All that is measured of one network.

    Returns
    -------
    dict
        ``loss`` at the first step, in the last 50 and on held-out names;
        ``letter_loss``, on held-out names, by position; ``share`` of known pieces, by
        size of the piece, kind of names and length of the name.
    """
    model, train, held_out, history = page["train_on_names"](seed)
    x, target, mask = lc.encode_names(held_out, np.float32)
    here = [mask & (np.arange(len(mask)) == t)[:, None] for t in range(POSITIONS)]
    loss = [history.loss[0], np.mean(history.loss[-50:]), model.loss((x, target, mask))]
    rng = np.random.default_rng(1000 + seed)
    groups = {
        "network": lc.sample_names(model, written, rng=rng),
        "real": held_out,
        "shuffled": ["".join(rng.permutation(list(name))) for name in held_out],
    }
    share = {
        size: {
            kind: rounded(page["share_by_length"](names, train, size), 3)
            for kind, names in groups.items()
        }
        for size in SIZES
    }
    letters = rounded((model.loss((x, target, one)) for one in here), 3)
    return {"loss": rounded(loss, 3), "letter_loss": letters, "share": share}


if __name__ == "__main__":
    main()
