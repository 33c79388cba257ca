/** Copies of the cell in a row, and what travels on the belt from each to the next. */

import { button } from "./controls.js";
import { cellStep, shown } from "./numbers.js";
import { hatched, sumShape, tint, valveShape } from "./parts.js";
import { arrow, node, symbol, text } from "./svg.js";

const COPIES = 5;
const PERIOD = 64;
const R = 10;
const TOP = 54;
const UPDATE = 88;
const BELT = 122;
const OUTPUT = 156;
const WIRE = 202;
const WORD = 234;
const X = { first: 20, forget: 22, sum: 42, left: 10, right: 54 };
const LOAD = { tall: 38, wide: 16, least: 0.5 };
const SHOWN = { tall: 20, wide: 14 };

export const unrolledKind = {
  size: [360, 246],

  sliders: ({ cell }, { steps }) => [
    { name: "t", min: 0, max: steps.length, step: 1, color: cell },
  ],

  numbers({ t }, { steps, words }) {
    if (t === 0) return { t, c: steps[0].c_prev };
    const step = steps[t - 1];
    return { t, step: t, word: words[t - 1], ...step, ...cellStep(step) };
  },

  sentence({ t, word }, words) {
    if (t === 0) return words["result.start"];
    return words[word === undefined ? "result" : "result.word"];
  },

  write(name, value, words, { t, word }) {
    if (name === "word") return value;
    if (name === "step") return String(value);
    if (name !== "t") return shown(value, words);
    return t === 0 ? words.start : (word ?? String(t));
  },

  picture(numbers, { data, words, colors }) {
    const { t } = numbers;
    const from = COPIES * Math.floor(Math.max(0, t - 1) / COPIES);
    const upto = Math.min(from + COPIES, data.steps.length);
    const scale = LOAD.tall / largest(data.steps);
    const place = (i) => X.first + PERIOD * (i - from);
    const drawing = [
      ...belt(place, from, upto, t, colors),
      ...load(place(from), from, data, scale, words, colors),
    ];
    for (let i = from + 1; i <= upto; i += 1) {
      const dim = i > t ? { opacity: 0.3 } : {};
      const parts = [
        ...copy(place(i - 1), data.steps[i - 1], i === t, i <= t, words, colors),
        ...(i <= t ? load(place(i), i, data, scale, words, colors) : []),
      ];
      drawing.push(node("g", { ...dim, class: "lc-copy" }, ...parts));
      const word = data.words[i - 1] ?? String(i);
      drawing.push(wordBelow(place(i - 1), word, i === t, colors));
    }
    return drawing;
  },

  extras(view, spec, host) {
    const { words, data, start } = spec;
    const last = data.steps.length;
    const go = (t) => host.set("t", Math.max(0, Math.min(last, t)));
    view.buttons.prepend(
      button(words.back, () => go(host.get("t") - 1)),
      button(words.forward, () => go(host.get("t") + 1)),
    );
    let before = start.t;
    let earlier = [];
    const print = () => {
      before = host.get("t");
      go(last);
      earlier = rowsBefore(last).map((t) => {
        const row = view.drawing.cloneNode(false);
        row.append(...this.picture({ t }, spec));
        return row;
      });
      view.drawing.before(...earlier);
    };
    const printed = () => {
      earlier.forEach((row) => row.remove());
      go(before);
    };
    addEventListener("beforeprint", print);
    addEventListener("afterprint", printed);
    const stop = () => {
      removeEventListener("beforeprint", print);
      removeEventListener("afterprint", printed);
    };
    return { show() {}, touched() {}, stop };
  },
};

/** The last steps of the rows that come before the row of this step. */
function rowsBefore(last) {
  const rows = Math.ceil(last / COPIES) - 1;
  return Array.from({ length: rows }, (_, row) => COPIES * (row + 1));
}

function largest(steps) {
  return Math.max(1, ...steps.flatMap((s) => [s.c_prev, cellStep(s).c].map(Math.abs)));
}

/** The belt and the wire, as far as they have been travelled in full colour. */
function belt(place, from, upto, t, { cell, hidden }) {
  const here = Math.max(from, Math.min(t, upto));
  const [start, middle, end] = [2, place(here) + 8, place(upto) + 18];
  const piece = (x, to, y, color, width, strength) =>
    node("path", { d: `M${x} ${y}H${to}`, stroke: tint(color, strength), "stroke-width": width });
  return [
    piece(middle, end - 6, BELT, cell, 4, 0.3),
    arrow([[end - 8, BELT], [end, BELT]], tint(cell, here === upto ? 1 : 0.3), 4, 8),
    piece(start, here === upto ? end - 6 : middle, BELT, cell, 4, 1),
    piece(start, place(from) + X.forget, WIRE, hidden, 1.6, t > from || from > 0 ? 1 : 0.3),
  ];
}

/** What lies on the belt after step i: full if positive, hatched if negative. */
function load(x, i, { steps, meaning }, scale, words, { cell }) {
  const c = i === 0 ? steps[0].c_prev : cellStep(steps[i - 1]).c;
  const height = Math.abs(c) * scale;
  const box = { x: x - LOAD.wide / 2, y: BELT - 2 - height, width: LOAD.wide, height };
  const named = meaning.length > 0 && Math.abs(c) >= LOAD.least;
  const look = { fill: cell, "font-size": 12 };
  return [
    symbol(x, 10, words["c.symbol"].replace("{t}", i), { fill: cell }),
    text(x, 29, shown(c, words), { ...look, "font-size": 12.5 }),
    text(x, 44, named ? meaning[Number(c > 0)] : "", look),
    hatched(box, c < 0, cell),
  ];
}

function copy(left, step, now, made, words, colors) {
  const { forget, update, output, candidate, cell, hidden, input, frame } = colors;
  const [x, fx, { a }] = [left + X.sum, left + X.forget, cellStep(step)];
  const foot = OUTPUT + R + 6;
  const box = { x: left + X.left, y: TOP, width: X.right - X.left };
  const card = { ...box, height: foot - TOP, rx: 6 };
  const line = { stroke: now ? cell : frame, "stroke-width": now ? 2.6 : 1, fill: "none" };
  const tall = Math.abs(a) * SHOWN.tall;
  const block = { x: x - SHOWN.wide / 2, y: WIRE - 1 - tall, width: SHOWN.wide, height: tall };
  return [
    node("rect", { ...card, ...line }),
    arrow([[fx, WORD - 14], [fx, WIRE]], input, 1.4, 0.1),
    arrow([[fx, WIRE], [fx, foot]], input, 1.4, 5),
    text(x, UPDATE - R - 14, made ? sign(step.c_cand, words) : "", {
      fill: candidate,
      "font-weight": "bold",
    }),
    arrow([[x, UPDATE - R - 7], [x, UPDATE - R]], candidate, 1.4, 5),
    arrow([[x, UPDATE + R], [x, BELT - R]], candidate, 1.4, 5),
    arrow([[x, BELT + R], [x, OUTPUT - R]], cell, 1.4, 5),
    arrow([[x, OUTPUT + R], [x, WIRE - 2]], hidden, 1.4, 0.1),
    node("path", { d: `M${x} ${WIRE}H${left + PERIOD + X.forget}`, stroke: hidden, "stroke-width": 1.6 }),
    ...(made && tall > 0.1 ? [hatched(block, a < 0, hidden)] : []),
    valveShape(fx, BELT, R, made ? step.f : 0, forget),
    valveShape(x, UPDATE, R, made ? step.u : 0, update, true),
    sumShape(x, BELT, R, cell),
    valveShape(x, OUTPUT, R, made ? step.o : 0, output, true),
  ];
}

/** The candidate in one sign; nothing where it proposes next to nothing. */
function sign(candidate, { minus }) {
  if (Math.abs(candidate) < 0.05) return "0";
  return candidate < 0 ? minus : "+";
}

function wordBelow(left, word, now, { ink }) {
  const look = { fill: ink, "font-size": word.length > 8 ? 11 : 13 };
  const mark = now ? { "font-weight": "bold", "text-decoration": "underline" } : {};
  return text(left + (X.left + X.right) / 2, WORD, word, { ...look, ...mark });
}
