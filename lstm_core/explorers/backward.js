/** The way of a gradient back through the cell, stop by stop, the last step first. */

import { button, foldedTable, say } from "./controls.js";
import { fine, shown } from "./numbers.js";
import { boxShape, dotShape, sumShape, tint, valveShape } from "./parts.js";
import { arrow, node, symbol, text } from "./svg.js";

const STOPS = ["da", "do", "dc", "df", "du", "dc_cand", "dz", "dW", "dx", "da_prev", "dc_prev"];
const AT = Object.fromEntries(STOPS.map((name, i) => [name, i]));
const GATES = ["f", "u", "o", "c"];
const R = 14;
const Y = { belt: 44, tanh: 82, update: 98, output: 132, gate: 196, wire: 254, input: 312 };
const X = { left: 0, join: 64, f: 80, u: 138, c: 196, o: 254, fork: 312, right: 384 };
const HALF = 14;
const GRID = { left: 154, top: 296, columns: [226, 288, 348], row: 18 };

export const backwardKind = {
  size: [384, 394],

  choices: ({ data: { steps } }) => [
    {
      name: "step",
      options: steps.map(({ t }, i) => [i, String(t)]),
      choose: (i, host) => host.set("stop", i * STOPS.length),
      chosen: ({ place }) => place,
    },
  ],

  sliders: ({ cell }, { steps }) => [
    { name: "stop", min: 0, max: steps.length * STOPS.length - 1, step: 1, color: cell },
  ],

  numbers({ stop }, { steps }) {
    const place = Math.floor(stop / STOPS.length);
    return { ...steps[place], stop, place, name: STOPS[stop % STOPS.length] };
  },

  sentence({ name, place }, words) {
    return words[name === "da" && place === 0 ? "says.last" : `says.${name}`];
  },

  write(name, value, words, numbers) {
    if (name === "stop") return words[`stop.${numbers.name}`];
    return name === "t" ? String(value) : fine(value, words);
  },

  speak(name, { t, name: at }, { words }) {
    return say(words["stop.said"], { t, stop: words[`stop.${at}`] });
  },

  picture(numbers, { words, colors }) {
    const { frame, ink } = colors;
    const at = AT[numbers.name];
    const outline = { x: 54, y: 6, width: 280, height: 266, rx: 10, fill: "none" };
    return [
      node("rect", { ...outline, stroke: frame }),
      ...wires(colors).map((wire) => line(wire, at)),
      ...shapes(numbers, words, colors).map(([stop, shape]) => dimmed(stop, at, shape)),
      ...places(colors)
        .filter(([, , , stop]) => stop <= at)
        .flatMap((place) => entry(place, at, numbers, words)),
      ...(at < AT.dW ? [] : grid(numbers, at, words, ink)),
    ];
  },

  extras(view, { words, data: { steps, rows } }, host) {
    const last = steps.length * STOPS.length - 1;
    const go = (stop) => host.set("stop", Math.max(0, Math.min(last, stop)));
    view.buttons.prepend(
      button(words.back, () => go(host.get("stop") - 1)),
      button(words.forward, () => go(host.get("stop") + 1)),
    );
    const heads = [words["table.of"], words["table.value"]];
    const { box, put } = foldedTable(words["table.name"], heads);
    view.body.append(box);
    const show = ({ place }) =>
      put(rows.map(([name, ...values]) => [name, fine(values[place], words)]));
    return { show };
  },
};

/** A wire at a stop: lit, travelled before, or still to come. */
function line({ points, color, stops, wide = 1.8 }, at) {
  const lit = stops.includes(at);
  const width = lit ? wide + 2 : wide;
  const drawn = arrow(points, stops[0] <= at ? color : tint(color, 0.25), width, 5 + width);
  if (lit) drawn.setAttribute("class", "lc-lit");
  return drawn;
}

function dimmed(stop, at, shape) {
  return node("g", stop <= at ? {} : { opacity: 0.3 }, shape);
}

/** Each wire with the stops at which it is lit; the first is the one that reaches it. */
function wires({ cell, hidden, input, forget, update, output, candidate, ink }) {
  const { belt, gate, wire } = Y;
  const [top, foot] = [gate - HALF, gate + HALF];
  const belted = { color: cell, wide: 4 };
  const up = (x) => [[x, foot], [x, wire]];
  return [
    { points: [[X.right, belt], [X.fork, belt]], stops: [AT.da], ...belted },
    { points: [[X.right, wire], [X.fork, wire], [X.fork, Y.output + R]], color: hidden, stops: [AT.da] },
    { points: [[X.fork - R, Y.output], [X.o, Y.output], [X.o, top]], color: output, stops: [AT.do] },
    { points: [[X.fork, Y.output - R], [X.fork, Y.tanh + HALF]], color: cell, stops: [AT.dc] },
    { points: [[X.fork, Y.tanh - HALF], [X.fork, belt]], color: cell, stops: [AT.dc] },
    { points: [[X.fork, belt], [X.c + R, belt]], stops: [AT.dc], ...belted },
    { points: [[X.c - R, belt], [X.f + R, belt]], stops: [AT.df, AT.dc_prev], ...belted },
    { points: [[X.f, belt + R], [X.f, top]], color: forget, stops: [AT.df] },
    { points: [[X.c, belt + R], [X.c, Y.update - R]], color: candidate, stops: [AT.du, AT.dc_cand] },
    { points: [[X.c - R, Y.update], [X.u, Y.update], [X.u, top]], color: update, stops: [AT.du] },
    { points: [[X.c, Y.update + R], [X.c, top]], color: candidate, stops: [AT.dc_cand] },
    ...["f", "u", "c", "o"].map((name) => ({ points: up(X[name]), color: ink, stops: [AT.dz] })),
    { points: [[X.o, wire], [X.join, wire]], color: ink, stops: [AT.dx, AT.da_prev] },
    { points: [[X.join, wire], [X.join, Y.input]], color: input, stops: [AT.dx] },
    { points: [[X.join, wire], [X.left, wire]], color: hidden, stops: [AT.da_prev] },
    { points: [[X.f - R, belt], [X.left, belt]], stops: [AT.dc_prev], ...belted },
  ];
}

/** What stands in the way, with the stop at which the gradient reaches it. */
function shapes({ f, u, o }, words, { cell, forget, update, output, candidate, ink }) {
  const box = (x, y, label, color) =>
    boxShape(x, y, 32, 2 * HALF, label, color, { fill: ink, "font-size": 13 });
  return [
    [AT.df, valveShape(X.f, Y.belt, R, f, forget)],
    [AT.dc, sumShape(X.c, Y.belt, R, cell)],
    [AT.du, valveShape(X.c, Y.update, R, u, update, true)],
    [AT.dc, dotShape(X.fork, Y.belt, cell)],
    [AT.dc, box(X.fork, Y.tanh, words.tanh, cell)],
    [AT.da, valveShape(X.fork, Y.output, R, o, output, true)],
    [AT.df, box(X.f, Y.gate, words.sigmoid, forget)],
    [AT.du, box(X.u, Y.gate, words.sigmoid, update)],
    [AT.dc_cand, box(X.c, Y.gate, words.tanh, candidate)],
    [AT.do, box(X.o, Y.gate, words.sigmoid, output)],
  ];
}

/** Where each number stands: its name, the middle or left end, and since which stop. */
function places({ cell, hidden, input, forget, update, output, candidate, ink }) {
  const beside = (name, gate, y, color) => [name, X[gate] + 5, y, AT[name], color, "start"];
  const below = (gate) => [`dz_${gate}`, X[gate] + 5, 221, AT.dz, ink, "start"];
  return [
    ["dc_next", 358, Y.belt - 24, AT.da, cell],
    ["da", 359, Y.wire - 24, AT.da, hidden],
    beside("do", "o", 148, output),
    ["dc", 254, Y.belt - 24, AT.dc, cell],
    beside("df", "f", 120, forget),
    beside("du", "u", 120, update),
    beside("dc_cand", "c", 134, candidate),
    ...GATES.map(below),
    ["dx", X.join + 6, 284, AT.dx, input, "start"],
    ["da_prev", 26, Y.wire - 24, AT.da_prev, hidden],
    ["dc_prev", 26, Y.belt - 24, AT.dc_prev, cell],
  ];
}

/** A number in the picture, where there is no room for more than four decimals. */
function brief(value, words) {
  return shown(value, words, value !== 0 && Math.abs(value) < 0.01 ? 4 : 3);
}

const ACROSS = ["dc_next", "da", "dc", "da_prev", "dc_prev"]; // a line runs between

function entry([name, x, y, stop, color, anchor = "middle"], at, numbers, words) {
  const look = { fill: color, "text-anchor": anchor };
  const bold = stop === at ? { "font-weight": "bold" } : {};
  const word = words[`${name}.symbol`];
  const size = word.includes(" ") ? 11 : 14;
  const gap = ACROSS.includes(name) ? 44 : 17;
  return [
    symbol(x, y, word, { ...look, ...bold, "font-size": size }),
    text(x, y + gap, brief(numbers[name], words), { ...look, "font-size": 11.5 }),
  ];
}

/** The gradients of all weights as a table: a row for each dz, a column for what is read. */
function grid({ dW }, at, words, ink) {
  const { left, top, columns, row } = GRID;
  const look = { fill: ink, "font-size": 12 };
  const bold = at === AT.dW ? { "font-weight": "bold" } : {};
  const heads = ["a", "x", "bias"].map((read, j) =>
    text(columns[j], top, words[`reads.${read}`], look),
  );
  const rows = GATES.flatMap((gate, i) => {
    const y = top + row * (i + 1) + 2;
    const numbers = dW[i].map((value, j) =>
      text(columns[j], y, brief(value, words), { ...look, ...bold }),
    );
    return [symbol(left, y - 2, words[`dz_${gate}.symbol`], { ...look, "font-size": 14 }), ...numbers];
  });
  const under = { d: `M${left - 16} ${top + 10}H380`, stroke: ink, "stroke-width": 0.8 };
  return [node("path", under), text(left, top, words["table.dW"], look), ...heads, ...rows];
}
