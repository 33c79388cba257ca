/** How long a memory lasts: f ** t, the half-life, what is left after 50 steps. */

import { say } from "./controls.js";
import {
  exact,
  FORGET_STOPS,
  halfLife,
  logit,
  nearest,
  share,
  shareLeft,
  shown,
  steps,
} from "./numbers.js";
import { node, text } from "./svg.js";

const STEPS = 100;
const LATER = 50;
const AREA = { left: 40, right: 350, top: 30, bottom: 184 };

const px = (t) => AREA.left + (t / STEPS) * (AREA.right - AREA.left);
const py = (share) => AREA.bottom - share * (AREA.bottom - AREA.top);

export const halfLifeKind = {
  size: [360, 222],

  sliders: (colors) => [
    {
      name: "f",
      min: 0,
      max: FORGET_STOPS.length - 1,
      step: 1,
      color: colors.forget,
      toPosition: (f) => nearest(FORGET_STOPS, f),
      toValue: (position) => FORGET_STOPS[position],
    },
  ],

  numbers({ f }) {
    return { f, z: logit(f), half_life: halfLife(f), left: shareLeft(f, LATER) };
  },

  sentence({ f }, words) {
    if (f === 0) return words["result.none"];
    return words[f === 1 ? "result.all" : "result"];
  },

  write(name, value, words) {
    return { f: exact, z: shown, half_life: steps, left: share }[name](value, words);
  },

  speak(name, { f, half_life }, { words }) {
    const kind = { 0: "f.said.none", 1: "f.said.all" }[f] ?? "f.said";
    const half = half_life === Infinity ? "" : steps(half_life, words);
    return say(words[kind], { f: exact(f, words), half_life: half });
  },

  picture(numbers, { words, colors }) {
    const ts = Array.from({ length: 2 * STEPS + 1 }, (_, i) => i / 2);
    const points = ts.map((t) => `${px(t)},${py(shareLeft(numbers.f, t))}`);
    const line = { fill: "none", stroke: colors.forget, "stroke-width": 2.4 };
    return [
      ...axes(words, colors),
      node("polyline", { points: points.join(" "), ...line }),
      ...halfMark(numbers, words, colors),
      ...laterMark(numbers, words, colors),
    ];
  },
};

function axes(words, { ink }) {
  const frame = `M${AREA.left} ${AREA.top - 6}V${AREA.bottom}H${AREA.right}`;
  const lines = [node("path", { d: frame, fill: "none", stroke: ink })];
  for (let t = 0; t <= STEPS; t += 20) {
    lines.push(node("path", { d: `M${px(t)} ${AREA.bottom}v4`, stroke: ink }));
    lines.push(text(px(t), AREA.bottom + 14, t));
  }
  for (const share of [0, 0.5, 1]) {
    lines.push(node("path", { d: `M${AREA.left} ${py(share)}h-4`, stroke: ink }));
    lines.push(text(AREA.left - 8, py(share), share, { "text-anchor": "end" }));
  }
  lines.push(text((AREA.left + AREA.right) / 2, AREA.bottom + 31, words["axis.t"]));
  lines.push(text(4, 11, words["axis.left"], { "text-anchor": "start" }));
  return lines;
}

/** Is the half-life so long that its words must stand left of its mark? */
const late = (half_life) => half_life > 60;

function halfMark({ half_life }, words, { cell }) {
  const x = px(Math.min(half_life, STEPS));
  const inside = half_life <= STEPS;
  const path = `M${AREA.left} ${py(0.5)}H${x}${inside ? `V${AREA.bottom}` : ""}`;
  const line = { fill: "none", stroke: cell, "stroke-width": 1.3 };
  const beyond = half_life === Infinity ? "mark.never" : "mark.beyond";
  const content = words[inside ? "mark" : beyond].replace(
    "{half_life}",
    steps(half_life, words),
  );
  const side = late(half_life) ? { "text-anchor": "end" } : { "text-anchor": "start" };
  const at = late(half_life) ? [x - 8, py(0.5) + 15] : [x + 9, py(0.5) - 11];
  const mark = { cx: x, cy: py(0.5), r: 5, fill: cell };
  return [
    node("path", { d: path, ...line, "stroke-dasharray": "4 4" }),
    ...(inside ? [node("circle", mark)] : []),
    text(...at, content, { fill: cell, ...side }),
  ];
}

function laterMark({ half_life, left }, words, { hidden }) {
  const [x, y] = [px(LATER), py(left)];
  const below = left > 0.2 && !late(half_life);
  const tiny = left < 0.001; // its number is long: it ends where the axis ends
  const under = [x - 8, left > 0.45 ? py(0.5) + 14 : y + 16]; // clear of the dashes
  const at = below ? under : [tiny ? AREA.right : x + 8, y - 12];
  const side = { fill: hidden, "text-anchor": below || tiny ? "end" : "start" };
  return [
    node("rect", { x: x - 4.5, y: y - 4.5, width: 9, height: 9, fill: hidden }),
    text(...at, words["mark.left"].replace("{left}", share(left, words)), side),
  ];
}
