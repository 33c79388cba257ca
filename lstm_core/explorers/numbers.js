/** The numbers of the explorers, the same as in lstm_core, and how they are written. */

export function sigmoid(z) {
  return 0.5 * (1 + Math.tanh(0.5 * z));
}

export function valve(z, value) {
  const gate = sigmoid(z);
  return { gate, product: gate * value };
}

/** The pre-activation whose sigmoid is f. */
export function logit(f) {
  return Math.log(f / (1 - f));
}

/** Steps until half is gone. */
export function halfLife(f) {
  return f === 1 ? Infinity : Math.log(0.5) / Math.log(f);
}

/** Share that is left after t steps. */
export function shareLeft(f, t) {
  return f ** t;
}

export function cellStep({ f, u, o, c_cand, c_prev }) {
  const kept = f * c_prev;
  const added = u * c_cand;
  const c = kept + added;
  const tanh_c = Math.tanh(c);
  return { kept, added, c, tanh_c, a: o * tanh_c };
}

/** Where a gate that is stuck stands; one that is free is not listed. */
const HELD = { open: 1, shut: 0 };

/**
 * The gates and states of every unit at each word. A word is the place of its 1 in the
 * one-hot vector; `stuck` has the states of the three gates of each unit.
 */
export function readWords({ W, b }, words, stuck) {
  const units = stuck.map((_, k) => k);
  const n = units.length;
  let [a, c] = [units.map(() => 0), units.map(() => 0)];
  return words.map((word) => {
    const z = b.map((bias, row) => {
      const seen = units.map((k) => W[row][k] * a[k]);
      return seen.reduce((sum, part) => sum + part, bias + W[row][n + word]);
    });
    const gate = (block) =>
      units.map((k) => HELD[stuck[k][block]] ?? sigmoid(z[block * n + k]));
    const [f, u, o] = [0, 1, 2].map(gate);
    const c_cand = units.map((k) => Math.tanh(z[3 * n + k]));
    const step = (k) => ({ f: f[k], u: u[k], o: o[k], c_cand: c_cand[k], c_prev: c[k] });
    const after = units.map((k) => cellStep(step(k)));
    [a, c] = ["a", "c"].map((name) => after.map((state) => state[name]));
    return { f, u, o, c_cand, c, a };
  });
}

export function beltStep({ f, u, c_cand, c_prev }) {
  const kept = f * c_prev;
  const added = u * c_cand;
  return { kept, lost: (1 - f) * c_prev, added, c: kept + added };
}

/** A basic network from a start that is the same for all units. */
export function chances(a0, { W, pushes, W_y, b_y, answer }) {
  const states = [];
  let a = W.map(() => a0);
  for (const push of pushes) {
    a = matrixTimes(W, a).map((sum, k) => Math.tanh(sum + push[k]));
    states.push(a);
  }
  const answers = states.map((state) => {
    const scores = matrixTimes(W_y, state).map((sum, k) => sum + b_y[k]);
    const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
    return powers[answer] / powers.reduce((sum, power) => sum + power, 0);
  });
  return { states, answers };
}

function matrixTimes(matrix, vector) {
  return matrix.map((row) => row.reduce((sum, w, k) => sum + w * vector[k], 0));
}

/** The positions of the slider for f: fine where a little changes much. */
export const FORGET_STOPS = [
  ...stops(0, 9000, 100),
  ...stops(9020, 9800, 20),
  ...stops(9802, 9990, 2),
];

function stops(first, last, step) {
  const count = (last - first) / step + 1;
  return Array.from({ length: count }, (_, i) => (first + i * step) / 10000);
}

export function nearest(list, value) {
  const distances = list.map((item) => Math.abs(item - value));
  return distances.indexOf(Math.min(...distances));
}

/** Two decimals, or as many as given. */
export function shown(value, words, decimals = 2) {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", words.minus);
}

/** Three decimals, or up to six where a small value needs them for two digits. */
export function fine(value, words) {
  const zeros = value === 0 ? 0 : -Math.floor(Math.log10(Math.abs(value)));
  return shown(value, words, Math.min(Math.max(3, zeros + 1), 6));
}

/** As many decimals as the value has, at least two, at most four. */
export function exact(value, words) {
  return shown(value, words, 4).replace(/(\.\d\d)(\d*?)0+$/, "$1$2");
}

/** Steps: 2.2, 69.0, 693. */
export function steps(value, words) {
  return shown(value, words, value < 100 ? 1 : 0);
}

/** A share of 1: 0.95, 0.0052, 8.9 x 10^-16. */
export function share(value, words) {
  if (value >= 0.1 || value === 0) return shown(value, words);
  return value < 0.001 ? power(value) : value.toPrecision(2);
}

const RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

/** How many times as large, to two digits: 3.2 x 10^-7, 0.85, 4.0 x 10^5. */
export function times(value) {
  return value >= 0.001 && value < 99.5 ? value.toPrecision(2) : power(value);
}

function power(value) {
  const [digits, exponent] = value.toExponential(1).split("e");
  const raised = [...exponent.slice(1)].map((digit) => RAISED[digit]).join("");
  return `${digits} \u00d7 10${exponent[0] === "-" ? "\u207b" : ""}${raised}`;
}
