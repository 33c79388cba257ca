/** A basic network beside an LSTM: what both remember, and what gradient arrives. */

import { say } from "./controls.js";
import { nearest, shown, times } from "./numbers.js";
import { tint } from "./parts.js";
import { node, powerOfTen, text } from "./svg.js";

const COLUMNS = { basic: [44, 176], lstm: [222, 354] };
const MEMORY = { top: 52, bottom: 134 };
const GRADIENT = { top: 202, bottom: 312 };
const SIZES = { gain: "basic", bias: "lstm" };

export const advantageKind = {
  size: [360, 350],

  sliders: ({ forget, hidden }, data) => {
    const along = (name, color) => {
      const { settings } = data[SIZES[name]];
      const range = { min: 0, max: settings.length - 1, step: 1 };
      const toPosition = (value) => nearest(settings, value);
      const toValue = (position) => settings[position];
      return { name, color, ...range, toPosition, toValue };
    };
    return [along("bias", forget), along("gain", hidden)];
  },

  numbers({ bias, gain }, data) {
    const basic = atSetting(data.basic, gain);
    const lstm = atSetting(data.lstm, bias);
    const found = { basic_apart: basic.apart, lstm_apart: lstm.apart };
    const arrived = { basic_gradient: arrives(basic), lstm_gradient: arrives(lstm) };
    const { T, networks } = data;
    return { bias, gain, T, networks, ...found, ...arrived, basic, lstm };
  },

  sentence: (numbers, words) => words.result,

  write(name, value, words) {
    if (name === "T" || name === "networks") return String(value);
    return name.endsWith("_gradient") ? times(value) : shown(value, words);
  },

  speak(name, numbers, { words }) {
    const gradient = times(numbers[`${SIZES[name]}_gradient`]);
    return say(words.said, { value: shown(numbers[name], words), gradient });
  },

  picture(numbers, { data, words, colors }) {
    const { hidden, cell, ink } = colors;
    const powers = Object.keys(COLUMNS).flatMap((side) => data[side].gradients.flat(2));
    const range = [Math.floor(Math.min(...powers)), Math.ceil(Math.max(...powers))];
    const looks = { basic: hidden, lstm: cell };
    const panels = Object.entries(COLUMNS).flatMap(([side, column]) => {
      const name = { fill: looks[side], "font-weight": "bold" };
      return [
        text((column[0] + column[1]) / 2, 9, words[side], name),
        ...memory(numbers[side].states, column, data, looks[side], words, colors),
        ...gradient(numbers[side].gradients, column, data, range, looks[side], colors),
        ...heights(column, ticks(range), gradientY(range), side === "basic" ? powerOfTen : unwritten, words, colors),
      ];
    });
    const middle = (COLUMNS.basic[0] + COLUMNS.lstm[1]) / 2;
    return [
      ...panels,
      ...legend(words, colors),
      text(middle, MEMORY.bottom + 29, words["axis.t"]),
      text(4, GRADIENT.top - 19, words["axis.gradient"], { "text-anchor": "start" }),
      text(middle, GRADIENT.bottom + 29, words["axis.lag"]),
    ];
  },
};

const arrives = ({ gradients }) => 10 ** gradients[1].at(-1);

/** What was measured at one setting of a network. */
function atSetting({ settings, states, apart, gradients }, value) {
  const k = nearest(settings, value);
  return { states: states[k], apart: apart[k], gradients: gradients[k] };
}

const memoryY = (most) => (value) => {
  const { top, bottom } = MEMORY;
  return bottom - ((value / most + 1) / 2) * (bottom - top);
};

const gradientY = ([least, most]) => (power) => {
  const { top, bottom } = GRADIENT;
  return bottom - ((power - least) / (most - least)) * (bottom - top);
};

/** Where the axis of the powers has its numbers: at most six, 0 among them. */
function ticks([least, most]) {
  const step = Math.max(1, Math.ceil((most - least) / 5));
  const first = Math.ceil(least / step);
  const count = Math.floor(most / step) - first + 1;
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}

/** Where an axis ends that has room for all values: at 1, 2, 5, 10, 20, 50, ... */
function end(values) {
  const most = Math.max(...values.map(Math.abs));
  const power = 10 ** Math.max(0, Math.floor(Math.log10(most)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((level) => level >= most);
}

/** The state of one unit in both runs; where they meet, the beginning is forgotten. */
function memory([after, other], column, { T }, color, words, colors) {
  const { ink } = colors;
  const most = end([...after, ...other]);
  const y = memoryY(most);
  const steps = after.map((_, t) => t);
  const [first, second] = [after, other].map((values) =>
    along(steps, values, column, T, y),
  );
  const between = [...first, ...[...second].reverse()].join(" ");
  const solid = { stroke: color, "stroke-width": 2.2, class: "lc-after" };
  const dashed = { stroke: ink, "stroke-width": 1.2, "stroke-dasharray": "4 3" };
  return [
    ...frame(column, MEMORY, T, ink),
    ...heights(column, [-most, 0, most], y, whole, words, colors),
    node("polygon", { points: between, fill: tint(color, 0.35), class: "lc-gap" }),
    node("polyline", { points: first.join(" "), fill: "none", ...solid }),
    node("polyline", { points: second.join(" "), fill: "none", ...dashed }),
  ];
}

/** What is left of the gradient: the middle of several networks, and their range. */
function gradient(curves, column, { T, lags }, range, color, { ink, frame: pale }) {
  const y = gradientY(range);
  const [low, middle, high] = curves.map((line) => along(lags, line, column, T, y));
  const band = [...low, ...high.reverse()].join(" ");
  const one = `M${column[0]} ${y(0)}H${column[1]}`;
  const look = { fill: "none", stroke: color, "stroke-width": 2.4 };
  return [
    ...frame(column, GRADIENT, T, ink),
    node("path", { d: one, stroke: pale, "stroke-dasharray": "4 4" }),
    node("polygon", { points: band, fill: tint(color, 0.25) }),
    node("polyline", { points: middle.join(" "), class: "lc-middle", ...look }),
  ];
}

function along(steps, values, [left, right], T, y) {
  return steps.map((t, i) => `${left + (t / T) * (right - left)},${y(values[i])}`);
}

function frame([left, right], { top, bottom }, T, ink) {
  const lines = { d: `M${left} ${top}V${bottom}H${right}`, fill: "none", stroke: ink };
  const marks = [0, 0.5, 1].flatMap((share) => {
    const x = left + share * (right - left);
    return [
      node("path", { d: `M${x} ${bottom}v4`, stroke: ink }),
      text(x, bottom + 13, Math.round(share * T)),
    ];
  });
  return [node("path", lines), ...marks];
}

/** The numbers of a vertical axis, and its marks. */
function heights([left], levels, y, write, words, { ink }) {
  return levels.flatMap((level) => [
    node("path", { d: `M${left} ${y(level)}h-4`, stroke: ink }),
    write(left - 7, y(level), level, words),
  ]);
}

/** The right panel has the scale of the left one, whose numbers are enough. */
const unwritten = () => "";

function whole(x, y, value, words) {
  return text(x, y, shown(value, words, 0), { "text-anchor": "end" });
}

/** Which line is which, above the panels. */
function legend(words, { input, ink }) {
  const y = MEMORY.top - 19;
  const solid = { d: `M216 ${y}h20`, stroke: input, "stroke-width": 2.2 };
  const dashed = { d: `M299 ${y}h20`, stroke: ink, "stroke-width": 1.2 };
  return [
    text(4, y, words["axis.memory"], { "text-anchor": "start" }),
    node("path", solid),
    text(241, y, words.after, { "text-anchor": "start" }),
    node("path", { ...dashed, "stroke-dasharray": "4 3" }),
    text(324, y, words.other, { "text-anchor": "start" }),
  ];
}
