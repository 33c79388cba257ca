"""What the experiments of chapter 11 share: its two series, and training on them."""

import functools

import numpy as np

import lstm_core as lc
from experiments._page import defined_in

CHAPTER = "11-your-own-sequences"
T, BATCH = 30, 32
TRAIN, CHOOSE, TEST = (2012, 2013), (2014,), (2015,)
SEATTLE = {"n_a": 16, "steps": 400, "lr": 1e-2}
MACHINE = {"n_a": 16, "steps": 600, "lr": 1e-2, "T": 100, "B": 16}
WARM = 20  # steps at the start of a test sequence that are not scored


@functools.cache
def page() -> dict:
    """The functions of the chapter."""
    return defined_in(CHAPTER, "windows", "machine")


@functools.cache
def seattle() -> tuple[np.ndarray, np.ndarray]:
    """Temperatures, and the year of each day."""
    days, temperatures = lc.seattle_temperatures()
    return temperatures, 1970 + days.astype("datetime64[Y]").astype(int)


def in_years(years) -> np.ndarray:
    """Numbers of the windows whose target, the day after, lies in these years."""
    return np.flatnonzero(np.isin(seattle()[1][T:], years))


def scale_of(series) -> tuple[float, float]:
    """Mean and standard deviation."""
    return float(series.mean()), float(series.std())


def training_scale() -> tuple[float, float]:
    """Mean and standard deviation of the years to learn from."""
    temperatures, year = seattle()
    return scale_of(temperatures[np.isin(year, TRAIN)])


def window_batches(x, target, numbers, rng, only_last=False):
    """Endless batches of windows, drawn at random."""
    mask = np.ones((len(x), BATCH), bool)
    mask[:-1] = not only_last
    while True:
        drawn = rng.choice(numbers, BATCH)
        yield lc.Batch(x[:, drawn], target[:, drawn], mask)


def machine_batches(rng):
    """Endless batches of the machine."""
    while True:
        yield lc.Batch(*page()["machine"](MACHINE["T"], MACHINE["B"], rng))


def rmse(forecast, truth) -> float:
    """Root of the mean squared error."""
    return float(np.sqrt(np.mean((np.asarray(forecast) - truth) ** 2)))


def train(batches, rng, *, n_x, n_a, steps, lr, forget_bias=1.0, **how):
    """An LSTM that regresses, trained; ``how`` is for `lstm_core.fit`."""
    start = {"task": "regress", "rng": rng, "forget_bias": float(forget_bias)}
    model = lc.make_model(n_x, n_a, 1, **start)
    lc.fit(model, batches, steps=steps, lr=lr, **how)
    return model


def train_seattle(seed, x, target, numbers, only_last=False, **changes):
    """A network for windows of days, trained as on the page."""
    rng = np.random.default_rng(seed)
    batches = window_batches(x, target, numbers, rng, only_last)
    return train(batches, rng, n_x=x.shape[-1], **SEATTLE | changes)


def forecast_seattle(model, x, scale) -> np.ndarray:
    """Degrees of the day after each window."""
    middle, spread = scale
    return middle + spread * model.forward(x)[0][-1, :, 0]


def train_machine(seed):
    """A network for the machine, trained as on the page."""
    rng = np.random.default_rng(seed)
    how = {name: MACHINE[name] for name in ("n_a", "steps", "lr")}
    return train(machine_batches(rng), rng, n_x=3, **how)


@functools.cache
def machine_test():
    """Sequences of the machine that no network was trained on."""
    return page()["machine"](100, 500, np.random.default_rng(99))


def machine_error(forecast) -> float:
    """Mean squared error of forecasts for `machine_test`; the best possible is 1."""
    return float(np.mean((forecast - machine_test()[1])[WARM:] ** 2))


def baselines() -> dict:
    """Forecasts of all days that a window has, by simple methods."""
    temperatures, _ = seattle()
    x = page()["windows"](temperatures)[0][..., 0].T  # (N, T)
    learn = in_years(TRAIN)
    day = np.arange(len(temperatures))[:, None] * (2 * np.pi / 365.25)
    season = np.hstack([np.ones_like(day), np.sin(day), np.cos(day)])
    truth, one = temperatures[T:], np.ones((len(x), 1))
    fitted = {"season": season[T:], "linear": np.hstack([one, x])}
    fitted["linear, season"] = np.hstack([season[T:], x])
    found = {"persistence": x[:, -1]}
    for name, columns in fitted.items():
        weights = np.linalg.lstsq(columns[learn], truth[learn], rcond=None)[0]
        found[name] = columns @ weights
    return found


def linear_machine(lags=20) -> float:
    """Error of a linear forecast of the machine from its last rows."""

    def rows(x):
        past = [x[WARM - k : len(x) - k] for k in range(lags)]
        return np.concatenate([np.ones_like(x[WARM:, :, :1]), *past], axis=-1)

    x, target = page()["machine"](100, 300, np.random.default_rng(98))
    columns = rows(x)
    flat = columns.reshape(-1, columns.shape[-1])
    weights = np.linalg.lstsq(flat, target[WARM:].reshape(-1), rcond=None)[0]
    x, target = machine_test()
    return float(np.mean((rows(x) @ weights - target[WARM:, :, 0]) ** 2))
