/** How far the answers of two networks move if a word that they read is left out. */

import { foldedTable } from "./controls.js";
import { shown } from "./numbers.js";
import { tint } from "./parts.js";
import { node, text } from "./svg.js";

const ROW = 22;
const TOP = 34;
const WORDS = 92;
const FIELDS = [102, 236];
const FIELD = 116;
const ROLES = ["hidden", "cell"];
const SIDES = ["left", "right"];

export const earlierKind = {
  size: (numbers, { words }) => [360, TOP + ROW * words.length + 4],

  sliders: () => [],

  choices: ({ data }) => [
    { name: "t", options: data.words.slice(1).map((word, i) => [i + 1, word]) },
  ],

  numbers({ t }, { words, networks }) {
    const found = { t, word: words[t] };
    networks.forEach(({ name, stars, effects }, i) => {
      const most = Math.max(...effects[t]);
      const side = SIDES[i];
      found[side] = name;
      found[`${side}_stars`] = stars[t];
      found[`${side}_most`] = most;
      found[`${side}_word`] = words[effects[t].indexOf(most)];
    });
    return found;
  },

  sentence: (numbers, words) => words.result,

  write(name, value, words) {
    if (SIDES.includes(name)) return named(value, words);
    return typeof value === "number" ? shown(value, words) : value;
  },

  extras(view, { data, words }, host) {
    chooseOnHover(view.controls, host);
    const names = data.networks.map(({ name }) => named(name, words));
    const { box, put } = foldedTable(words["table.name"], [words["table.word"], ...names]);
    view.body.append(box);
    const show = ({ t }) => {
      const read = data.words.slice(0, t + 1);
      const effects = data.networks.map((network) => network.effects[t]);
      put(read.map((word, s) => [word, ...effects.map((of) => shown(of[s], words))]));
    };
    return { show };
  },

  picture({ t }, { data, words, colors }) {
    const most = Math.max(...data.networks.flatMap(({ effects }) => effects.flat()));
    const fields = data.networks.flatMap(({ name, effects }, i) => {
      const [x, color] = [FIELDS[i], colors[ROLES[i]]];
      return [
        text(x + FIELD / 2, 14, named(name, words), { fill: color, "font-weight": "bold" }),
        ...effects[t].map((effect, s) => field(x, s, effect / most, color)),
      ];
    });
    return [
      node("rect", marked(t, colors)),
      ...data.words.map((word, s) => wordText(word, s, t)),
      ...fields,
    ];
  },
};

const named = (name, words) => words[`network.${name}`] ?? name;

/** A pointer that rests on a word chooses it; a finger has to tap. */
function chooseOnHover(controls, host) {
  controls.querySelectorAll(".lc-options label").forEach((label, i) => {
    label.addEventListener("pointerenter", ({ pointerType }) => {
      if (pointerType === "mouse") host.set("t", i + 1);
    });
  });
}

function marked(t, { ink }) {
  const box = { x: 2, y: TOP + ROW * t, width: 356, height: ROW };
  return { ...box, rx: 4, fill: tint(ink, 0.09) };
}

/** The word that is chosen is bold; what comes after it is pale: it is not yet read. */
function wordText(word, s, t) {
  const look = { "text-anchor": "end", "font-weight": s === t ? "bold" : "normal" };
  return text(WORDS, TOP + ROW * (s + 0.5), word, { ...look, opacity: s > t ? 0.45 : 1 });
}

/** A field that is as full, and as dark, as the answer moves. */
function field(x, s, share, color) {
  const box = { x, y: TOP + ROW * s + 4, height: ROW - 8 };
  return node(
    "g",
    {},
    node("rect", { ...box, width: FIELD, fill: "white", stroke: color }),
    node("rect", { ...box, width: FIELD * share, fill: tint(color, 0.25 + 0.75 * share) }),
  );
}
