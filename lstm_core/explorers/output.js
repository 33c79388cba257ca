/** What is stored and what is shown of it: a tanh, and a valve behind it. */

import { button, opening, say } from "./controls.js";
import { cellStep, shown } from "./numbers.js";
import { tint, valveShape } from "./parts.js";
import { arrow, node, symbol, text } from "./svg.js";

const CURVE = { x: 104, y: 92, half: 84, rise: 62, end: 3 };
const VALVE = 258;
const R = 20;
const BARS = { x: 216, half: 132, stored: 216, shown: 246, height: 18 };

export const outputKind = {
  size: [360, 268],

  sliders: ({ cell, output }) => [
    { name: "c", min: -3, max: 3, step: 0.05, color: cell },
    { name: "o", min: 0, max: 1, step: 0.01, color: output },
  ],

  numbers({ c, o }) {
    const { tanh_c, a } = cellStep({ f: 1, u: 0, o, c_cand: 0, c_prev: c });
    return { c, o, tanh_c, a };
  },

  sentence: ({ o }, words) => words[o > 0 ? "result" : "result.hidden"],

  write: (name, value, words) => shown(value, words),

  speak(name, { o }, { words }) {
    if (name !== "o") return undefined;
    return say(words["gate.said"], {
      value: shown(o, words),
      opening: opening(o, words),
    });
  },

  extras(view, { words }, host) {
    const set = (o) => () => host.set("o", o);
    view.buttons.prepend(button(words.hide, set(0)), button(words.show, set(1)));
    return { show: () => {} };
  },

  picture(numbers, { words, colors }) {
    const { cell, output, hidden } = colors;
    const { c, tanh_c, o, a } = numbers;
    return [
      ...curve(c, tanh_c, words, colors),
      arrow([[CURVE.x + CURVE.half + 8, CURVE.y], [VALVE - R, CURVE.y]], cell),
      text(213, CURVE.y - 16, shown(tanh_c, words), { fill: cell }),
      arrow([[VALVE, 146], [VALVE, CURVE.y + R]], output),
      named("o", VALVE, 160, o, words, output),
      valveShape(VALVE, CURVE.y, R, o, output),
      arrow([[VALVE + R, CURVE.y], [356, CURVE.y]], hidden),
      named("a", 319, CURVE.y - 20, a, words, hidden),
      node("path", { d: `M${BARS.x} 198v62`, stroke: colors.frame }),
      ...bar("stored", c, cell, words),
      ...bar("shown", a, hidden, words),
    ];
  },
};

const within = (value, low, high) => Math.max(low, Math.min(value, high));

/** A symbol and its number on one line. */
function named(name, x, y, value, words, fill) {
  const content = symbol(x, y, words[`${name}.symbol`], { fill });
  const number = ` = ${shown(value, words)}`;
  content.append(node("tspan", { dy: -5, "font-size": 14 }, number));
  return content;
}

/** tanh, with the cell state below it and what becomes of it at its side. */
function curve(c, tanh_c, words, { cell, frame, ink }) {
  const { x, y, half, rise, end } = CURVE;
  const at = (input, value) => [x + (input / end) * half, y - value * rise];
  const inputs = Array.from({ length: 61 }, (_, i) => (i - 30) / 10);
  const points = inputs.map((input) => at(input, Math.tanh(input)).join(","));
  const [px, py] = at(c, tanh_c);
  const axes = `M${x - half} ${y}h${2 * half}M${x} ${y - rise}v${2 * rise}`;
  const limits = `M${x - half} ${y - rise}h${2 * half}M${x - half} ${y + rise}h${2 * half}`;
  const guides = `M${px} ${y + rise}V${py}H${x + half}`;
  const side = { "text-anchor": "end", "font-size": 12 };
  return [
    node("path", { d: axes, stroke: frame }),
    node("path", { d: limits, stroke: frame, "stroke-dasharray": "2 3" }),
    node("polyline", { points: points.join(" "), fill: "none", stroke: ink }),
    node("path", { d: guides, fill: "none", stroke: cell, "stroke-dasharray": "4 3" }),
    node("circle", { cx: px, cy: py, r: 5, fill: cell }),
    text(x - half - 4, y - rise, "1", side),
    text(x - half - 4, y + rise, `${words.minus}1`, side),
    text(x - 44, y - rise + 16, words.tanh),
    named("c", within(px, 42, 160), y + rise + 18, c, words, cell),
  ];
}

/** A number as a bar from the middle, to the left for minus and then hollow. */
function bar(name, value, color, words) {
  const [y, size] = [BARS[name], (Math.abs(value) / CURVE.end) * BARS.half];
  const x = value < 0 ? BARS.x - size : BARS.x;
  const box = { x, y: y - BARS.height / 2, width: size, height: BARS.height };
  const look = { fill: tint(color, value < 0 ? 0.12 : 0.6), stroke: color };
  const side = { fill: color, "text-anchor": "start" };
  return [node("rect", { ...box, ...look }), text(4, y, words[name], side)];
}
