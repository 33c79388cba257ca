"""What a recurrent network computes, one sequence and one step at a time, in float64.

`experiments.any_lstm` compares the package with it. It follows the formulas in the
documentation of PyTorch and uses nothing of `lstm_core`.
"""

import numpy as np


def unchanged(name, value):
    """What a step does with its values if nobody intervenes."""
    return value


def lstm_step(w, x_t, h, c, change=unchanged):
    """One step of `torch.nn.LSTM`, with the names that this book gives to the gates."""
    z = w["weight_ih"] @ x_t + w["bias_ih"] + w["weight_hh"] @ h + w["bias_hh"]
    z_i, z_f, z_g, z_o = np.split(z, 4)
    f, u, o = change("f", logistic(z_f)), change("u", logistic(z_i)), logistic(z_o)
    g = np.tanh(z_g)
    c = change("c", f * c + u * g)
    h = o * np.tanh(c)
    if "weight_hr" in w:
        h = w["weight_hr"] @ h
    return {"f": f, "u": u, "o": o, "c_cand": g, "c": c, "a": h}


def gru_step(w, x_t, h):
    """One step of `torch.nn.GRU`."""
    new_r, new_z, new_n = np.split(w["weight_ih"] @ x_t + w["bias_ih"], 3)
    old_r, old_z, old_n = np.split(w["weight_hh"] @ h + w["bias_hh"], 3)
    r, u = logistic(new_r + old_r), logistic(new_z + old_z)
    n = np.tanh(new_n + r * old_n)
    return {"r": r, "u": u, "a_cand": n, "a": (1 - u) * n + u * h}


def rnn_step(w, x_t, h):
    """One step of `torch.nn.RNN`; with relu if the weights say so."""
    z = w["weight_ih"] @ x_t + w["bias_ih"] + w["weight_hh"] @ h + w["bias_hh"]
    return {"a": np.maximum(z, 0) if "relu" in w else np.tanh(z)}


def logistic(z):
    """Logistic function."""
    return 0.5 * (1 + np.tanh(z / 2))


STEPS = {"LSTM": lstm_step, "GRU": gru_step, "RNN": rnn_step}


def read_sequence(kind, w, x, states) -> dict:
    """All values of one direction over one sequence, each of shape (T, n).

    Parameters
    ----------
    kind : str
    w : dict of str to ndarray
    x : ndarray, shape (T, n_x)
    states : list of ndarray
        The hidden state to start from, and of an LSTM the cell state.
    """
    rows = []
    for x_t in x:
        rows.append(STEPS[kind](w, x_t, *states))
        states = [rows[-1][name] for name in ("a", "c") if name in rows[-1]]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def read_all(kind, layers, x, states, lengths) -> list[list[dict]]:
    """All values of all layers and directions, (T, B, n), NaN after each end.

    Parameters
    ----------
    kind : str
    layers : list of list of dict
        Weights, by layer and direction; the second direction reads from the end.
    x : ndarray, shape (T, B, n_x)
    states : list of ndarray, each of shape (layers, directions, B, n)
    lengths : sequence of int
    """
    T, B, _ = x.shape
    found = []
    for layer, pair in enumerate(layers):
        values = [{} for _ in pair]
        for d, w in enumerate(pair):
            for b in range(B):
                own = x[: lengths[b], b][:: -1 if d else 1]
                start = [s[layer, d, b] for s in states]
                for name, part in read_sequence(kind, w, own, start).items():
                    whole = np.full((T, B, part.shape[1]), np.nan)
                    whole = values[d].setdefault(name, whole)
                    whole[: lengths[b], b] = part[:: -1 if d else 1]
        found.append(values)
        x = np.concatenate([one["a"] for one in values], axis=-1)
    return found
