/** SVG elements: lines with heads, words with an index. */

const SVG = "http://www.w3.org/2000/svg";

export function node(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

export function text(x, y, content, attributes = {}) {
  const style = { x, y, "text-anchor": "middle", "dominant-baseline": "central" };
  return node("text", { ...style, ...attributes }, content);
}

/** A symbol such as c_{t}: upright index, slanted letter. */
export function symbol(x, y, content, attributes = {}) {
  const element = text(x, y, "", { "font-size": 16, ...attributes });
  const [letter, index] = split(content);
  element.append(node("tspan", { "font-style": "italic" }, letter));
  if (index) element.append(node("tspan", { dy: 5, "font-size": 11 }, index));
  return element;
}

export function split(content) {
  const [, letter, index] = content.match(/^(.*?)(?:_\{(.*)\})?$/u);
  return [letter, index];
}

/** A power of ten that ends at x; the power 0 is written as 1. */
export function powerOfTen(x, y, power, words) {
  const content = text(x, y, power === 0 ? "1" : "10", { "text-anchor": "end" });
  if (power !== 0) {
    const raised = String(power).replace("-", words.minus);
    content.append(node("tspan", { dy: -5, "font-size": 11 }, raised));
  }
  return content;
}

/** A line through points, its corners rounded, with a head at its end. */
export function arrow(points, color, width = 1.8, head = 4 + 1.6 * width) {
  const end = points.at(-1);
  const direction = unit(points.at(-2), end);
  const neck = along(end, direction, -head);
  const path = rounded([...points.slice(0, -1), neck]);
  const line = { d: path, fill: "none", stroke: color, "stroke-width": width };
  const side = [-direction[1], direction[0]];
  const corners = [end, along(neck, side, head * 0.5), along(neck, side, -head * 0.5)];
  const tip = { points: corners.map((p) => p.join(",")).join(" "), fill: color };
  return node("g", {}, node("path", line), node("polygon", tip));
}

function rounded(points, corner = 7) {
  let path = `M${points[0].join(" ")}`;
  for (let i = 1; i < points.length - 1; i += 1) {
    const back = along(points[i], unit(points[i], points[i - 1]), corner);
    const on = along(points[i], unit(points[i], points[i + 1]), corner);
    path += `L${back.join(" ")}Q${points[i].join(" ")} ${on.join(" ")}`;
  }
  return `${path}L${points.at(-1).join(" ")}`;
}

function along([x, y], [dx, dy], length) {
  return [x + dx * length, y + dy * length];
}

function unit([x0, y0], [x1, y1]) {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  return [(x1 - x0) / length, (y1 - y0) / length];
}
