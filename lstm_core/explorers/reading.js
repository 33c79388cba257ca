/** A unit that reads: a row for each word, a column for each gate and the cell state. */

import { tint } from "./parts.js";
import { node, symbol, text } from "./svg.js";

const ROW = 22;
const TOP = 46;
const HALF = 28;
const WORDS = 92;

export const COLUMNS = {
  f: { x: 130, role: "forget" },
  u: { x: 195, role: "update" },
  o: { x: 260, role: "output" },
  c: { x: 325, role: "cell" },
};

export const heightOf = (rows) => TOP + ROW * rows + 4;

/** What a full bar stands for: the largest of lists of numbers, and 1 at least. */
export const widest = (lists) => Math.max(1, ...lists.flat().map(Math.abs));

/** All rows; the one at `t` is marked. `fixed` has the gates that are held at 0 or 1. */
export function drawReading({ read, columns, t, most, fixed = {} }, words, colors) {
  const scale = HALF / most;
  return [
    ...(read.length > 0 ? [node("rect", marked(t, colors))] : []),
    ...Object.keys(COLUMNS).flatMap((name) => head(name, fixed[name], words, colors)),
    ...read.map((word, i) => wordText(word, i, i === t)),
    ...["f", "u", "o"].flatMap((name) => {
      const held = fixed[name] !== undefined;
      return columns[name].map((value, i) => opening(name, value, i, held, colors));
    }),
    ...columns.c.map((value, i) => bar(value, i, scale, colors)),
  ];
}

function marked(t, { ink }) {
  const box = { x: 2, y: TOP + ROW * t, width: 356, height: ROW };
  return { ...box, rx: 4, fill: tint(ink, 0.09) };
}

function head(name, held, words, colors) {
  const { x, role } = COLUMNS[name];
  const look = { fill: colors[role] };
  const below = symbol(x, 31, words[`${name}.symbol`], look);
  if (held !== undefined) {
    below.append(node("tspan", { dy: -5, "font-weight": "bold" }, ` = ${held}`));
  }
  return [text(x, 12, words[`table.${name}`], look), below];
}

function wordText(word, i, now) {
  const side = { "text-anchor": "end", "font-weight": now ? "bold" : "normal" };
  return text(WORDS, TOP + ROW * (i + 0.5), word, side);
}

/** A gate: a field that is as full as the gate is open; dashed if it is held there. */
function opening(name, value, i, held, colors) {
  const { x, role } = COLUMNS[name];
  const [color, width] = [colors[role], 2 * HALF];
  const box = { x: x - HALF, y: TOP + ROW * i + 4, height: ROW - 8 };
  const look = { fill: "white", stroke: color, "stroke-width": 1 };
  if (held) look["stroke-dasharray"] = "4 3";
  return node(
    "g",
    {},
    node("rect", { ...box, width, ...look }),
    node("rect", { ...box, width: width * value, fill: tint(color, 0.6) }),
  );
}

/** The cell state: a bar from zero, to the left for minus. */
function bar(value, i, scale, { cell }) {
  const { x } = COLUMNS.c;
  const [y, size] = [TOP + ROW * i + 6, Math.abs(value) * scale];
  const box = { x: value < 0 ? x - size : x, y, width: size, height: ROW - 12 };
  const zero = { d: `M${x} ${y - 5}v${ROW - 2}`, stroke: cell };
  return node("g", {}, node("rect", { ...box, fill: cell }), node("path", zero));
}
