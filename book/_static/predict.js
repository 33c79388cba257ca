// Boxes that ask for a prediction. The page comes with a question, a list of what can be
// chosen or drawn, and a folded answer (book/_ext/predict.py); without this script it
// stays so. Here the list becomes controls, and the answer is shown beside what was
// predicted. What is predicted never leaves the browser.
{
const words = JSON.parse(document.currentScript.dataset.words);
const STORED = "predict-"; // how the names of all boxes begin

function fill(key, values) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function make(name, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside);
  return element;
}

// A browser may forbid its store: then predictions last as long as the page is open.
function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function keep(key, state) {
  try {
    localStorage.setItem(key, JSON.stringify(state));
  } catch {
    // nothing is kept
  }
}

function forget() {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(STORED))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // nothing was kept
  }
}

function show(number, digits = 12) {
  return number.toLocaleString("en", { maximumSignificantDigits: digits })
    .replace("-", "\u2212").replaceAll(",", words.thousands);
}

// Each kind of box is one function. It gets the settings of the box, its name, the items
// of its list and what to call when the reader has predicted something, and returns
//   controls   elements for the box
//   set        puts a prediction into the controls; undefined empties them
//   describe   a prediction as text or elements, undefined if there is none
//   compare    what came out, beside the prediction; the answer follows it
//   reveal     only of curves: shows in the controls what came out, or hides it

function choice({ right }, name, items, changed) {
  const inputs = items.map((_, k) => make("input", {
    type: "radio", name, value: k, onchange: () => changed(k),
  }));
  const labels = inputs.map((input, k) =>
    make("label", {}, input, make("span", {}, ...copy(items[k]))));
  return {
    controls: [make("fieldset", {}, make("legend", {}, words.legend), ...labels)],
    set: (guess) => inputs.forEach((input, k) => { input.checked = k === guess; }),
    describe: (guess) => items[guess] && copy(items[guess]),
    compare: (guess) =>
      (guess === right ? [words.right] : [words.is, " ", ...copy(items[right]), "."]),
  };
}

// The content of an item of the list, as often as it is needed.
function copy(item) {
  return [...item.cloneNode(true).childNodes];
}

function number({ number, unit, within }, name, items, changed) {
  const typed = () => (input.value === "" ? undefined : input.valueAsNumber);
  const input = make("input", { type: "number", step: "any", oninput: () => changed(typed()) });
  const withUnit = (value, digits) => `${show(value, digits)} ${unit}`.trim();
  return {
    controls: [
      make("label", { className: "predict-number" }, `${words.legend} `, input, ` ${unit}`),
    ],
    set: (guess) => { input.value = guess ?? ""; },
    describe: (guess) => (Number.isFinite(guess) ? [withUnit(guess)] : undefined),
    compare: (guess) => [`${words.is} ${withUnit(number)}. `,
      distance(guess, number, within, withUnit)],
  };
}

// How far a number is off: as a factor where that says more, or else as a difference.
function distance(guess, number, within, withUnit) {
  if (!Number.isFinite(guess)) return "";
  const gap = Math.abs(guess - number);
  if (gap <= within) return words.close;
  const factor = guess / number;
  if (Number.isFinite(factor) && factor >= 2) return fill("times", { factor: show(factor, 2) });
  if (factor > 0 && factor <= 0.5) return fill("part", { factor: show(1 / factor, 2) });
  return fill(guess > number ? "higher" : "lower", { gap: withUnit(gap, 2) });
}

function curve(settings, name, items, changed) {
  const pads = items.map((item, k) => pad(settings, `${name}-${k}`, item, () =>
    changed(pads.map(({ values }) => [...values]))));
  const legend = make("p", { className: "predict-legend", hidden: true });
  for (const kind of ["drawn", "measured"]) {
    const sample = make("i", { className: `predict-${kind}` });
    legend.append(make("span", {}, sample, ` ${words[kind]}`), " ");
  }
  const link = make("a", { href: `#${name}` }, words.sketch);
  return {
    controls: [
      make("p", { className: "predict-draw" }, words.draw),
      make("div", { className: "predict-pads" }, ...pads.map(({ element }) => element)),
      legend,
    ],
    set: (guess) => pads.forEach(({ set }, k) => set(guess?.[k] ?? [])),
    describe: (guess) => (guess?.flat().some((value) => value !== null) ? [link] : undefined),
    compare: () => [],
    reveal: (shown) => {
      legend.hidden = !shown;
      pads.forEach(({ reveal }, k) => reveal(shown ? settings.curves[k] : []));
    },
  };
}

// Where one curve is drawn, one value at each step. With a pointer: along it. With the
// keyboard: left and right change the step, up and down the value; a step that is entered
// from a value and has none gets the same.
const WIDE = 320, HIGH = 150, LEFT = 36, RIGHT = 8, TOP = 10, BOTTOM = 26;

function pad({ range: [low, high], steps }, id, item, changed) {
  const values = steps.map(() => null);
  const width = (WIDE - LEFT - RIGHT) / steps.length;
  const x = (t) => LEFT + t * width;
  const y = (value) => TOP + (high - value) / (high - low) * (HIGH - TOP - BOTTOM);
  const unit = (high - low) / 20;
  const rounded = (value) => {
    const kept = Math.min(high, Math.max(low, Math.round(value / unit) * unit));
    return Number(kept.toFixed(6));
  };
  let at = 0;

  const svg = drawing("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "slider", tabindex: 0,
    "aria-labelledby": id, "aria-valuemin": low, "aria-valuemax": high });
  const text = (words, place) => {
    const label = drawing("text", place);
    label.textContent = words;
    return label;
  };
  const marks = new Set([low, high, ...(low < 0 && high > 0 ? [0] : [])]);
  for (const value of marks) {
    const d = `M${LEFT} ${y(value)}H${WIDE - RIGHT}`;
    svg.append(drawing("path", { d, class: "predict-grid" }),
      text(show(value), { x: LEFT - 6, y: y(value) + 5, "text-anchor": "end" }));
  }
  const every = Math.ceil(steps.length / 12);
  steps.forEach((word, t) => {
    if (every === 1 || (t + 1) % every === 0) {
      svg.append(text(word, { x: x(t) + width / 2, y: HIGH - 6, "text-anchor": "middle" }));
    }
  });
  const here = drawing("rect",
    { y: TOP, width, height: HIGH - TOP - BOTTOM, class: "predict-here" });
  const truth = drawing("path", { class: "predict-measured" });
  const mine = drawing("path", { class: "predict-drawn" });
  svg.append(here, truth, mine);

  // Level at each step, upright between steps; steps without a value are left out.
  const line = (heights) => heights.map((value, t) => {
    if (value === null) return "";
    const follows = t > 0 && heights[t - 1] !== null;
    return `${follows ? "V" : `M${x(t)} `}${y(value)}H${x(t + 1)}`;
  }).join("");

  function draw() {
    mine.setAttribute("d", line(values));
    here.setAttribute("x", x(at));
    const value = values[at] === null ? words.empty : show(values[at]);
    svg.setAttribute("aria-valuenow", values[at] ?? low);
    svg.setAttribute("aria-valuetext", fill("step", { step: at + 1, value }));
  }

  const put = (t, value) => { values[t] = rounded(value); };

  svg.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return; // these are the browser's
    const before = values[at];
    const upright = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
    const end = steps.length - 1;
    const along = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: end }[event.key];
    if (upright !== undefined) {
      put(at, (before ?? 0) + upright * unit);
    } else if (along !== undefined) {
      at = Math.min(end, Math.max(0, along));
      if (event.key === "ArrowRight" && before !== null && values[at] === null) put(at, before);
    } else {
      return;
    }
    event.preventDefault();
    draw();
    changed();
  });

  // The step and the value under the pointer.
  function place(event) {
    const { left, top, width: shown } = svg.getBoundingClientRect();
    const scale = WIDE / shown;
    const t = Math.floor(((event.clientX - left) * scale - LEFT) / width);
    const share = ((event.clientY - top) * scale - TOP) / (HIGH - TOP - BOTTOM);
    return [Math.min(steps.length - 1, Math.max(0, t)), high - share * (high - low)];
  }

  let last = null;
  let untouched = [];
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    untouched = [...values];
    svg.setPointerCapture(event.pointerId);
    last = place(event);
    paint(last);
  });
  svg.addEventListener("pointermove", (event) => { if (last) paint(place(event)); });
  svg.addEventListener("pointerup", () => { last = null; });
  // The finger scrolls the page, and did not mean to draw.
  svg.addEventListener("pointercancel", () => {
    last = null;
    untouched.forEach((value, t) => { values[t] = value; });
    draw();
    changed();
  });

  // From the last place of the pointer to this one, whatever steps it has jumped over.
  function paint([t, value]) {
    const [from, start] = last;
    for (let k = 0; k <= Math.abs(t - from); k += 1) {
      const share = t === from ? 1 : k / Math.abs(t - from);
      put(from + k * Math.sign(t - from), start + share * (value - start));
    }
    last = [t, value];
    at = t;
    draw();
    changed();
  }

  draw();
  return {
    values,
    element: make("div", { className: "predict-pad" }, make("p", { id }, ...copy(item)), svg),
    set: (given) => { values.forEach((_, t) => { values[t] = given[t] ?? null; }); draw(); },
    reveal: (heights) => truth.setAttribute("d", line(heights)),
  };
}

function drawing(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}

const KINDS = { choice, number, curve };

// Put the controls of a box into it; returns what empties it again.
function ask(box) {
  const settings = JSON.parse(box.dataset.predict);
  const list = box.querySelector(".predict-items");
  const items = list ? [...list.querySelectorAll("p")] : [];
  const answer = box.querySelector(".predict-answer");
  answer.querySelectorAll("summary, .predict-right").forEach((part) => part.remove());
  const said = [...answer.childNodes];
  let state = recall(box.id);

  const kind = KINDS[settings.kind](settings, box.id, items, (guess) => {
    state = { ...state, guess };
    keep(box.id, state);
    report();
  });
  const button = make("button", { type: "button", className: "predict-show" });
  const result = make("div", { className: "predict-result" });
  result.setAttribute("aria-live", "polite");
  const clear = make("button", { type: "button" }, words.forget);
  clear.addEventListener("click", () => {
    forget();
    emptiers.forEach((empty) => empty());
    button.focus(); // the one that was pressed is gone
  });
  const foot = make("p", { className: "predict-kept" }, `${words.kept} `, clear);
  const note = make("p", { className: "predicted" });
  const link = make("a", { href: `#${box.id}` }, words.yours);
  placeOf(box, settings.see)?.after(note);

  button.addEventListener("click", () => {
    state = { ...state, shown: !state.shown };
    keep(box.id, state);
    report();
  });

  function report() {
    const yours = kind.describe(state.guess);
    note.replaceChildren(...(yours ? [link, " ", ...yours] : []));
    foot.hidden = !yours && !state.shown;
    kind.reveal?.(Boolean(state.shown));
    button.textContent = state.shown ? words.hide : words.show;
    button.setAttribute("aria-expanded", Boolean(state.shown));
    result.replaceChildren();
    if (!state.shown) return;
    const first = [];
    if (yours && settings.kind !== "curve") {
      first.push(make("span", {}, words.yours, " ", ...kind.describe(state.guess), "."), " ");
    }
    const line = [...first, ...kind.compare(state.guess)];
    if (line.length) result.append(make("p", {}, ...line));
    result.append(...said);
  }

  list?.remove();
  answer.replaceWith(...kind.controls, button, result, foot);
  kind.set(state.guess);
  report();
  return () => {
    state = {};
    kind.set(undefined);
    report();
  };
}

// What shows how it came out: the figure or label that the box names, or the next output.
function placeOf(box, label) {
  if (label) {
    const target = document.getElementById(label);
    return target?.matches("span") ? target.nextElementSibling : target;
  }
  const outputs = [...document.querySelectorAll(".cell_output")];
  const follows = (output) =>
    box.compareDocumentPosition(output) & Node.DOCUMENT_POSITION_FOLLOWING;
  return outputs.find(follows);
}

const emptiers = [...document.querySelectorAll(".predict")].map(ask);
}
