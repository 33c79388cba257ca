/** A network that reads: the gates and the cell state of one unit, one row a word. */

import { foldedTable, say } from "./controls.js";
import { shown } from "./numbers.js";
import { COLUMNS, drawReading, heightOf, widest } from "./reading.js";

const longest = (sentences) => Math.max(...sentences.map(({ words }) => words.length));
const counted = { toPosition: (i) => i + 1, toValue: (position) => position - 1 };

export const sentenceKind = {
  size: (numbers, { sentences }) => [360, heightOf(longest(sentences))],

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
    const most = widest(data.sentences.map((one) => one.units[unit].c));
    return drawReading({ read, columns: units[unit], t, most }, words, colors);
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
