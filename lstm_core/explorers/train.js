/** Train a network in the page: settings, a run that goes on, and what became of it. */

import { button, foldedTable, html, say, slider } from "./controls.js";
import { shown, times } from "./numbers.js";
import { drawTraining, heightOf, scoreText } from "./train_picture.js";
import { pythonCode } from "./train_python.js";
import { makeRunner } from "./train_runner.js";
import {
  addressOf,
  checked,
  CHOICES,
  CLIPS,
  position,
  RANGES,
  RATES,
  readAddress,
  same,
  SETTINGS,
  settingsOf,
} from "./train_settings.js";
import { makeTry } from "./train_try.js";
import { TASKS } from "./training_tasks.js";

/** Milliseconds after which a change of the settings makes a new network. */
const RESTING = 150;

/** Of the controls, those that show before more are unfolded. */
const FIRST = 5;

export const trainKind = {
  size: (numbers) => [360, heightOf(numbers)],

  choices: ({ words }) =>
    Object.entries(CHOICES).map(([name, values]) => {
      return { name, options: values.map((v) => [v, words[`${name}.${v}`]]) };
    }),

  sliders(colors) {
    const along = (name, step) => {
      const [min, max] = RANGES[name];
      return { name, min, max, step };
    };
    const among = (name, list) => ({
      ...{ name, min: 0, max: list.length - 1, step: 1 },
      toPosition: (value) => position(list, value),
      toValue: (place) => list[place],
    });
    return [
      along("lag", 1),
      { ...along("bias", 0.5), color: colors.forget },
      along("units", 1),
      among("rate", RATES),
      along("noise", 0.1),
      among("clip", CLIPS),
      along("seed", 1),
    ];
  },

  /**
   * `live` has what this page has trained itself; before that a recorded run shows, but
   * not to one who followed a link, and is to train a network.
   */
  numbers(state, { recorded }, live) {
    const settings = settingsOf(state);
    const own = live.run && same(live.run.settings, settings) ? live.run : null;
    const kept = !own && !live.asked && recorded && same(recorded.settings, settings);
    const snapshots = own?.snapshots ?? (kept ? recorded.snapshots : []);
    const moment = Math.min(live.moment ?? Infinity, snapshots.length - 1);
    const then = snapshots[moment];
    const now = then && { ...then, ...(own ? live.tried : undefined) };
    const { kind, chance } = TASKS[state.task];
    const phase = own?.phase ?? (kept ? "recorded" : "new");
    const about = {
      snapshots,
      moment,
      now,
      phase,
      chance,
      regress: kind === "regress",
    };
    return { ...state, ...about, ...said(now) };
  },

  sentence({ phase, now, arrives, f_mean }, words) {
    if (!now) return words["phase.new"];
    if (phase === "running") return words["phase.running"];
    const gradient = arrives === undefined ? [] : [words.gradient];
    const gates = f_mean === undefined ? [] : [words.forget];
    return [words[`phase.${phase}`], ...gradient, ...gates].join(" ");
  },

  write(name, value, words, numbers) {
    if (name === "score") return scoreText(numbers, words);
    if (name === "bias" || name === "noise") return shown(value, words, 1);
    if (name === "arrives") return arrivesText(value);
    if (name === "f_mean") return shown(value, words, 3);
    return value === null ? words.off : String(value);
  },

  speak(name, numbers, { words }) {
    const value = this.write(name, numbers[name], words, numbers);
    return name === "lag" ? say(words["lag.said"], { lag: value }) : value;
  },

  picture(numbers, spec) {
    const lines = numbers.now?.lines ?? {};
    const states = [lines.c ?? [], lines.a ?? []].flat(2);
    const memory = Math.max(1, ...states.map(Math.abs));
    return drawTraining({ ...numbers, memory }, spec);
  },

  extras(view, spec, host, draw, live) {
    const { words } = spec;
    const state = () =>
      Object.fromEntries(Object.keys(spec.start).map((name) => [name, host.get(name)]));
    const numbers = () => trainKind.numbers(state(), spec.data, live);
    const runner = makeRunner(live, () => settingsOf(state()), {
      draw,
      moving: () => moving(numbers()),
      told: (tried) => tryOut.told(tried, numbers()),
    });

    const player = makePlayer(words, runner);
    const note = html("p", { class: "lc-note", role: "status" });
    const moment = makeMoment(spec, live, draw);
    const fold = foldedControls(view.controls, words);
    const table = makeTable(words);
    const tryOut = makeTry(spec, live, runner.send);
    const python = makePython(words, numbers);
    const link = html("a", { class: "lc-link" }, words.link);
    view.body.prepend(note, player.row);
    const back = html("p", { hidden: "" });
    view.result.after(back);
    view.drawing.after(moment.row);
    view.body.append(tryOut.box, python.box, table.box);
    if (host.address) view.buttons.append(link);

    /** What moves while the run goes on. */
    const moving = (found) => {
      player.show(found);
      moment.show(found);
      view.body.dataset.trains = live.run?.where ?? "";
    };
    let fresh = 0; // a timer: a new network, once the reader's finger rests
    const show = (found) => {
      clearTimeout(fresh);
      if (found.phase === "new") fresh = setTimeout(runner.again, RESTING);
      moving(found);
      fold.show(found);
      table.show(found);
      tryOut.show(found);
      python.show(found);
      link.href = `?${addressOf(found)}`;
    };
    const touched = () => {
      note.textContent = "";
      live.asked = false;
      runner.drop();
    };
    const follow = (address, section) => {
      const asked = readAddress(address);
      if (!asked) return false;
      const { values, corrected } = checked(asked, spec.start);
      touched();
      live.asked = true;
      Object.entries(values).forEach(([name, value]) => host.set(name, value));
      note.textContent = corrected.map((one) => say(words.corrected, one)).join(" ");
      view.body.closest(".lc-train").scrollIntoView();
      if (section) {
        player.toggle.focus({ preventScroll: true });
        back.replaceChildren(html("a", { href: `#${section.id}` }, words.back));
        back.hidden = false;
      }
      return true;
    };
    const leave = host.address ? followLinks(follow) : () => {};
    const stop = () => {
      clearTimeout(fresh);
      leave();
      runner.stop();
    };
    return { show, touched, stop };
  },
};

/** Train, one step, start again; and how it stands, which nobody reads out. */
function makePlayer(words, runner) {
  const { running, play, pause, stepOnce, again } = runner;
  const toggle = button(words.play, () => (running() ? pause() : play()));
  const others = [button(words.one, stepOnce), button(words.again, again)];
  const buttons = html("div", { class: "lc-buttons lc-controls" }, toggle, ...others);
  const status = html("p", { class: "lc-status" });
  const row = html("div", { class: "lc-stay" }, buttons, status);
  const show = (numbers) => {
    const { now, phase } = numbers;
    const score = now ? scoreText(numbers, words) : words.nothing;
    const at = say(words.status, { step: now?.step ?? 0, score });
    const loss = lossText(now, words);
    status.textContent = loss ? `${at} ${say(words.loss, { loss })}` : at;
    toggle.textContent = phase === "running" ? words.pause : words.play;
  };
  return { row, toggle, show };
}

/** The sequence that shows, and a slider back to every report of the run. */
function makeMoment({ data, words }, live, draw) {
  let last = 0;
  const back = slider({
    ...{ name: "moment", label: words.moment, min: 0, max: 0, step: 1 },
    changed: (place) => {
      live.tried = undefined;
      live.moment = place === last ? undefined : place; // the last one goes on
      draw();
    },
  });
  const sequence = html("p", { class: "lc-words" });
  const show = ({ snapshots, moment, now }) => {
    last = Math.max(0, snapshots.length - 1);
    const steps = { step: now?.step ?? 0, last: snapshots.at(-1)?.step ?? 0 };
    const spoken = say(words["moment.said"], steps);
    back.show(Math.max(0, moment), String(steps.step), spoken, last);
    const tokens = inWords(now?.tokens ?? [], data);
    sequence.textContent = say(words.sequence, { tokens });
  };
  const controls = html("div", { class: "lc-controls" }, back.row);
  return { row: html("div", {}, sequence, controls), show };
}

/** A sequence as it is shown: sentences in the words of the page's language. */
const inWords = (tokens, { vocabulary }) =>
  tokens.map((one) => vocabulary[TASKS.agreement.words.indexOf(one)] ?? one).join(" ");

/** Some controls are folded; that of the forget bias is there if it means something. */
function foldedControls(controls, words) {
  const rows = [...controls.children];
  const more = html("details", { class: "lc-more" }, html("summary", {}, words.more));
  more.append(...rows.slice(FIRST));
  controls.append(more);
  const show = ({ cell }) => {
    rows[SETTINGS.indexOf("bias")].hidden = cell !== "lstm";
  };
  return { show };
}

function makeTable(words) {
  const columns = ["step", "loss", "score", "forget", "arrives"];
  const heads = columns.map((column) => words[`table.${column}`]);
  const { box, put } = foldedTable(words["table.name"], heads, 0);
  const row = (one, regress) => {
    const { f_mean, arrives } = said(one);
    const percent = `${Math.round(100 * one.score)} %`;
    const score = regress ? one.score.toFixed(3) : percent;
    const forget = f_mean === undefined ? "" : shown(f_mean, words, 3);
    return [one.step, lossText(one, words), score, forget, arrivesText(arrives)];
  };
  const show = ({ snapshots, regress }) => {
    put(snapshots.map((one) => row(one, regress)));
  };
  return { box, show };
}

function makePython(words, numbers) {
  const code = html("code", { tabindex: 0 });
  const about = html("p", {}, words["python.note"]);
  const box = html("details", { class: "lc-python" });
  box.append(html("summary", {}, words.python), about, html("pre", {}, code));
  const show = (found) => {
    if (!box.open) return;
    const steps = Math.max(1000, found.now?.step ?? 0);
    code.textContent = pythonCode(found, TASKS[found.task], steps);
  };
  box.addEventListener("toggle", () => show(numbers()));
  return { box, show };
}

/**
 * A link of this page to other settings needs no new page; `follow` gets them, and the
 * section that the link stands in. Returns how to end this.
 */
function followLinks(follow) {
  const pressed = (event) => {
    const { ctrlKey, metaKey, shiftKey, target } = event;
    const link = target.closest?.("a[href*='?']");
    if (link?.pathname !== location.pathname || ctrlKey || metaKey || shiftKey) return;
    const section = link.closest("section[id]");
    if (follow(link.search, section)) event.preventDefault();
  };
  document.addEventListener("click", pressed);
  follow(location.search);
  return () => document.removeEventListener("click", pressed);
}

/** The numbers in the sentence: of the moment that shows. */
function said(now) {
  if (!now) return {};
  const { step, score, reach, lines } = now;
  const back = reach.length - 1;
  const f = lines.f?.flatMap((line) => line.slice(1, -1));
  const f_mean = f?.length ? f.reduce((a, b) => a + b) / f.length : undefined;
  const arrives = Number.isFinite(reach[0]) ? reach[0] : undefined;
  return { step, score, back, arrives, f_mean };
}

function lossText(now, words) {
  return Number.isFinite(now?.loss) ? shown(now.loss, words, 3) : "";
}

const arrivesText = (share) => (share === undefined ? "" : share && times(share));
