"""Weights in files: back bit for bit, or an error and the old file untouched."""

import io
import pickle
import zipfile

import numpy as np
import pytest
from oracles import assert_same, draw_case

import lstm_core as lc
from lstm_core.cells.registry import arrays_of
from lstm_core.model import storage


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.npz"


@pytest.fixture
def saved(path, rng):
    """A file of an LSTM's weights, and the weights."""
    p = lc.init_lstm(2, 3, rng=rng)
    lc.save(path, p)
    return p


def weights(p):
    return arrays_of(p)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_parameters_come_back_bit_for_bit(path, cell, dtype, rng):
    p = draw_case(cell, dtype=dtype).p
    lc.save(str(path), p)
    back = lc.load(str(path))
    assert type(back) is type(p)
    assert_same(weights(back), weights(p))


@pytest.mark.parametrize("task", ["classify", "regress"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_models_come_back_bit_for_bit(path, backend, cell, task, dtype, rng):
    options = {"cell": cell, "task": task, "dtype": dtype}
    model = lc.make_model(3, 4, 2, rng=rng, **options)
    model.params = {k: v + v.dtype.type(0.5) for k, v in model.params.items()}
    lc.save(path, lc.to_backend(model, backend))
    back = lc.load(path)
    assert isinstance(back, lc.NumpyModel)
    assert (back.cell, back.task) == (cell, task)
    assert_same(back.params, model.params)


def test_what_is_loaded_can_be_written_to(path, saved):
    p = lc.load(path)
    p.W[0, 0] = 7.0
    assert p.W_f[0, 0] == 7.0


def test_the_file_is_plain_npz_without_pickle(path, saved):
    with np.load(path, allow_pickle=False) as archive:
        found = {name: archive[name] for name in archive.files}
    assert found.keys() == {"format", "version", "kind", "cell", "W", "b"}
    assert found["version"] == storage.VERSION


@pytest.mark.parametrize("name", ["weights", "weights.pt", "weights.npz.old", ".npz"])
def test_another_ending_is_refused(tmp_path, name, rng):
    with pytest.raises(ValueError, match=r"path: expected a name that ends in \.npz"):
        lc.save(tmp_path / name, lc.init_rnn(1, 1, rng=rng))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", [None, {"W": np.zeros((1, 2))}, np.zeros(3)])
def test_other_things_are_refused(path, what):
    with pytest.raises(TypeError, match=r"what: expected .*, \w+Params or a model, "):
        lc.save(path, what)
    assert not path.exists()


@pytest.mark.parametrize("name", ["W", "W_y"])
def test_weights_that_are_not_finite_are_refused(path, saved, name, rng):
    model = lc.make_model(2, 3, 2, rng=rng)
    model.params = {**model.params, name: model.params[name] * np.nan}
    with pytest.raises(ValueError, match=f"{name}: expected finite numbers"):
        lc.save(path, model)
    assert_same(weights(lc.load(path)), weights(saved))


def test_a_new_file_replaces_the_old_one(path, saved, rng):
    p = lc.init_rnn(5, 6, rng=rng)
    lc.save(path, p)
    assert_same(weights(lc.load(path)), weights(p))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


class Interrupted(BaseException):
    """Not an Exception: like Ctrl-C."""


@pytest.mark.parametrize("error", [OSError("disk full"), Interrupted()])
@pytest.mark.parametrize("when", ["half written", "complete", "at the exchange"])
def test_whatever_happens_the_old_file_stays(path, saved, monkeypatch, error, when):
    before = path.read_bytes()

    def fail(*_, **__):
        raise error

    def write_half(file, **arrays):
        file.write(before[: len(before) // 2])
        raise error

    if when == "half written":
        monkeypatch.setattr(storage.np, "savez", write_half)
    elif when == "complete":
        monkeypatch.setattr(storage.os, "fsync", fail)
    else:
        monkeypatch.setattr(storage.Path, "replace", fail)
    with pytest.raises(type(error)):
        lc.save(path, saved)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_new_file_appears_only_when_it_is_complete(path, monkeypatch, rng):
    seen = []
    monkeypatch.setattr(storage.os, "fsync", lambda _: seen.append(path.exists()))
    lc.save(path, lc.init_rnn(1, 1, rng=rng))
    assert seen == [False]
    assert path.exists()


def test_wherever_it_is_cut_short_it_is_refused(path, saved):
    whole = path.read_bytes()
    for size in (*range(0, len(whole), 7), *range(len(whole) - 30, len(whole))):
        path.write_bytes(whole[:size])
        with pytest.raises(ValueError, match=r"path: expected an \.npz file in 'wei"):
            lc.load(path)
        assert path.read_bytes() == whole[:size]


def test_a_flipped_bit_is_refused_or_does_no_harm(path, saved):
    """Some bits carry nothing, for example the date of the archive's members."""
    whole, refused = path.read_bytes(), 0
    for i in range(0, len(whole), 3):
        damaged = bytearray(whole)
        damaged[i] ^= 1 << (i % 8)
        path.write_bytes(damaged)
        try:
            back = lc.load(path)
        except ValueError:
            refused += 1
            continue
        assert_same(weights(back), weights(saved))
    assert refused > len(whole) / 6


def test_a_shape_that_lost_a_bit_is_refused(path):
    """One that would still fit: ``n_x`` is 1 instead of 2."""
    lc.save(path, lc.RNNParams(np.ones((1, 3)), np.ones(1)))
    damaged = path.read_bytes().replace(b"(1, 3)", b"(1, 2)")
    path.write_bytes(damaged)
    with pytest.raises(ValueError, match="a checksum is wrong"):
        lc.load(path)


def npz(**arrays):
    data = io.BytesIO()
    np.savez(data, **arrays)
    return data.getvalue()


def archive(**files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as written:
        for name, content in files.items():
            written.writestr(name, content)
    return data.getvalue()


def array_file(array):
    data = io.BytesIO()
    np.save(data, array)
    return data.getvalue()


FOREIGN = {
    "empty": b"",
    "text": b"W,b\n1,2\n",
    "pickle": pickle.dumps({"W": [1.0]}),
    "one array": array_file(np.zeros(3)),
    "other archive": archive(readme="hello"),
    "other arrays": npz(W=np.zeros((4, 2)), b=np.zeros(4)),
    "objects": npz(format=np.array([{}], dtype=object)),
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_foreign_files_are_refused_and_stay(path, content):
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"path: expected .* 'weights\.npz', got"):
        lc.load(path)
    assert path.read_bytes() == content


GOOD = {
    "format": "lstm_core",
    "version": 1,
    "kind": "params",
    "cell": "rnn",
    "W": np.zeros((1, 2)),
    "b": np.zeros(1),
}
UNFIT = {
    "newer": ({"version": 2}, "version 1, got version 2"),
    "no number": ({"version": np.zeros(2)}, "version 1, got version"),
    "text": ({"version": "1"}, "version 1, got version 1"),
    "kind": ({"kind": "zoo"}, "got arrays that do not fit"),
    "cell": ({"cell": "zoo"}, "do not fit: cell: expected one of .*got 'zoo'"),
    "other cell": ({"cell": "gru"}, r"do not fit: expected the parts .*'b_a'"),
    "shape": ({"b": np.zeros(2)}, r"do not fit: b: expected shape \(1,\)"),
    "dtype": ({"W": np.zeros((1, 2), int)}, "do not fit: W: expected float32 or"),
    "nan": ({"b": np.full(1, np.nan)}, "do not fit: b: expected finite numbers"),
    "extra": ({"task": "classify"}, "do not fit: expected the parts"),
    "model": ({"kind": "model"}, "do not fit: expected the parts"),
}


@pytest.mark.parametrize(("change", "words"), UNFIT.values(), ids=UNFIT)
def test_contents_that_do_not_fit_are_named(path, change, words):
    path.write_bytes(npz(**GOOD))
    assert lc.load(path).n_a == 1
    path.write_bytes(npz(**GOOD | change))
    with pytest.raises(ValueError, match=words):
        lc.load(path)


@pytest.mark.parametrize("missing", GOOD)
def test_what_is_missing_is_refused(path, missing):
    path.write_bytes(npz(**{k: v for k, v in GOOD.items() if k != missing}))
    with pytest.raises(ValueError, match="path: expected a file that lstm_core"):
        lc.load(path)


def test_a_file_or_folder_that_is_not_there_is_not_there(path, saved):
    nowhere = path.parent / "no folder" / path.name
    with pytest.raises(FileNotFoundError):
        lc.load(nowhere)
    with pytest.raises(FileNotFoundError):
        lc.save(nowhere, saved)


@pytest.mark.parametrize("name", ["weights.safetensors", "weights.pt", "weights.h5"])
def test_files_of_others_are_named_and_nobody_is_told_to_unpickle(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    with pytest.raises(ValueError, match="from_checkpoint reads it"):
        lc.load(path)
    plain = path.rename(tmp_path / "weights.npz")
    with pytest.raises(ValueError, match=r"or it is damaged$"):
        lc.load(plain)
