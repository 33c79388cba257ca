/**
 * One module, two homes: a widget in a running notebook, an element on a page.
 *
 * A kind says which choices and sliders there are, what the numbers are, how they are
 * written, what stands beside a slider and what is said of it, the sentence below and the
 * picture. A host holds the state: the widget's model, or the element itself.
 */

import { backwardKind } from "./backward.js";
import { advantageKind } from "./advantage.js";
import { beltKind } from "./belt.js";
import { cellKind } from "./cell.js";
import { button, choice, fill, html, slider } from "./controls.js";
import { earlierKind } from "./earlier.js";
import { gainKind } from "./gain.js";
import { halfLifeKind } from "./half_life.js";
import { outputKind } from "./output.js";
import { readerKind } from "./reader.js";
import { sentenceKind } from "./sentence.js";
import { startKind } from "./start.js";
import { node } from "./svg.js";
import { trainKind } from "./train.js";
import { unrolledKind } from "./unrolled.js";
import { valveKind } from "./valve.js";

const KINDS = {
  valve: valveKind,
  half_life: halfLifeKind,
  cell: cellKind,
  belt: beltKind,
  sentence: sentenceKind,
  start: startKind,
  unrolled: unrolledKind,
  reader: readerKind,
  output: outputKind,
  gain: gainKind,
  backward: backwardKind,
  earlier: earlierKind,
  advantage: advantageKind,
  train: trainKind,
};

/** Build an explorer inside `root`; returns how to take it down. */
function mount(root, spec, host) {
  const kind = KINDS[spec.kind];
  const view = makeView(root, spec, kind);
  const live = {}; // what a kind finds by itself, beside the state
  const sliders = kind.sliders(spec.colors, spec.data).map((entry) => {
    const toValue = entry.toValue ?? Number;
    const changed = (position) => {
      extras?.touched?.(entry.name);
      host.set(entry.name, toValue(position));
    };
    const label = spec.words[entry.name];
    const symbol = spec.words[`${entry.name}.symbol`];
    return { ...entry, ...slider({ ...entry, label, symbol, changed }) };
  });
  const choices = (kind.choices?.(spec) ?? []).map((entry) => {
    const choose = entry.choose ?? ((value) => host.set(entry.name, value));
    const changed = (value) => {
      extras?.touched?.(entry.name);
      choose(value, host);
    };
    const label = spec.words[`${entry.name}.choice`];
    const symbol = spec.words[`${entry.name}.symbol`];
    return { ...entry, ...choice({ ...entry, label, symbol, changed }) };
  });
  view.controls.append(...[...choices, ...sliders].map((entry) => entry.row));

  const draw = (progress = 1) => {
    const names = Object.keys(spec.start);
    const state = Object.fromEntries(names.map((name) => [name, host.get(name)]));
    const numbers = kind.numbers(state, spec.data, live);
    view.resize(numbers);
    view.drawing.replaceChildren(...kind.picture(numbers, spec, progress));
    if (progress === 1) settle(numbers);
  };
  const settle = (numbers) => {
    const write = (name) => kind.write(name, numbers[name], spec.words, numbers);
    for (const { name, show, toPosition = Number, most } of sliders) {
      const beside = kind.beside?.(name, numbers, spec) ?? write(name);
      const spoken = kind.speak?.(name, numbers, spec) ?? beside;
      show(toPosition(numbers[name]), beside, spoken, most?.(numbers));
    }
    for (const { name, show, chosen } of choices) {
      show(chosen ? chosen(numbers) : numbers[name]);
    }
    const sentence = kind.sentence(numbers, spec.words);
    const said = Object.keys(numbers).filter((name) => sentence.includes(`{${name}}`));
    const written = said.map((name) => [name, write(name)]);
    fill(view.result, sentence, Object.fromEntries(written));
    extras?.show(numbers);
  };
  const reset = () => {
    extras?.touched?.();
    Object.entries(spec.start).forEach(([name, value]) => host.set(name, value));
  };
  view.buttons.append(button(spec.words.reset, reset, { class: "lc-reset" }));
  const extras = kind.extras?.(view, spec, host, draw, live);
  const release = host.listen(() => draw());
  draw();
  return () => {
    extras?.stop?.();
    release();
  };
}

function makeView(root, { words, language, data, kind: name }, kind) {
  const named = { role: "img", "aria-label": words.drawing.replace("{steps}", "100") };
  const drawing = node("svg", named);
  const resize = (numbers) => {
    const { size } = kind;
    const [width, height] = typeof size === "function" ? size(numbers, data) : size;
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  };
  const controls = html("div", { class: "lc-controls" });
  const buttons = html("div", { class: "lc-buttons lc-controls" });
  const result = html("output", { class: "lc-result", "data-live": "" });
  const body = html("div", { class: "lc-body" }, drawing, result, controls, buttons);
  const group = html("fieldset", {}, html("legend", {}, words.title), body);
  const own = { class: `lc-explorer lc-${name}`, lang: language };
  root.replaceChildren(html("div", own, group));
  return { drawing, resize, controls, buttons, result, body };
}

/** The state of an element that no Python stands behind. */
function localHost(state) {
  const values = { ...state };
  let changed = () => {};
  return {
    address: true, // the address of the page may hold the state
    get: (name) => values[name],
    set: (name, value) => {
      values[name] = value;
      changed();
    },
    listen: (callback) => {
      changed = callback;
      return () => {};
    },
  };
}

/** The state of a widget: what either side sets, the other side has. */
function modelHost(model, names) {
  return {
    get: (name) => model.get(name),
    set: (name, value) => {
      model.set(name, value);
      model.save_changes();
    },
    listen: (callback) => {
      const events = names.map((name) => `change:${name}`).join(" ");
      model.on(events, callback);
      return () => model.off(events, callback);
    },
  };
}

function render({ model, el }) {
  const spec = model.get("_spec");
  return mount(el, spec, modelHost(model, Object.keys(spec.start)));
}

if (globalThis.customElements && !customElements.get("lc-explorer")) {
  customElements.define(
    "lc-explorer",
    class extends HTMLElement {
      connectedCallback() {
        const spec = JSON.parse(this.dataset.spec);
        mount(this, spec, localHost(spec.state));
      }
    },
  );
}

export default { render };
