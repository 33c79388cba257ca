/** A basic network, unrolled: its start moves, the predictions follow, less and less. */

import { chances, shown } from "./numbers.js";
import { tint } from "./parts.js";
import { arrow, node, symbol, text } from "./svg.js";

const SHOWN = [1, 3, 10];
const CHAIN = 172;
const BOX = 22;
const GAUGE = { top: 34, height: 92, width: 28 };
const STOPS = Array.from({ length: 41 }, (_, i) => (i - 20) / 20);

const boxX = (t) => 56 + 31 * (t - 1);
const gaugeY = (chance) => GAUGE.top + GAUGE.height * (1 - chance);

export const startKind = {
  size: [360, 212],

  sliders: ({ hidden }) => [
    { name: "a0", min: -1, max: 1, step: 0.05, color: hidden },
  ],

  numbers({ a0 }, data) {
    const { answers } = chances(a0, data);
    const own = SHOWN.map((t) => [`y_${t}`, answers[t - 1]]);
    return { a0, ...Object.fromEntries(own) };
  },

  sentence: (numbers, words) => words.result,

  write: (name, value, words) => shown(value, words, name === "a0" ? 2 : 3),

  picture({ a0 }, { data, words, colors }) {
    const { states, answers } = chances(a0, data);
    const still = chances(0, data);
    const all = STOPS.map((stop) => chances(stop, data).answers);
    const { hidden } = colors;
    return [
      symbol(18, CHAIN - 20, words["a0.symbol"], { fill: hidden }),
      text(18, CHAIN + 20, shown(a0, words), { fill: hidden }),
      ...states.flatMap((state, i) => {
        return copy(i + 1, distance(state, still.states[i]), colors);
      }),
      ...SHOWN.flatMap((t) => {
        const range = all.map((one) => one[t - 1]);
        return gauge(t, answers[t - 1], still.answers[t - 1], range, words, colors);
      }),
    ];
  },
};

/** How far two states are apart: the mean over the units, without signs. */
function distance(one, other) {
  const sizes = one.map((value, k) => Math.abs(value - other[k]));
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}

/** One copy of the cell, the darker the further its state has moved. */
function copy(t, moved, { hidden, ink }) {
  const [x, from] = [boxX(t), t === 1 ? 2 : boxX(t - 1) + BOX / 2];
  const box = { x: x - BOX / 2, y: CHAIN - BOX / 2, width: BOX, height: BOX, rx: 4 };
  const look = { fill: tint(hidden, Math.min(1, moved)), stroke: hidden };
  return [
    arrow([[from, CHAIN], [x - BOX / 2, CHAIN]], hidden, 1.6, 5),
    node("rect", { ...box, ...look, "stroke-width": 1.4, class: "lc-copy" }),
    text(x, CHAIN + 24, t, { fill: ink, "font-size": 12 }),
  ];
}

/** A prediction: the thick line is where it is, the dashes where it is from a_0 = 0. */
function gauge(t, chance, still, range, words, { ink, output }) {
  const x = boxX(t);
  const [left, right] = [x - GAUGE.width / 2, x + GAUGE.width / 2];
  const [y, rest] = [gaugeY(chance), gaugeY(still)];
  const [low, high] = [Math.min(...range), Math.max(...range)];
  const band = { y: gaugeY(high), height: GAUGE.height * (high - low) };
  const box = { x: left, width: GAUGE.width };
  const outline = { y: GAUGE.top, height: GAUGE.height, fill: "none", stroke: ink };
  const dashes = { d: `M${left} ${rest}H${right}`, "stroke-dasharray": "3 2" };
  const line = { d: `M${left - 3} ${y}H${right + 3}`, "stroke-width": 4 };
  return [
    arrow([[x, CHAIN - BOX / 2], [x, GAUGE.top + GAUGE.height + 2]], ink, 1.2),
    symbol(x - 6, 7, words["y.symbol"].replace("{t}", t)),
    node("rect", { ...box, ...band, fill: tint(output, 0.3), class: "lc-range" }),
    node("rect", { ...box, ...outline }),
    node("path", { ...dashes, stroke: ink }),
    node("path", { ...line, stroke: output, class: "lc-level" }),
    text(x, 28, shown(chance, words, 3), { fill: ink, "font-size": 12.5 }),
  ];
}
