/** What the reader touches and reads: sliders, buttons, the sentence below. */

import { split } from "./svg.js";

export function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A symbol such as c_{t} in running text. */
export function htmlSymbol(content) {
  const [letter, index] = split(content);
  const element = html("span", { class: "lc-symbol" }, html("i", {}, letter));
  if (index) element.append(html("sub", {}, index));
  return element;
}

// On what has the focus: JupyterLab would take arrows and Enter to move between cells.
export const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

let made = 0;
const page = Math.random().toString(36).slice(2, 8);

/**
 * A labelled slider; `show` sets its position, what stands beside it, what a screen
 * reader says of it, and where it ends.
 */
export function slider({ name, label, symbol, min, max, step, color, changed }) {
  made += 1;
  const id = `lc-${page}-${made}`;
  const range = { type: "range", id, name, min, max, step };
  const input = html("input", { ...range, ...OWN_KEYS });
  const output = html("output", { for: id, "data-number": name, "aria-live": "off" });
  const caption = html("label", { for: id }, label, " ");
  if (symbol) caption.append(htmlSymbol(symbol));
  const row = html("div", { class: "lc-slider" }, caption, input, output);
  if (color) row.style.setProperty("--lc-color", color);
  input.addEventListener("input", () => changed(Number(input.value)));
  const show = (position, shownAs, spoken, most = max) => {
    input.max = most;
    input.value = position;
    input.setAttribute("aria-valuetext", spoken);
    output.textContent = shownAs;
  };
  return { row, show };
}

/**
 * Buttons of which one is chosen, with a caption; `show` says which. An option is a
 * value and its word.
 */
export function choice({ label, symbol, options, color, changed }) {
  made += 1;
  const id = `lc-${page}-${made}`;
  const caption = html("span", { class: "lc-caption", id }, label, " ");
  if (symbol) caption.append(htmlSymbol(symbol));
  const inputs = options.map(([value]) => {
    const input = html("input", { type: "radio", name: `${id}-of`, ...OWN_KEYS });
    input.addEventListener("change", () => changed(value));
    return input;
  });
  const labels = options.map(([, word], i) => html("label", {}, inputs[i], word));
  const own = { class: "lc-options", role: "radiogroup", "aria-labelledby": id };
  const row = html("div", { class: "lc-choice" }, caption, html("div", own, ...labels));
  if (color) row.style.setProperty("--lc-color", color);
  const show = (chosen) => {
    options.forEach(([value], i) => {
      inputs[i].checked = value === chosen;
    });
  };
  return { row, show };
}

export function button(label, pressed, attributes = {}) {
  const element = html("button", { type: "button", ...OWN_KEYS, ...attributes }, label);
  element.addEventListener("click", pressed);
  return element;
}

/** A sentence with its numbers, as text. */
export function say(sentence, numbers) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
}

/** How far a gate is open, in words. */
export function opening(gate, words) {
  if (gate === 0 || gate === 1) return words[gate === 0 ? "gate.shut" : "gate.wide"];
  if (gate < 0.05) return words["gate.closed"];
  return words[gate > 0.95 ? "gate.open" : "gate.part"];
}

/**
 * A table that shows its name only, until the reader unfolds it; `put` fills it. The
 * first columns, as many as `texts`, hold words.
 */
export function foldedTable(name, heads, texts = 1) {
  const cell = (kind, scope, from) => (content, i) =>
    html(kind, { scope, class: from + i < texts ? "lc-text" : undefined }, content);
  const head = html("tr", {}, ...heads.map(cell("th", "col", 0)));
  const body = html("tbody");
  const table = html("table", { class: "lc-table" }, html("thead", {}, head), body);
  const summary = html("summary", {}, name);
  const box = html("details", { class: "lc-numbers" }, summary, table);
  const row = ([first, ...others]) =>
    html(
      "tr",
      {},
      cell("th", "row", 0)(first, 0),
      ...others.map(cell("td", undefined, 1)),
    );
  return { box, put: (rows) => body.replaceChildren(...rows.map(row)) };
}

/** Fill a sentence; each number stands in an element that carries its name. */
export function fill(element, sentence, numbers) {
  const parts = sentence.split(/\{(\w+)\}/).map((part, i) => {
    if (i % 2 === 0) return part;
    return html("span", { "data-number": part }, numbers[part]);
  });
  element.replaceChildren(...parts);
}
