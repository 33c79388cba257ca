/** The belt at one step, at rest or on its way from left to right. */

import { beltStep, shown } from "./numbers.js";
import { load, sumShape, tint, valveShape } from "./parts.js";
import { arrow, node, symbol, text } from "./svg.js";

const BELT = 150;
const R = 15;
const X = { before: 40, forget: 120, sum: 218, after: 318 };
const UPDATE = 54;
const TALLEST = 46;
const STRIP = { left: 8, right: 352, top: 248, height: 46 };

/**
 * Everything that shows at step t of one of the traces; `progress` 1 is the picture at
 * rest. All traces have one scale.
 */
export function beltPicture(hand, t, progress, { data, words, colors }) {
  const { steps } = data.hands[hand];
  const all = data.hands.flatMap((one) => one.steps);
  const step = { ...steps[t], ...beltStep(steps[t]), c: steps[t].c };
  const scale = TALLEST / largest(all);
  const late = (from) => ({ opacity: clamp((progress - from) * 5) });
  return [
    arrow([[0, BELT], [360, BELT]], colors.cell, 4),
    ...(progress < 1 ? [traveller(step, progress, scale, colors)] : []),
    load(X.before, BELT - 2, step.c_prev, scale, colors.cell),
    ...under("c_prev", X.before, step, words, colors.cell),
    node("g", late(0.3), ...lostPart(step, scale, progress, words, colors)),
    named("f", X.forget, 76, step, words, colors.forget),
    arrow([[X.forget, 88], [X.forget, BELT - R]], colors.forget),
    node("g", late(0.3), keptNumber(step, words, colors)),
    ...updateGate(step, words, colors),
    node("g", late(0.45), ...addedPart(step, scale, progress, words, colors)),
    valveShape(X.forget, BELT, R, step.f, colors.forget),
    sumShape(X.sum, BELT, R, colors.cell),
    node(
      "g",
      late(0.8),
      load(X.after, BELT - 2, step.c, scale, colors.cell),
      ...under("c", X.after, step, words, colors.cell),
    ),
    ...strip(steps, all, t, data.words[t] ?? "", words, colors),
  ];
}

const clamp = (value) => Math.max(0, Math.min(1, value));

function largest(steps) {
  const sizes = steps.flatMap((s) => [s.c_prev, s.c, s.u * s.c_cand].map(Math.abs));
  return Math.max(...sizes, 1e-9);
}

function traveller(step, progress, scale, { cell }) {
  const x = X.before + (X.after - X.before) * progress;
  const value = x < X.forget ? step.c_prev : x < X.sum ? step.kept : step.c;
  return load(x, BELT - 2, value, scale, cell);
}

function under(name, x, step, words, color) {
  return [
    symbol(x, BELT + 19, words[`${name}.symbol`], { fill: color }),
    text(x, BELT + 39, shown(step[name], words), { fill: color }),
  ];
}

function keptNumber({ kept }, words, { cell }) {
  const middle = (X.forget + X.sum) / 2;
  return text(middle, BELT - 14, shown(kept, words), { fill: cell });
}

/** A symbol and its number on one line, centred. */
function named(name, x, y, step, words, color) {
  const content = symbol(x, y, words[`${name}.symbol`], { fill: color });
  const number = ` = ${shown(step[name], words)}`;
  content.append(node("tspan", { dy: -5, "font-size": 14 }, number));
  return content;
}

/** What falls off lies below the belt, dashed. */
function lostPart(step, scale, progress, words, { forget }) {
  const height = Math.abs(step.lost) * scale;
  const fall = clamp((progress - 0.3) * 4);
  const foot = BELT + R + 3 + Math.max(height, 0.01) + 5 * fall;
  const side = { fill: forget, "text-anchor": "start" };
  return [
    load(X.forget, foot, step.lost, scale, forget, true),
    text(X.forget + 21, BELT + 31, words.lost, side),
    text(X.forget + 21, BELT + 48, shown(step.lost, words), side),
  ];
}

/** What is put on comes from above and comes to stand on the sum. */
function addedPart(step, scale, progress, words, { candidate }) {
  const drop = clamp((progress - 0.45) * 4);
  const foot = BELT - R - 2 - 10 * (1 - drop);
  const side = { fill: candidate, "text-anchor": "start" };
  return [
    load(X.sum, foot, step.added, scale, candidate),
    text(X.sum + 21, BELT - 48, words.added, side),
    text(X.sum + 21, BELT - 31, shown(step.added, words), side),
  ];
}

function updateGate(step, words, { candidate, update }) {
  return [
    named("c_cand", X.sum, 9, step, words, candidate),
    arrow([[X.sum, 22], [X.sum, UPDATE - R + 2]], candidate),
    arrow([[X.sum, UPDATE + R - 2], [X.sum, BELT - R]], candidate),
    named("u", X.sum + 78, UPDATE, step, words, update),
    arrow([[X.sum + 39, UPDATE], [X.sum + R - 2, UPDATE]], update),
    valveShape(X.sum, UPDATE, R - 2, step.u, update, true),
  ];
}

/** The cell state after each step; the step that shows is marked. */
function strip(steps, all, t, word, words, { cell, ink, frame }) {
  const { left, right, top, height } = STRIP;
  const wide = (right - left) / steps.length;
  const values = steps.map(({ c }) => c);
  const every = all.map(({ c }) => c);
  const [high, low] = [Math.max(...every, 0), Math.min(...every, 0)];
  const scale = height / (high - low || 1);
  const zero = top + high * scale;
  const center = (i) => left + wide * (i + 0.5);
  const width = Math.min(0.7 * wide, 18);
  const bars = values.map((c, i) => {
    const box = { x: center(i) - width / 2, y: zero - Math.max(c, 0) * scale, width };
    const fill = i === t ? cell : tint(cell, 0.35);
    return node("rect", { ...box, height: Math.abs(c) * scale, fill });
  });
  const pointer = `M${center(t)} ${top + height + 3}l-5 8h10z`;
  const late = t >= values.length / 2; // there the word stands left of the mark
  const side = { "text-anchor": late ? "end" : "start" };
  return [
    text(left, top - 13, words.all_steps, { "text-anchor": "start" }),
    ...bars,
    node("path", { d: `M${left} ${zero}H${right}`, stroke: frame }),
    node("path", { d: pointer, fill: ink }),
    text(center(t) + (late ? -9 : 9), top + height + 7, word, side),
  ];
}
