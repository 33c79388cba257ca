/**
 * What can be learned, and the random numbers of the page: batches of fresh sequences.
 *
 * Recall, adding and agreement are those of `lstm_core/tasks/`; counting asks which of
 * two letters came more often. Noise is added to every number of an input.
 */

/**
 * Random numbers from a seed: xoshiro128** of Blackman and Vigna (2021), Scrambled
 * linear pseudorandom number generators, ACM TOMS 47(4); splitmix32 fills its state.
 */
export function makeRandom(seed) {
  const state = new Uint32Array(4).map((_, i) => splitmix(seed + (i + 1) * 0x9e3779b9));
  const rotate = (v, k) => (v << k) | (v >>> (32 - k));
  const next = () => {
    const found = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 11);
    return found;
  };
  /** From 0 to 1, 1 not among them: all 53 bits that a number has. */
  const uniform = () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
  const integer = (n) => Math.floor(n * uniform());
  /** Normal, of mean 0 and variance 1: Box and Muller (1958). */
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { next, uniform, integer, normal };
}

function splitmix(z) {
  let v = z | 0;
  v = Math.imul(v ^ (v >>> 16), 0x21f0aaad);
  v = Math.imul(v ^ (v >>> 15), 0x735a2d97);
  return v ^ (v >>> 15);
}

const SYMBOLS = ["A", "B", "C", "D"];
const TOKENS = [...SYMBOLS, "w", "x", "y", "z", "?"];
const LETTERS = ["a", "b", "?"];

// The English words of lstm_core.agreement.VOCABULARY, in their order.
const SINGULAR = ["dog", "cat", "bird", "horse"];
const PLURAL = ["dogs", "cats", "birds", "horses"];
const VERBS = ["sleep(s)", "run(s)", "sing(s)", "eat(s)"];
const FILLERS = ["often", "still", "always", "never"];
const WORDS = [...SINGULAR, ...PLURAL, ...VERBS, "the", ...FILLERS, "near", "."];
const DISTRACT = 0.3;
const AGREEMENT_T = 60;

/**
 * Each task has its sizes, `chance`, the score of one who knows nothing, `draw`, a
 * batch, `probe`, one sequence to look at, and `read`, what a reader has written.
 * Sentences may be read in the words of another language, which come in the same order.
 */
export const TASKS = {
  recall: {
    ...{ n_x: TOKENS.length, n_y: SYMBOLS.length, kind: "classify", chance: 1 / 4 },
    answers: SYMBOLS,
    draw: (random, lag, B) => fill(B, TOKENS, () => recallTokens(random, lag)),
    read: (text) => readTokens([...text.replace(/\s/g, "")], TOKENS, "?", recallAnswer),
  },
  counting: {
    ...{ n_x: LETTERS.length, n_y: 2, kind: "classify", chance: 1 / 2 },
    answers: ["a", "b"],
    draw: (random, lag, B) => fill(B, LETTERS, () => countingTokens(random, lag)),
    read: (text) => readTokens([...text.replace(/\s/g, "")], LETTERS, "?", countAnswer),
  },
  adding: {
    ...{ n_x: 2, n_y: 1, kind: "regress", chance: 1 / 6 },
    answers: [],
    draw: drawAdding,
    read: readAdding,
  },
  agreement: {
    ...{ n_x: WORDS.length, n_y: 2, kind: "classify", chance: 1 / 2 },
    answers: ["singular", "plural"],
    draw: drawAgreement,
    probe: probeAgreement,
    words: WORDS,
    read: (text, own = WORDS) => readTokens(words(text), own, ")", () => undefined),
  },
};

/** A batch of a task, with noise of this standard deviation on every input. */
export function drawBatch(task, random, { lag, noise }, B) {
  return addNoise(TASKS[task].draw(random, lag, B), random, noise);
}

/** One sequence to look at, with its tokens. */
export function drawProbe(task, random, { lag, noise }) {
  const { probe, draw } = TASKS[task];
  return addNoise((probe ?? draw)(random, lag, 1), random, noise);
}

function addNoise(batch, random, noise) {
  if (noise > 0) {
    batch.x.forEach((value, i) => {
      batch.x[i] = value + noise * random.normal();
    });
  }
  return batch;
}

const one = (random, list) => list[random.integer(list.length)];

/** "Cxwyx?" for a lag of 5, with the answer C at the question. */
function recallTokens(random, lag) {
  const symbol = one(random, SYMBOLS);
  const between = Array.from({ length: lag - 1 }, () =>
    one(random, TOKENS.slice(4, 8)),
  );
  const tokens = [symbol, ...between, "?"];
  return { tokens, answers: { [lag]: SYMBOLS.indexOf(symbol) } };
}

/** "abbab?": an odd number of letters, so that one of the two comes more often. */
function countingTokens(random, lag) {
  const letters = Array.from({ length: lag | 1 }, () => one(random, ["a", "b"]));
  const tokens = [...letters, "?"];
  return { tokens, answers: { [letters.length]: countAnswer(letters) } };
}

const recallAnswer = (tokens) =>
  SYMBOLS.indexOf(tokens.findLast((token) => SYMBOLS.includes(token)));

function countAnswer(tokens) {
  const of = (letter) => tokens.filter((token) => token === letter).length;
  return of("a") === of("b") ? undefined : Number(of("b") > of("a"));
}

/** As many sequences as wanted, one-hot, from their tokens and the answers by step. */
function fill(B, names, make) {
  const sequences = Array.from({ length: B }, make);
  const T = sequences[0].tokens.length;
  const batch = empty(T, B, names.length, T * B);
  sequences.forEach(({ tokens, answers }, b) => {
    tokens.forEach((token, t) => {
      batch.x[(t * names.length + names.indexOf(token)) * B + b] = 1;
    });
    for (const [t, answer] of Object.entries(answers)) {
      batch.target[t * B + b] = answer;
      batch.mask[t * B + b] = 1;
    }
  });
  return { ...batch, tokens: sequences[0].tokens };
}

function empty(T, B, n_x, targets) {
  const [x, target] = [new Float64Array(T * n_x * B), new Float64Array(targets)];
  return { T, B, x, target, mask: new Uint8Array(T * B) };
}

/** Numbers from 0 to 1; two of them are marked, one in each half, and to be added. */
function drawAdding(random, T, B) {
  const batch = empty(T, B, 2, T * B);
  const half = Math.floor(T / 2);
  const tokens = [];
  for (let b = 0; b < B; b += 1) {
    const marked = [random.integer(half), half + random.integer(T - half)];
    let sum = 0;
    for (let t = 0; t < T; t += 1) {
      const number = random.uniform();
      const mark = marked.includes(t) ? 1 : 0;
      batch.x[2 * t * B + b] = number;
      batch.x[(2 * t + 1) * B + b] = mark;
      sum += mark * number;
      if (b === 0) tokens.push(number.toFixed(2) + (mark ? "*" : ""));
    }
    batch.target[(T - 1) * B + b] = sum;
    batch.mask[(T - 1) * B + b] = 1;
  }
  return { ...batch, tokens };
}

/** Sentences in a row, of 60 words; in the mean the verb comes `lag` words later. */
function drawAgreement(random, lag, B) {
  const batch = fill(B, WORDS, () => {
    const all = { tokens: [], answers: {} };
    while (all.tokens.length < AGREEMENT_T) {
      const start = all.tokens.length;
      const cut = (length) => start + length >= AGREEMENT_T;
      const more = () => random.uniform() < 1 - 1 / lag;
      const left = (length) => (!cut(length) && more() ? Infinity : 0);
      const { tokens, answers } = sentence(random, left);
      all.tokens.push(...tokens, ".");
      for (const [t, answer] of Object.entries(answers)) {
        if (start + Number(t) < AGREEMENT_T) all.answers[start + Number(t)] = answer;
      }
    }
    return { ...all, tokens: all.tokens.slice(0, AGREEMENT_T) };
  });
  return batch.mask.includes(1) ? batch : drawAgreement(random, lag, B);
}

/** One sentence whose verb stands `lag` words after its subject. */
function probeAgreement(random, lag) {
  return fill(1, WORDS, () => sentence(random, (length) => lag + 1 - length));
}

/**
 * "the SUBJECT (FILLER | near the NOUN)* VERB"; `left` says how many words may still
 * come before the verb, once there are so many.
 */
function sentence(random, left) {
  const number = random.integer(2);
  const noun = (plural) => one(random, plural ? PLURAL : SINGULAR);
  const tokens = ["the", noun(number)];
  for (let n = left(2); n > 0; n = left(tokens.length)) {
    if (n >= 3 && random.uniform() < DISTRACT) {
      tokens.push("near", "the", noun(random.integer(2)));
    } else {
      tokens.push(one(random, FILLERS));
    }
  }
  const answers = { [tokens.length]: number };
  return { tokens: [...tokens, one(random, VERBS)], answers };
}

// ---- What a reader writes ----

/** The longest sequence that is read. */
export const MOST = 80;

const words = (text) =>
  text.toLowerCase().replaceAll(",", " ").replaceAll(".", " . ").trim().split(/\s+/);

/**
 * A sequence of tokens, asked at the last one, which ends as `end` says. What cannot be
 * read comes back as `wrong`, the token, or as the name of what is missing.
 */
function readTokens(tokens, names, end, answer) {
  const wrong = tokens.find((token) => !names.includes(token));
  if (wrong) return { wrong };
  if (tokens.length > MOST) return { problem: "long" };
  if (!tokens.at(-1)?.endsWith(end)) return { problem: "end" };
  const T = tokens.length;
  const target = answer(tokens);
  const known = target === undefined || target < 0 ? undefined : target;
  const batch = fill(1, names, () => ({ tokens, answers: { [T - 1]: known ?? 0 } }));
  return { batch, known };
}

/** "0.3* 0.5 0.2*": numbers, two of them with a mark. */
function readAdding(text) {
  const tokens = text.trim().split(/\s+/);
  const wrong = tokens.find((token) => !/^(0?\.\d+|[01](\.0*)?)\*?$/.test(token));
  if (wrong !== undefined) return { wrong };
  if (tokens.length > MOST) return { problem: "long" };
  const T = tokens.length;
  const batch = { ...empty(T, 1, 2, T), tokens };
  tokens.forEach((token, t) => {
    batch.x[2 * t] = parseFloat(token);
    batch.x[2 * t + 1] = token.endsWith("*") ? 1 : 0;
    batch.target[T - 1] += batch.x[2 * t] * batch.x[2 * t + 1];
  });
  batch.mask[T - 1] = 1;
  return { batch, known: batch.target[T - 1] };
}
