"""Train networks of one cell side by side, each with its own weights, data and rate.

What `lstm_core.fit` does with one network, with Adam and the gradient clipped at 1, is
done here with K of them at once, in PyTorch: for a cell without a fast loop of its own
that takes about a fifth of the time. The cells are written down once more, by their
formulas; tests compare each one's steps with those of the package.
"""

import numpy as np
import torch

import lstm_core as lc

BETA1, BETA2, EPS = 0.9, 0.999, 1e-8


def _rnn(z, past, w, a):
    return (torch.tanh(z + past),)


def _lstm(z, past, w, a, c):
    f, u, o, c_cand = _activations(z + past, 4)
    c = f * c + u * c_cand
    return o * torch.tanh(c), c


def _lstm1997(z, past, w, a, c):
    u, o, c_cand = _activations(z + past, 3)
    c = c + u * c_cand
    return o * torch.tanh(c), c


def _peephole(z, past, w, a, c):
    z_f, z_u, z_o, z_c = (z + past).chunk(4, dim=-1)
    P_f, P_u, P_o = w["P"].chunk(3, dim=-1)
    f, u = torch.sigmoid(z_f + P_f * c), torch.sigmoid(z_u + P_u * c)
    c = f * c + u * torch.tanh(z_c)
    return torch.sigmoid(z_o + P_o * c) * torch.tanh(c), c


def _gru(z, past, w, a):
    (z_r, z_u, z_c), (p_r, p_u, p_c) = z.chunk(3, dim=-1), past.chunk(3, dim=-1)
    r, u = torch.sigmoid(z_r + p_r), torch.sigmoid(z_u + p_u)
    a_cand = torch.tanh(z_c + r * (p_c + w["b_a"]))
    return (u * a + (1 - u) * a_cand,)


def _mingru(z, past, w, a):
    z_u, a_cand = z.chunk(2, dim=-1)
    u = torch.sigmoid(z_u)
    return (u * a + (1 - u) * a_cand,)


def _slstm(z, past, w, a, c, n):
    z_f, z_u, z_o, z_c = (z + past).chunk(4, dim=-1)
    n = torch.logaddexp(torch.nn.functional.logsigmoid(z_f) + n, z_u)
    u = torch.exp(z_u - n)
    c = (1 - u) * c + u * torch.tanh(z_c)
    return torch.sigmoid(z_o) * c, c, n


def _activations(z, blocks):
    """The gates, and the candidate, which is the last block."""
    n_a = z.shape[-1] // blocks
    gates, candidate = z.split([(blocks - 1) * n_a, n_a], dim=-1)
    return *torch.sigmoid(gates).chunk(blocks - 1, dim=-1), torch.tanh(candidate)


STEPS = {
    "rnn": _rnn,
    "lstm": _lstm,
    "lstm1997": _lstm1997,
    "peephole": _peephole,
    "gru": _gru,
    "mingru": _mingru,
    "slstm": _slstm,
}
"""``step(z, past, w, *states)``: pre-activations of the input, and of the past."""


class Many:
    """K networks of one cell.

    Parameters
    ----------
    models : list of NumpyModel
        All of one cell and size; they give the weights to begin with.
    carousel_only : bool
        As in `lstm_core.fit`: the gradient of the paper of 1997.
    """

    def __init__(self, models, carousel_only=False):
        self.models, self.carousel_only = models, carousel_only
        self.n_a, self.record = models[0].n_a, models[0]._record
        stacked = {
            name: np.stack([model.params[name] for model in models])
            for name in models[0].params
        }
        self.w = {
            name: torch.tensor(value if value.ndim == 3 else value[:, None])
            for name, value in stacked.items()
        }

    def run(self, x, states=None):
        """Scores of all steps, (K, T, B, n_y), and the last states.

        Parameters
        ----------
        x : tensor, shape (K, T, B, n_x)
        states : tuple of tensor, shape (K, B, n_a), optional
        """
        K, T, B, n_x = x.shape
        W = self.w["W"].transpose(1, 2)  # (K, columns, rows)
        z = torch.baddbmm(self.w["b"], x.reshape(K, T * B, n_x), W[:, -n_x:])
        z = z.view(K, T, B, -1).unbind(1)
        if states is None:
            states = [torch.zeros(K, B, self.n_a, dtype=x.dtype)]
            states *= len(self.record.states)
        outputs, looks_back = [], W.shape[1] > n_x
        for z_t in z:
            past = states[0].detach() if self.carousel_only else states[0]
            past = past @ W[:, :-n_x] if looks_back else None
            states = STEPS[self.record.name](z_t, past, self.w, *states)
            outputs.append(states[0])
        a = torch.stack(outputs, dim=1).view(K, T * B, self.n_a)
        scores = torch.baddbmm(self.w["b_y"], a, self.w["W_y"].transpose(1, 2))
        return scores.view(K, T, B, -1), states

    def read(self, x, states=None):
        """As `run`, the same sequences for all networks, without gradients.

        Parameters
        ----------
        x : ndarray, shape (T, B, n_x)
        states : tuple of tensor, optional

        Returns
        -------
        scores : ndarray, shape (K, T, B, n_y)
        states : tuple of tensor
        """
        with torch.no_grad():
            x = torch.as_tensor(x).expand(len(self.models), *x.shape)
            scores, states = self.run(x, states)
        return scores.numpy(), states

    def fit(self, batches, *, steps, rates, carried=False, watch=None):
        """Train; the models get the weights at the end.

        Parameters
        ----------
        batches : iterable
            Of batches whose second axis holds the K networks one after the other; if
            ``carried``, of pairs with the word whether states begin at zero.
        steps : int
        rates : sequence of float
            One for each network.
        carried : bool
            Whether a batch goes on from the states of the one before.
        watch : callable, optional
            ``watch(step, scores)`` before each update; training ends if it is true.
        """
        rates = torch.tensor(rates, dtype=torch.float32)[:, None, None]
        for value in self.w.values():
            value.requires_grad_(True)
        means = {name: torch.zeros_like(v) for name, v in self.w.items()}
        squares = {name: torch.zeros_like(v) for name, v in self.w.items()}
        states = None
        for step, batch in zip(range(1, steps + 1), batches, strict=False):
            batch, begins = batch if carried else (batch, True)
            x, target, mask = (self._by_network(part) for part in lc.Batch(*batch))
            scores, states = self.run(x, None if begins else states)
            states = tuple(state.detach() for state in states)
            if watch is not None and watch(step, scores.detach()):
                break
            grads = torch.autograd.grad(
                _loss(scores, target, mask), list(self.w.values())
            )
            with torch.no_grad():
                self._update(_clipped(grads), means, squares, step, rates)
        for k, model in enumerate(self.models):
            model.params = {
                name: value[k].detach().numpy().reshape(model.params[name].shape).copy()
                for name, value in self.w.items()
            }

    def _by_network(self, array):
        """From (T, K * B, ...) to (K, T, B, ...)."""
        if array is None:
            return None
        array = torch.as_tensor(array)
        T, K = len(array), len(self.models)
        return array.view(T, K, -1, *array.shape[2:]).transpose(0, 1)

    def _update(self, grads, means, squares, step, rates):
        for (name, value), g in zip(self.w.items(), grads, strict=True):
            means[name].mul_(BETA1).add_(g, alpha=1 - BETA1)
            squares[name].mul_(BETA2).addcmul_(g, g, value=1 - BETA2)
            mean_hat = means[name] / (1 - BETA1**step)
            square_hat = squares[name] / (1 - BETA2**step)
            value -= rates * mean_hat / (square_hat.sqrt() + EPS)


def _loss(scores, target, mask):
    """The sum over the networks of each one's mean over the steps that count."""
    losses = -torch.log_softmax(scores, dim=-1).gather(-1, target[..., None])[..., 0]
    if mask is None:
        return losses.mean(dim=(1, 2)).sum()
    return ((losses * mask).sum(dim=(1, 2)) / mask.sum(dim=(1, 2))).sum()


def _clipped(grads, limit=1.0):
    """The gradients, those of each network scaled to a norm of at most ``limit``."""
    norm = sum((g**2).sum(dim=(1, 2)) for g in grads).sqrt()
    scale = (limit / norm.clamp(min=limit))[:, None, None]
    return [g * scale for g in grads]
