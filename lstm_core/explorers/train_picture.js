/** A training in three panels: the score, the gates of every unit, the gradient. */

import { say } from "./controls.js";
import { tint } from "./parts.js";
import { node, powerOfTen, symbol, text } from "./svg.js";

const [LEFT, RIGHT] = [44, 350];
const SCORE = { top: 26, bottom: 112 };
const GATES = { top: 210, left: 22, right: 356, gap: 8 };
const GRADIENT = 86;
const LEAST = -12; // a power of ten: what is smaller is drawn there
const MOST_ERROR = 0.25;

/** Names of what a trace has, in the order of the columns, to their colours. */
const ROLES = {
  ...{ f: "forget", r: "forget", u: "update", o: "output", c: "cell", a: "hidden" },
};

/** The columns of a cell: its gates and its memory. */
export const COLUMNS = {
  rnn: ["a"],
  lstm: ["f", "u", "o", "c"],
  lstm1997: ["u", "o", "c"],
  gru: ["r", "u", "a"],
};

const rowHeight = (units) => (units > 8 ? 12 : 17);
const gatesEnd = (units) => GATES.top + units * rowHeight(units);

export const heightOf = ({ units }) => gatesEnd(units) + 66 + GRADIENT + 36;

export function drawTraining(numbers, { words, colors }) {
  return [
    ...scorePanel(numbers, words, colors),
    ...gatesPanel(numbers, words, colors),
    ...gradientPanel(numbers, words, colors),
  ];
}

/** The score of every report against the steps of training; the one shown is marked. */
function scorePanel({ snapshots, now, regress, chance }, words, { ink, frame }) {
  const { top, bottom } = SCORE;
  const last = Math.max(100, ...snapshots.map(({ step }) => step));
  const high = regress ? MOST_ERROR : 1;
  const x = (step) => LEFT + (step / last) * (RIGHT - LEFT);
  const y = (score) => bottom - (Math.min(score, high) / high) * (bottom - top);
  const levels = regress ? [0, 0.1, 0.2] : [0, 0.5, 1];
  const percent = (level) => (regress ? level : `${100 * level} %`);
  const points = snapshots.map(({ step, score }) => `${x(step)},${y(score)}`);
  const none = { fill: "none", stroke: ink };
  return [
    title(words[regress ? "axis.error" : "axis.right"], 9),
    ...frameOf(top, bottom, ink),
    ...levels.flatMap((level) => levelOf(y(level), percent(level), ink)),
    ...marksBelow([0, last / 2, last], x, bottom, ink),
    text((LEFT + RIGHT) / 2, bottom + 29, words["axis.step"]),
    dashedLine(y(chance), frame),
    node("polyline", { points: points.join(" "), ...none, "stroke-width": 2.4 }),
    ...(now
      ? [node("circle", { cx: x(now.step), cy: y(now.score), r: 4.5, fill: ink })]
      : []),
    ...chanceText(y(chance), words, regress),
  ];
}

function chanceText(y, words, regress) {
  const at = regress ? y - 8 : y + 10;
  const halo = { stroke: "white", "stroke-width": 3, "paint-order": "stroke" };
  return [text(RIGHT, at, words["axis.chance"], { "text-anchor": "end", ...halo })];
}

/** A column for each gate and the memory, a row for each unit; time goes right. */
function gatesPanel({ now, cell: kind, units, memory }, words, colors) {
  const names = COLUMNS[kind];
  const { top, left, right, gap } = GATES;
  const width = (right - left - gap * (names.length - 1)) / names.length;
  const high = rowHeight(units);
  const columns = names.flatMap((name, i) => {
    const x = left + i * (width + gap);
    const color = colors[ROLES[name]];
    const ends = { x, width, high: high - 3, color };
    const lines = now?.lines[name] ?? Array.from({ length: units }, () => []);
    const draw = "ca".includes(name) ? stateStrip : gateStrip;
    const head = words[`column.${name}`];
    return [
      text(x + width / 2, top - 28, head, { fill: color }),
      symbol(x + width / 2, top - 12, words[`${name}.symbol`], { fill: color }),
      ...lines.map((line, k) => draw(line, top + k * high, ends, memory)),
    ];
  });
  const rows = Array.from({ length: units }, (_, k) =>
    text(left - 5, top + (k + 0.5) * high - 1, k + 1, {
      "text-anchor": "end",
      "font-size": 11,
    }),
  );
  return [
    title(words["axis.gates"], top - 48),
    ...rows,
    ...columns,
    text((left + right) / 2, gatesEnd(units) + 12, words["axis.sequence"]),
  ];
}

/** How far a gate is open at each step: a strip that is so full. */
function gateStrip(line, y, { x, width, high, color }) {
  const step = width / Math.max(1, line.length);
  const tops = line.map((v, t) => `L${x + t * step} ${y + (1 - v) * high}h${step}`);
  const area = `M${x} ${y + high}${tops.join("")}V${y + high}Z`;
  return strip({ x, y, width, high, color }, area);
}

/** A state at each step: up from the middle if positive, down if negative. */
function stateStrip(line, y, { x, width, high, color }, most) {
  const step = width / Math.max(1, line.length);
  const middle = y + high / 2;
  const at = (v) => middle - (v / most) * (high / 2);
  const tops = line.map((v, t) => `L${x + t * step} ${at(v)}h${step}`);
  return strip(
    { x, y, width, high, color },
    `M${x} ${middle}${tops.join("")}V${middle}Z`,
  );
}

function strip({ x, y, width, high, color }, area) {
  const frame = { x, y, width, height: high, fill: "white", stroke: color };
  return node(
    "g",
    { "stroke-width": 0.7 },
    node("rect", frame),
    node("path", { d: area, fill: tint(color, 0.65) }),
  );
}

/** What gradient arrives so many steps back, on a logarithmic scale. */
function gradientPanel({ now, units }, words, { ink, cell, frame }) {
  const top = gatesEnd(units) + 52;
  const bottom = top + GRADIENT;
  const powers = powersOf(now?.reach ?? []);
  const least = Math.min(-2, ...powers.map((p) => Math.max(LEAST, Math.floor(p))));
  const most = Math.max(0, ...powers.map((p) => Math.min(-LEAST, Math.ceil(p))));
  const last = Math.max(1, powers.length - 1);
  const x = (back) => LEFT + (back / last) * (RIGHT - LEFT);
  const y = (power) => bottom - ((power - least) / (most - least)) * (bottom - top);
  const clamp = (power) => Math.max(least, Math.min(most, power));
  const points = powers.map((power, back) => `${x(back)},${y(clamp(power))}`);
  const every = Math.max(1, Math.ceil((most - least) / 4));
  const levels = Array.from(
    { length: Math.floor((most - least) / every) + 1 },
    (_, i) => most - i * every,
  );
  const line = { points: points.join(" "), fill: "none", stroke: cell };
  return [
    title(words["axis.gradient"], top - 18),
    ...frameOf(top, bottom, ink),
    ...levels.flatMap((power) => [
      node("path", { d: `M${LEFT} ${y(power)}h-4`, stroke: ink }),
      powerOfTen(LEFT - 7, y(power), power, words),
    ]),
    ...(powers.length > 0 ? marksBelow([0, last / 2, last], x, bottom, ink) : []),
    text((LEFT + RIGHT) / 2, bottom + 29, words["axis.back"]),
    dashedLine(y(0), frame),
    node("polyline", { ...line, "stroke-width": 2.4, class: "lc-reach" }),
  ];
}

/** Powers of ten of what arrives, from the last step back; nothing is far below. */
function powersOf(reach) {
  const powers = reach.map((size) => (size > 0 ? Math.log10(size) : LEAST));
  return powers.every(Number.isFinite) ? powers.reverse() : [];
}

const title = (content, y) => text(4, y, content, { "text-anchor": "start" });

function frameOf(top, bottom, ink) {
  const d = `M${LEFT} ${top - 4}V${bottom}H${RIGHT}`;
  return [node("path", { d, fill: "none", stroke: ink })];
}

function levelOf(y, content, ink) {
  return [
    node("path", { d: `M${LEFT} ${y}h-4`, stroke: ink }),
    text(LEFT - 7, y, content, { "text-anchor": "end" }),
  ];
}

function marksBelow(values, x, bottom, ink) {
  return values.flatMap((value) => [
    node("path", { d: `M${x(value)} ${bottom}v4`, stroke: ink }),
    text(x(value), bottom + 13, Math.round(value)),
  ]);
}

function dashedLine(y, stroke) {
  const d = `M${LEFT} ${y}H${RIGHT}`;
  return node("path", { d, stroke, "stroke-dasharray": "4 4" });
}

/** "87 of 100 right (25 by chance)", or the error and that of one who knows nothing. */
export function scoreText({ now, regress, chance }, words) {
  const { score, asked } = now;
  if (regress) {
    const by = { error: score.toFixed(3), chance: chance.toFixed(3) };
    return say(words["score.regress"], by);
  }
  const right = Math.round(score * asked);
  return say(words["score.classify"], {
    right,
    asked,
    chance: Math.round(chance * asked),
  });
}
