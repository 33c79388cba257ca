"""The words of the reviews in each language, and how they make a sentence."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np


@dataclass(frozen=True, eq=False)
class Grammar:
    """What reviews are made of in one language.

    Attributes
    ----------
    clause : str
        The order of words, with fields ``article``, ``noun``, ``no``, ``verb``,
        ``degree`` and ``adjective``.
    articles : dict of str to str
        Article to the form of "is" that goes with its nouns.
    aspects, things : dict of str to str
        Noun to its article.
    adjectives : dict of tuple to float
        The forms of an adjective, one for each article, to its worth in stars.
    factor : dict of str to float
        The words for "not", "very" and "slightly" to what they do to the adjective.
    but : str
    fillers : tuple
        Sentences that do not matter: at each place one of the words.
    names : tuple of str
        What the kinds of words are called, in the order of `kinds`.
    of_others : str
        What the words are called that would count if they were said of the headphones.
    """

    clause: str
    articles: dict[str, str]
    aspects: dict[str, str]
    things: dict[str, str]
    adjectives: dict[tuple[str, ...], float]
    factor: dict[str, float]
    but: str
    fillers: tuple[tuple[tuple[str, ...], ...], ...]
    names: tuple[str, ...]
    of_others: str

    @cached_property
    def strength(self) -> dict[str, float]:
        """Each form of an adjective to its worth, in stars."""
        worths = self.adjectives.items()
        return {form: worth for forms, worth in worths for form in forms}

    @cached_property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        """Kind of word to the words of this kind."""
        no, *degrees = self.factor
        members = (
            self.aspects,
            self.things,
            self.strength,
            (no,),
            degrees,
            (self.but,),
            [*self.articles, *self.articles.values()],
            (".",),
            chain(*chain(*self.fillers)),
        )
        pairs = zip(self.names, members, strict=True)
        return {name: tuple(dict.fromkeys(words)) for name, words in pairs}

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The kinds, and behind the adjectives the words that are said of others."""
        return (*self.names[:3], self.of_others, *self.names[3:])

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """All words."""
        return tuple(word for words in self.kinds.values() for word in words)

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Word to its place in the vocabulary."""
        return {word: place for place, word in enumerate(self.vocabulary)}

    @cached_property
    def kind_of(self) -> dict[str, str]:
        """Word to its kind."""
        return {word: kind for kind, words in self.kinds.items() for word in words}

    @cached_property
    def turns(self) -> tuple[tuple[str, str], ...]:
        """What may turn an adjective: "not" or nothing, and "very" or the like."""
        no, very, slightly = self.factor
        plain, negated = ("", ""), (no, "")
        pairs = (plain, plain, plain, ("", very), ("", slightly))
        return (*pairs, negated, negated, (no, very))

    def write(self, rng: np.random.Generator) -> list[str]:
        """Draw one review."""
        sentences = [self._opinion(rng) for _ in range(rng.integers(1, 3))]
        sentences += [self._say(self.things, rng)] if rng.random() < 0.5 else []
        for k in rng.permutation(len(self.fillers))[: rng.integers(1, 4)]:
            sentences.append([_pick(place, rng) for place in self.fillers[k]])
        chosen = [sentences[k] for k in rng.permutation(len(sentences))]
        return [word for sentence in chosen for word in [*sentence, "."]]

    def _opinion(self, rng):
        said, more = self._say(self.aspects, rng), rng.random() < 0.4
        return [*said, self.but, *self._say(self.aspects, rng)] if more else said

    def _say(self, nouns, rng):
        noun, (no, degree), adjective = (
            _pick(words, rng) for words in ([*nouns], self.turns, [*self.adjectives])
        )
        article = nouns[noun]
        said = self.clause.format(
            article=article,
            noun=noun,
            no=no,
            verb=self.articles[article],
            degree=degree,
            adjective=adjective[[*self.articles].index(article)],
        )
        return said.split()


def _pick(words, rng):
    return words[rng.integers(len(words))]


def _with(article, *nouns):
    return dict.fromkeys(nouns, article)


ENGLISH = Grammar(
    clause="{article} {noun} {verb} {no} {degree} {adjective}",
    articles={"the": "is"},
    aspects=_with("the", "sound", "bass", "fit", "battery", "microphone", "case"),
    things=_with("the", "delivery", "box", "courier", "manual", "label", "shop"),
    adjectives={
        ("good",): 0.5, ("nice",): 0.5, ("great",): 1.0, ("superb",): 1.0,
        ("weak",): -0.5, ("bad",): -0.5, ("awful",): -1.0, ("terrible",): -1.0,
    },
    factor={"not": -0.5, "very": 1.5, "slightly": 0.5},
    but="but",
    fillers=(
        (("my",), ("sister", "brother", "mother", "father", "friend"),
         ("got", "wanted"), ("it", "them"), ("last", "this"),
         ("week", "month", "winter")),
        (("they",), ("came", "arrived"), ("in", "with"), ("a",),
         ("small", "big", "grey", "blue", "brown"), ("bag", "parcel"), ("on",),
         ("monday", "tuesday", "friday")),
        (("we",), ("ordered", "bought"), ("two", "three"), ("for",),
         ("her", "his"), ("birthday", "trip", "work")),
    ),
    names=("aspect", "other thing", "adjective", "not", "very, slightly", "but",
           "the, is", "full stop", "filler"),
    of_others="said of others",
)  # fmt: skip

SPANISH = Grammar(
    clause="{article} {noun} {no} {verb} {degree} {adjective}",
    articles={"el": "es", "la": "es", "los": "son"},  # no noun here takes "las"
    aspects={
        "sonido": "el", "graves": "los", "ajuste": "el", "batería": "la",
        "micrófono": "el", "estuche": "el",
    },
    things={
        "entrega": "la", "caja": "la", "mensajero": "el", "manual": "el",
        "plazos": "los", "tienda": "la",
    },
    adjectives={
        ("bueno", "buena", "buenos"): 0.5,
        ("agradable", "agradable", "agradables"): 0.5,
        ("genial", "genial", "geniales"): 1.0,
        ("magnífico", "magnífica", "magníficos"): 1.0,
        ("flojo", "floja", "flojos"): -0.5,
        ("malo", "mala", "malos"): -0.5,
        ("pésimo", "pésima", "pésimos"): -1.0,
        ("terrible", "terrible", "terribles"): -1.0,
    },
    factor={"no": -0.5, "muy": 1.5, "algo": 0.5},
    but="pero",
    fillers=(
        (("mi",), ("hermana", "hermano", "madre", "padre", "amiga"),
         ("recibió", "quería"), ("unos", "otros"), ("este", "ese"),
         ("mes", "verano", "invierno")),
        (("me", "nos"), ("llegaron",), ("en", "con"), ("una",),
         ("bolsa", "envoltura"), ("pequeña", "grande", "gris", "azul", "verde"),
         ("este",), ("lunes", "martes", "viernes")),
        (("ayer", "hoy"), ("pedimos", "compramos"), ("dos", "tres"), ("para",),
         ("su", "mi"), ("cumpleaños", "viaje", "trabajo")),
    ),
    names=("aspecto", "otra cosa", "adjetivo", "no", "muy, algo", "pero",
           "artículo, es", "punto", "relleno"),
    of_others="dicho de otra cosa",
)  # fmt: skip

GRAMMARS = {"en": ENGLISH, "es": SPANISH}
"""Code of a language, as in `lstm_core.words.LANGUAGES`, to its grammar."""
