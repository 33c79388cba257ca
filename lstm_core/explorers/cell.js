/** Steps of the cell state, every number in the reader's hand. */

import { button, foldedTable, opening, say } from "./controls.js";
import { cellStep, shown } from "./numbers.js";
import { boxShape, dotShape, load, sumShape, valveShape } from "./parts.js";
import { arrow, node, symbol, text } from "./svg.js";

const R = 17;
const BELT = 52;
const X = { forget: 84, sum: 186, fork: 276 };
const Y = { update: 128, tanh: 104, output: 176, hidden: 232 };
const STRIP = { left: 12, right: 348, top: 284, height: 56, most: 12 };
const LIMIT = 100;

export const cellKind = {
  size: [360, 362],

  sliders: (colors) => [
    { name: "c_prev", min: -3, max: 3, step: 0.05, color: colors.cell },
    { name: "f", min: 0, max: 1, step: 0.01, color: colors.forget },
    { name: "c_cand", min: -1, max: 1, step: 0.02, color: colors.candidate },
    { name: "u", min: 0, max: 1, step: 0.01, color: colors.update },
    { name: "o", min: 0, max: 1, step: 0.01, color: colors.output },
  ],

  numbers: (state) => ({ ...state, ...cellStep(state), t: state.past.length + 1 }),

  sentence: (numbers, words) => words.result,

  write: (name, value, words) => (name === "t" ? String(value) : shown(value, words)),

  speak(name, numbers, { words }) {
    if (!["f", "u", "o"].includes(name)) return undefined;
    const value = shown(numbers[name], words);
    return say(words["gate.said"], { value, opening: opening(numbers[name], words) });
  },

  picture(numbers, { words, colors }) {
    const entry = (name, x, y, color, gap = 20) => [
      symbol(x, y, words[`${name}.symbol`], { fill: color }),
      text(x, y + gap, shown(numbers[name], words), { fill: color }),
    ];
    const write = (name, x, y, color, anchor = "middle") =>
      text(x, y, shown(numbers[name], words), { fill: color, "text-anchor": anchor });
    const { cell, forget, candidate, update, output, hidden, frame } = colors;
    const outline = { x: 52, y: 6, width: 262, height: 240, rx: 10, fill: "none" };
    return [
      node("rect", { ...outline, stroke: frame }),
      ...wires(colors),
      ...shapes(numbers, words, colors),
      ...entry("c_prev", 24, BELT - 22, cell, 44),
      write("kept", 137, BELT - 20, cell),
      ...entry("c", 336, BELT - 22, cell, 44),
      ...entry("f", X.forget, 156, forget),
      ...entry("u", 126, 156, update),
      write("added", X.sum + 8, 91, candidate, "start"),
      ...entry("c_cand", X.sum, 204, candidate),
      write("tanh_c", X.fork + 7, 140, cell, "start"),
      ...entry("o", 230, 204, output),
      ...entry("a", 336, Y.hidden - 20, hidden, 34),
      ...strip([...numbers.past, numbers.c_prev, numbers.c], words, colors),
    ];
  },

  /** The button that hands c on, and all steps so far in a table. */
  extras(view, { words }, host) {
    const state = () => {
      const names = ["past", "c_prev", "f", "c_cand", "u", "o"];
      return Object.fromEntries(names.map((name) => [name, host.get(name)]));
    };
    const next = () => {
      const { c_prev, past } = state();
      const { c } = cellStep(state());
      if (Math.abs(c) > LIMIT) return;
      host.set("past", [...past, c_prev]);
      host.set("c_prev", c);
    };
    view.buttons.prepend(button(words.next, next));
    const heads = [words["table.step"], words["table.c"]];
    const { box, put } = foldedTable(words["table.name"], heads);
    view.body.append(box);
    const show = () => {
      const { past, c_prev } = state();
      put([...past, c_prev].map((c, t) => [t, shown(c, words)]));
    };
    // What the reader puts on the belt has no history.
    const touched = (name) => {
      if (name === "c_prev") host.set("past", []);
    };
    return { show, touched };
  },
};

/** The cell state after each step so far, and dashed what the next step would make. */
function strip(values, words, { cell, frame, ink }) {
  const { left, right, top, height, most } = STRIP;
  const first = Math.max(0, values.length - most);
  const seen = values.slice(first);
  const [high, low] = [Math.max(1, ...seen), Math.min(-1, ...seen)];
  const scale = height / (high - low);
  const zero = top + high * scale;
  const wide = (right - left) / most;
  const bars = seen.map((c, i) => {
    const [x, foot] = [left + wide * (i + 0.5), zero - Math.min(c, 0) * scale];
    const coming = i === seen.length - 1;
    return node(
      "g",
      {},
      load(x, foot, c, scale, cell, coming, 18),
      text(x, top + height + 14, first + i, { "font-size": 13 }),
    );
  });
  const line = { d: `M${left} ${zero}H${right}`, stroke: frame };
  const title = { "text-anchor": "start", fill: ink };
  return [text(left, top - 16, words.history, title), node("path", line), ...bars];
}

function wires({ cell, forget, candidate, update, output, hidden }) {
  return [
    arrow([[0, BELT], [X.forget - R, BELT]], cell, 4),
    arrow([[X.forget + R, BELT], [X.sum - R, BELT]], cell, 4),
    arrow([[X.sum + R, BELT], [360, BELT]], cell, 4),
    arrow([[X.forget, 142], [X.forget, BELT + R]], forget),
    arrow([[126, 142], [126, Y.update], [X.sum - R, Y.update]], update),
    arrow([[X.sum, 190], [X.sum, Y.update + R]], candidate),
    arrow([[X.sum, Y.update - R], [X.sum, BELT + R]], candidate),
    arrow([[X.fork, BELT], [X.fork, Y.tanh - 14]], cell),
    arrow([[X.fork, Y.tanh + 14], [X.fork, Y.output - R]], cell),
    arrow([[230, 190], [230, Y.output], [X.fork - R, Y.output]], output),
    arrow([[X.fork, Y.output + R], [X.fork, Y.hidden], [360, Y.hidden]], hidden),
  ];
}

function shapes({ f, u, o }, words, { cell, forget, update, output, ink }) {
  return [
    valveShape(X.forget, BELT, R, f, forget),
    sumShape(X.sum, BELT, R, cell),
    valveShape(X.sum, Y.update, R, u, update, true),
    dotShape(X.fork, BELT, cell),
    boxShape(X.fork, Y.tanh, 46, 28, words.tanh, cell, { fill: ink }),
    valveShape(X.fork, Y.output, R, o, output, true),
  ];
}
