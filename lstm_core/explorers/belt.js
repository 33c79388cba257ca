/** The belt from real traces: play, pause, step, and whose weights move it. */

import { beltPicture } from "./belt_picture.js";
import { button, fill, foldedTable, html, say } from "./controls.js";
import { beltStep, shown } from "./numbers.js";

const MOVING = 1600;
const RESTING = 900;

export const beltKind = {
  size: [360, 308],

  choices({ data, words }) {
    if (data.hands.length === 1) return [];
    const named = ({ name }, i) => [i, words[`hand.${name}`] ?? name];
    return [{ name: "hand", options: data.hands.map(named) }];
  },

  sliders: (colors, { hands }) => [
    {
      name: "t",
      min: 1,
      max: hands[0].steps.length,
      step: 1,
      color: colors.cell,
      toPosition: (t) => t + 1,
      toValue: (position) => position - 1,
    },
  ],

  numbers({ t, hand }, { hands }) {
    const step = hands[hand].steps[t];
    return { t, hand, ...beltStep(step), ...step };
  },

  sentence: (numbers, words) => words.result,

  write: (name, value, words) =>
    name === "t" ? String(value + 1) : shown(value, words),

  beside: (name, numbers, spec) =>
    spec.data.words[numbers.t] ?? say(spec.words["t.beside"], position(numbers, spec)),

  speak: (name, numbers, spec) => say(...reading(numbers, spec)),

  picture: ({ t, hand }, spec, progress) => beltPicture(hand, t, progress, spec),

  extras(view, spec, host, draw) {
    const player = makePlayer(view, spec, host, draw);
    view.buttons.prepend(...player.buttons);
    const live = { "data-live": "", "aria-live": "polite" };
    const place = html("p", { class: "lc-reading", ...live });
    const sequence = html("p", { class: "lc-words" });
    view.body.prepend(place, sequence);
    const marks = spec.data.words.map((word) => html("span", {}, word));
    sequence.append(...marks.flatMap((mark) => [mark, " "]));
    const { box, put } = allSteps(spec);
    view.body.append(box);
    const show = ({ t, hand }) => {
      put(hand);
      fill(place, ...reading({ t }, spec));
      marks.forEach((mark, i) => mark.classList.toggle("lc-now", i === t));
    };
    return { show, touched: player.pause, stop: player.pause };
  },
};

function position({ t }, { data }) {
  return { step: t + 1, steps: data.hands[0].steps.length, word: data.words[t] };
}

/** Where the reader is, as a sentence and what fills it. */
function reading(numbers, spec) {
  const named = spec.data.words.length > 0;
  const sentence = spec.words[named ? "position.word" : "position"];
  return [sentence, position(numbers, spec)];
}

function allSteps({ data, words }) {
  const columns = ["f", "u", "c_cand", "c"];
  const first = data.words.length > 0 ? ["step", "word"] : ["step"];
  const heads = [...first, ...columns].map((column) => words[`table.${column}`]);
  const name = words[data.hands.length > 1 ? "table.name.hand" : "table.name"];
  const { box, put } = foldedTable(name, heads, first.length);
  const numbers = (step) => columns.map((column) => shown(step[column], words));
  const row = (step, t) => [t + 1, ...data.words.slice(t, t + 1), ...numbers(step)];
  return { box, put: (hand) => put(data.hands[hand].steps.map(row)) };
}

function makePlayer(view, { words, data }, host, draw) {
  const last = data.hands[0].steps.length - 1;
  let [timer, frame, playing] = [0, 0, false];
  const announce = (live) => {
    for (const element of view.body.querySelectorAll("[data-live]")) {
      element.setAttribute("aria-live", live);
    }
  };

  const pause = () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    playing = false;
    toggle.textContent = words.play;
    announce("polite");
    draw();
  };
  const go = (t) => {
    pause();
    host.set("t", Math.max(0, Math.min(last, t)));
  };
  const next = () => {
    if (host.get("t") === last) return pause();
    host.set("t", host.get("t") + 1);
    return run();
  };
  const run = () => {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!still) move(performance.now());
    timer = setTimeout(next, MOVING + RESTING);
  };
  const move = (start) => {
    const progress = Math.min(1, (performance.now() - start) / MOVING);
    draw(progress);
    if (progress < 1) frame = requestAnimationFrame(() => move(start));
  };
  const play = () => {
    playing = true;
    toggle.textContent = words.pause;
    announce("off");
    if (host.get("t") === last) host.set("t", 0);
    run();
  };

  const toggle = button(words.play, () => (playing ? pause() : play()));
  const back = button(words.back, () => go(host.get("t") - 1));
  const forward = button(words.forward, () => go(host.get("t") + 1));
  return { buttons: [back, toggle, forward], pause };
}
