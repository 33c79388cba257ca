/** A gate as a valve: z, the sigmoid, the opening, and what passes. */

import { opening, say } from "./controls.js";
import { fine, shown, sigmoid, valve } from "./numbers.js";
import { boxShape, tint, valveShape } from "./parts.js";
import { arrow, node, symbol, text } from "./svg.js";

const PIPE = 58;
const BOX = { x: 180, y: 162, width: 132, height: 64 };

export const valveKind = {
  size: [360, 232],

  sliders: (colors) => [
    { name: "z", min: -6, max: 6, step: 0.1, color: colors.ink },
    { name: "value", min: -2, max: 2, step: 0.05, color: colors.cell },
  ],

  numbers: (state) => ({ ...state, ...valve(state.z, state.value) }),

  sentence(numbers, words) {
    if (numbers.gate < 0.05) return words.closed;
    return numbers.gate > 0.95 ? words.open : words.part;
  },

  // What an almost closed valve lets through is small, and not nothing.
  write(name, value, words) {
    const decimals = name === "gate" || name === "product" ? fine : shown;
    return decimals(value, words);
  },

  speak(name, { z, gate }, { words }) {
    if (name !== "z") return undefined;
    const numbers = { z: shown(z, words), gate: fine(gate, words) };
    return say(words["z.said"], { ...numbers, opening: opening(gate, words) });
  },

  picture({ z, value, gate, product }, { words, colors }) {
    const { ink, cell } = colors;
    const number = { fill: cell };
    return [
      ...flow(value, [4, 146], cell),
      ...flow(product, [214, 356], cell),
      symbol(40, PIPE - 26, words["value.symbol"], number),
      text(40, PIPE + 26, shown(value, words), number),
      symbol(312, PIPE - 26, words["product.symbol"], number),
      text(312, PIPE + 26, fine(product, words), number),
      arrow([[180, 130], [180, PIPE + 35]], ink),
      symbol(196, 112, words["gate.symbol"], { "text-anchor": "start" }),
      text(208, 112, `= ${fine(gate, words)}`, { "text-anchor": "start" }),
      valveShape(180, PIPE, 34, gate, ink),
      arrow([[180, 228], [180, 195]], ink),
      symbol(196, 216, words["z.symbol"], { "text-anchor": "start" }),
      text(208, 216, `= ${shown(z, words)}`, { "text-anchor": "start" }),
      ...sigmoidBox(z, gate, colors, words),
    ];
  },
};

function flow(value, [from, to], color) {
  const width = 1.2 + 4.6 * Math.abs(value);
  const line = { y1: PIPE, y2: PIPE, stroke: color, "stroke-width": width };
  if (value === 0) {
    return [node("line", { ...line, x1: from, x2: to, "stroke-dasharray": "2 5" })];
  }
  return [arrow([[from, PIPE], [to, PIPE]], color, width, 8 + 0.9 * width)];
}

function sigmoidBox(z, gate, { ink, frame }, words) {
  const [half, rise] = [BOX.width / 2 - 12, BOX.height / 2 - 11];
  const at = (input, open) => [
    BOX.x + (input / 6) * half,
    BOX.y + rise - 2 * rise * open,
  ];
  const inputs = Array.from({ length: 61 }, (_, i) => (i - 30) / 5);
  const curve = inputs.map((input) => at(input, sigmoid(input)).join(","));
  const [x, y] = at(z, gate);
  const thin = { stroke: frame, "stroke-width": 1, "stroke-dasharray": "2 3" };
  const thick = { fill: "none", stroke: ink, "stroke-width": 2 };
  const foot = BOX.y + rise;
  const guides = `M${BOX.x - half} ${foot}h${2 * half}M${x} ${foot}V${y}`;
  return [
    boxShape(BOX.x, BOX.y, BOX.width, BOX.height, "", ink, {}),
    node("path", { d: guides, ...thin }),
    node("polyline", { points: curve.join(" "), ...thick }),
    node("circle", { cx: x, cy: y, r: 5, ...thick, fill: tint(ink, gate) }),
    symbol(BOX.x - half + 4, BOX.y - rise + 3, words.sigmoid),
  ];
}
