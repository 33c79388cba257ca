"""Fresh weights as another machine would round them."""

import zlib
from contextlib import contextmanager

import numpy as np
import pytest

import lstm_core as lc
from lstm_core import backends
from lstm_core.cells import initial
from lstm_core.model import losses


@contextmanager
def jittered_weights(seed):
    """Multiply all fresh weights by 1 + 1e-7 noise."""

    def noisy(W):
        # The same weights get the same noise: a machine rounds alike each time.
        rng = np.random.default_rng([seed, zlib.crc32(W.tobytes())])
        return (W * (1 + 1e-7 * rng.standard_normal(W.shape))).astype(W.dtype)

    def noisy_readout(*args, **kwargs):
        readout = init_readout(*args, **kwargs)
        return type(readout)(noisy(readout.W_y), readout.b_y)

    def jittered(draw):
        return lambda *args, **kwargs: noisy(draw(*args, **kwargs))

    init_readout = losses.init_readout
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_draw_inputs", "_orthogonal"):
            patch.setattr(initial, name, jittered(getattr(initial, name)))
        for module in (losses, backends, lc):
            patch.setattr(module, "init_readout", noisy_readout)
        yield
