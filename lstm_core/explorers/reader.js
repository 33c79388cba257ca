/** A cell that reads what the reader writes, word by word, with gates that can jam. */

import { button, foldedTable, html, say } from "./controls.js";
import { readWords, shown } from "./numbers.js";
import { drawReading, heightOf, widest } from "./reading.js";

const GATES = ["f", "u", "o"];
const ROLES = { f: "forget", u: "update", o: "output" };
const FIXED = { open: 1, shut: 0 };
const COLUMNS = ["f", "u", "c_cand", "o", "c", "a"];

export const readerKind = {
  size: ({ read }) => [360, heightOf(Math.max(1, read.length))],

  choices({ data, words, colors }) {
    const units = data.names.map((name, k) => [k, name]);
    const states = ["free", "open", "shut"].map((state) => [state, words[state]]);
    return [
      { name: "unit", options: units },
      ...GATES.map((name, gate) => ({
        name,
        color: colors[ROLES[name]],
        options: states,
        chosen: ({ stuck, unit }) => stuck[unit][gate],
        choose: (state, host) => host.set("stuck", jammed(host, gate, state)),
      })),
    ];
  },

  sliders: ({ cell }, { most }) => [
    {
      name: "t",
      min: 1,
      max: most,
      step: 1,
      color: cell,
      most: ({ read }) => Math.max(1, read.length),
      toPosition: (t) => t + 1,
      toValue: (position) => position - 1,
    },
  ],

  numbers({ words: read, unit, t, stuck }, data) {
    const at = read.map((word) => data.vocabulary.indexOf(word));
    const steps = readWords(data, at, stuck);
    const now = Math.max(0, Math.min(t, read.length - 1));
    const own = COLUMNS.map((name) => [name, steps[now]?.[name][unit]]);
    const forms = read.map((_, i) => form(read, i, steps[i].a[data.number], data));
    const verbs = read.map((word) => word in data.forms && word !== data.article);
    const word = read[now];
    const number = steps[now]?.a[data.number];
    const names = { unit, unit_name: data.names[unit], word, form: forms[now], number };
    return { read, steps, stuck, forms, verbs, t: now, ...names, ...Object.fromEntries(own) };
  },

  sentence({ read, t, forms, verbs }, words) {
    if (read.length === 0) return words.empty;
    if (!verbs[t]) return words.result;
    const decided = forms[t] !== read[t];
    return `${words.result}\n${words[decided ? "ending" : "no_ending"]}`;
  },

  write(name, value, words) {
    if (typeof value === "string") return value;
    return name === "t" ? String(value + 1) : shown(value, words);
  },

  beside: (name, { word }) => word ?? "",

  speak: (name, { t, word, read }, { words }) =>
    word ? say(words["t.said"], { t: t + 1, words: read.length, word }) : words.empty,

  extras(view, spec, host) {
    const { data, words } = spec;
    const write = (read) => {
      host.set("words", read);
      host.set("t", Math.max(0, read.length - 1));
    };
    const add = (word) => {
      const read = host.get("words");
      if (read.length < data.most) write([...read, word]);
    };
    const named = { role: "group", "aria-label": words.keys };
    const keys = html("div", { class: "lc-keys lc-controls", ...named });
    keys.append(...data.vocabulary.map((word) => button(word, () => add(word))));
    const back = button(words.back, () => write(host.get("words").slice(0, -1)));
    const clear = button(words.clear, () => write([]));
    const edit = html("div", { class: "lc-buttons lc-controls" }, back, clear);
    const answer = html("p", { class: "lc-words" });
    view.body.prepend(keys, edit, answer);
    const heads = ["word", ...COLUMNS].map((column) => words[`table.${column}`]);
    const { box, put } = foldedTable(words["table.name"], heads);
    view.body.append(box);

    const show = (numbers) => {
      const { read, steps, forms, verbs, t, unit } = numbers;
      const spell = (word, i) => spelled(word, i, i === t, verbs[i]);
      answer.replaceChildren(...forms.flatMap(spell));
      const row = (step) => COLUMNS.map((name) => shown(step[name][unit], words));
      put(steps.map((step, i) => [read[i], ...row(step)]));
    };
    return { show };
  },

  picture({ read, steps, stuck, unit, t }, { words, colors }) {
    const values = (name) => steps.map((step) => step[name][unit]);
    const columns = Object.fromEntries(["f", "u", "o", "c"].map((n) => [n, values(n)]));
    const fixed = Object.fromEntries(GATES.map((n, i) => [n, FIXED[stuck[unit][i]]]));
    const most = widest([columns.c]);
    return drawReading({ read, columns, t, most, fixed }, words, colors);
  },
};

/**
 * A verb with the ending that the cell decided on, an open article as its noun wants;
 * any other word as it is.
 */
function form(read, i, shows, { forms, article, noun_number, doubt }) {
  const word = read[i];
  const number = word === article ? (noun_number[read[i + 1]] ?? 0) : shows;
  if (!(word in forms) || Math.abs(number) < doubt) return word;
  return forms[word][number > 0 ? 0 : 1];
}

/** A word of the answer, with the space before it; a verb stands out. */
function spelled(word, i, now, verb) {
  const look = [now ? "lc-now" : "", verb ? "lc-verb" : ""];
  const mark = html("span", { class: look.join(" ").trim() }, word);
  return i === 0 || word === "." ? [mark] : [" ", mark];
}

/** What is stuck, once this gate of the unit that shows is in another state. */
function jammed(host, gate, state) {
  const change = (states) => states.map((old, i) => (i === gate ? state : old));
  const unit = host.get("unit");
  return host.get("stuck").map((states, k) => (k === unit ? change(states) : states));
}
