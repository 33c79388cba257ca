/** A network that reads: the gates and the cell state of one unit, one row a word. */

import { foldedTable, say } from "./controls.js";
import { shown } from "./numbers.js";
import { tint } from "./parts.js";
import { node, symbol, text } from "./svg.js";

const ROW = 22;
const TOP = 46;
const HALF = 28;
const WORDS = 92;
const COLUMNS = {
  f: { x: 130, role: "forget" },
  u: { x: 195, role: "update" },
  o: { x: 260, role: "output" },
  c: { x: 325, role: "cell" },
};

const longest = (sentences) => Math.max(...sentences.map(({ words }) => words.length));
const counted = { toPosition: (i) => i + 1, toValue: (position) => position - 1 };

export const sentenceKind = {
  size: ({ sentences }) => [360, TOP + ROW * longest(sentences) + 4],

  sliders: ({ ink, cell }, { sentences }) => [
    { name: "sentence", min: 1, max: sentences.length, step: 1, color: ink, ...counted },
    { name: "unit", min: 0, max: sentences[0].units.length - 1, step: 1, color: ink },
    {
      name: "t",
      min: 1,
      max: longest(sentences),
      step: 1,
      color: cell,
      most: ({ sentence }) => sentences[sentence].words.length,
      ...counted,
    },
  ],

  numbers({ sentence, unit, t }, { sentences }) {
    const { words, units } = sentences[sentence];
    const now = Math.min(t, words.length - 1);
    const values = Object.keys(COLUMNS).map((name) => [name, units[unit][name][now]]);
    return { sentence, unit, t: now, word: words[now], ...Object.fromEntries(values) };
  },

  sentence: (numbers, words) => words.result,

  write(name, value, words) {
    if (name === "word") return value;
    if (name === "unit") return String(value);
    return name in COLUMNS ? shown(value, words) : String(value + 1);
  },

  beside: (name, numbers, spec) =>
    name === "t" ? numbers.word : position(spec.words[`${name}.beside`], numbers, spec),

  speak: (name, numbers, spec) => position(spec.words[`${name}.said`], numbers, spec),

  extras(view, { data, words }, host) {
    const columns = Object.keys(COLUMNS);
    const heads = ["word", ...columns].map((column) => words[`table.${column}`]);
    const { box, put } = foldedTable(words["table.name"], heads);
    view.body.append(box);
    const show = () => {
      const { words: read, units } = data.sentences[host.get("sentence")];
      const numbers = (t) =>
        columns.map((column) => shown(units[host.get("unit")][column][t], words));
      put(read.map((word, t) => [word, ...numbers(t)]));
    };
    return { show };
  },

  picture({ sentence, unit, t }, { data, words, colors }) {
    const { words: read, units } = data.sentences[sentence];
    const every = data.sentences.flatMap((one) => one.units[unit].c.map(Math.abs));
    const scale = HALF / Math.max(1, ...every);
    return [
      node("rect", { ...rowBox(t), rx: 4, fill: tint(colors.ink, 0.09) }),
      ...Object.entries(COLUMNS).flatMap((column) => head(column, words, colors)),
      ...read.map((word, i) => wordText(word, i, i === t)),
      ...["f", "u", "o"].flatMap((name) => {
        const [column, values] = [COLUMNS[name], units[unit][name]];
        return values.map((value, i) => opening(column, value, i, colors));
      }),
      ...units[unit].c.map((value, i) => load(value, i, scale, colors)),
    ];
  },
};

/** Where the reader is in words: the sentence, the unit, the word. */
function position(text, { sentence, unit, t, word }, { data }) {
  const { words: read, units } = data.sentences[sentence];
  const places = { sentence: sentence + 1, unit, t: t + 1 };
  const ends = { sentences: data.sentences.length, last: units.length - 1 };
  const texts = { word, words: read.length, read: read.join(" ") };
  return say(text, { ...places, ...ends, ...texts });
}

const rowBox = (i) => ({ x: 2, y: TOP + ROW * i, width: 356, height: ROW });

function head([name, { x, role }], words, colors) {
  const look = { fill: colors[role] };
  return [
    text(x, 12, words[`table.${name}`], look),
    symbol(x, 31, words[`${name}.symbol`], look),
  ];
}

function wordText(word, i, now) {
  const side = { "text-anchor": "end", "font-weight": now ? "bold" : "normal" };
  return text(WORDS, TOP + ROW * (i + 0.5), word, side);
}

/** A gate: a field that is as full as the gate is open. */
function opening({ x, role }, value, i, colors) {
  const [color, width] = [colors[role], 2 * HALF];
  const box = { x: x - HALF, y: TOP + ROW * i + 4, height: ROW - 8 };
  const look = { fill: "white", stroke: color, "stroke-width": 1 };
  return node(
    "g",
    {},
    node("rect", { ...box, width, ...look }),
    node("rect", { ...box, width: width * value, fill: tint(color, 0.6) }),
  );
}

/** The cell state: a bar from zero, to the left for minus. */
function load(value, i, scale, { cell }) {
  const { x } = COLUMNS.c;
  const [y, size] = [TOP + ROW * i + 6, Math.abs(value) * scale];
  const bar = { x: value < 0 ? x - size : x, y, width: size, height: ROW - 12 };
  const zero = { d: `M${x} ${y - 5}v${ROW - 2}`, stroke: cell };
  return node("g", {}, node("rect", { ...bar, fill: cell }), node("path", zero));
}
