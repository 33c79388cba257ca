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

    def jittered(draw):
        def run(*args, **kwargs):
            found = draw(*args, **kwargs)
            W, b = found if isinstance(found, tuple) else (found.W_y, found.b_y)
            # The same weights get the same noise: a machine rounds alike each time.
            rng = np.random.default_rng([seed, zlib.crc32(W.tobytes())])
            W = (W * (1 + 1e-7 * rng.standard_normal(W.shape))).astype(W.dtype)
            return (W, b) if isinstance(found, tuple) else type(found)(W, b)

        return run

    readout = jittered(losses.init_readout)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(initial, "_draw_block", jittered(initial._draw_block))
        for module in (losses, backends, lc):
            patch.setattr(module, "init_readout", readout)
        yield
