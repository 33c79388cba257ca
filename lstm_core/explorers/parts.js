/** The parts of the cell, drawn as in the pictures of the book. */

import { node, text } from "./svg.js";

/** Mix a colour with white: 0 is white, 1 is the colour. */
export function tint(color, strength) {
  const mix = (at) => {
    const part = parseInt(color.slice(at, at + 2), 16);
    return Math.round(255 - strength * (255 - part));
  };
  return `rgb(${mix(1)},${mix(3)},${mix(5)})`;
}

/** A valve whose throat is as wide, and as full, as the gate is open. */
export function valveShape(x, y, radius, opening, color, upright = false) {
  const [length, height] = [0.67 * radius, 0.44 * radius];
  const throat = opening * height;
  const outline = [
    [-length, -height],
    [0, -throat],
    [length, -height],
    [length, height],
    [0, throat],
    [-length, height],
  ].map(([dx, dy]) => (upright ? [x + dy, y + dx] : [x + dx, y + dy]));
  return node(
    "g",
    {},
    circle(x, y, radius, color),
    node("polygon", {
      points: outline.map((point) => point.join(",")).join(" "),
      fill: tint(color, opening),
      stroke: color,
      "stroke-width": 0.075 * radius,
      "stroke-linejoin": "round",
    }),
  );
}

export function sumShape(x, y, radius, color) {
  const arm = 0.54 * radius;
  const cross = `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}`;
  const line = { d: cross, stroke: color, "stroke-width": 2 };
  return node("g", {}, circle(x, y, radius, color), node("path", line));
}

export function boxShape(x, y, width, height, label, color, ink) {
  const box = { x: x - width / 2, y: y - height / 2, width, height, rx: 7 };
  const look = { fill: tint(color, 0.1), stroke: color, "stroke-width": 1.6 };
  return node("g", {}, node("rect", { ...box, ...look }), text(x, y, label, ink));
}

export function dotShape(x, y, color) {
  return node("circle", { cx: x, cy: y, r: 3.2, fill: color });
}

/** A load: full if positive, hatched if negative, in dashes if it is not there. */
export function hatched(box, negative, color, dashed = false) {
  const fill = tint(color, dashed || negative ? 0.12 : 0.55);
  const look = { stroke: color, "stroke-width": 1.4, fill };
  if (dashed) look["stroke-dasharray"] = "3 3";
  const lines = negative && !dashed ? [stripes(box, color)] : [];
  return node("g", {}, node("rect", { ...box, ...look }), ...lines);
}

/** A load that stands on `foot`, as tall as its value. */
export function load(x, foot, value, scale, color, dashed = false, wide = 30) {
  const height = Math.abs(value) * scale;
  const box = { x: x - wide / 2, y: foot - height, width: wide, height };
  return hatched(box, value < 0, color, dashed);
}

function stripes({ x, y, width, height }, color) {
  let path = "";
  for (let from = 5; from < width + height; from += 6) {
    const [x0, y0] = [Math.max(0, from - height), Math.min(from, height)];
    const [x1, y1] = [Math.min(from, width), Math.max(0, from - width)];
    path += `M${x + x0} ${y + y0}L${x + x1} ${y + y1}`;
  }
  return node("path", { d: path, stroke: color, "stroke-width": 1 });
}

function circle(x, y, radius, color) {
  const look = { fill: "white", stroke: color, "stroke-width": 1.6 };
  return node("circle", { cx: x, cy: y, r: radius, ...look });
}
