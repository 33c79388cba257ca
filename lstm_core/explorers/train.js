/** Train a network in the page: settings, a run that goes on, and what became of it. */

import { button, foldedTable, html, OWN_KEYS, say, slider } from "./controls.js";
import { nearest, shown, times } from "./numbers.js";
import { drawTraining, heightOf, scoreText } from "./train_picture.js";
import { pythonCode } from "./train_python.js";
import { makeTry } from "./train_try.js";
import { TASKS } from "./training_tasks.js";
import { startTrainer } from "./worker.js";

/** The settings; with each number its least and its greatest. */
const RANGES = { lag: [2, 60], bias: [-2, 8], units: [2, 16], noise: [0, 2] };
const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
const CLIPS = [0.1, 0.3, 1, 3, 10, null];
const CHOICES = {
  task: ["recall", "adding", "counting", "agreement"],
  cell: ["lstm", "rnn", "gru", "lstm1997"],
};
const SETTINGS = [
  ...["task", "cell", "lag", "bias", "units", "rate", "noise", "clip", "seed"],
];

/** So many steps follow when one presses "Train". */
const STEPS = 2000;

/** Milliseconds between two pictures of a run that goes on. */
const [MOVING, STILL] = [150, 1000];

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
      { name: "seed", min: 1, max: 20, step: 1 },
    ];
  },

  /** `live` has what this page has trained itself; before that a recorded run shows. */
  numbers(state, { recorded }, live) {
    const settings = settingsOf(state);
    const own = live.run && same(live.run.settings, settings) ? live.run : null;
    const kept = !own && recorded && same(recorded.settings, settings);
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

  sentence({ phase, now, f_mean }, words) {
    if (!now) return words["phase.new"];
    if (phase === "running") return words["phase.running"];
    const gates = f_mean === undefined ? [] : [words.forget];
    return [words[`phase.${phase}`], words.gradient, ...gates].join(" ");
  },

  write(name, value, words, numbers) {
    if (name === "score") return scoreText(numbers, words);
    if (name === "bias" || name === "noise") return shown(value, words, 1);
    if (name === "arrives") return times(value);
    if (name === "f_mean") return shown(value, words);
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
    const { words, data } = spec;
    const numbers = () => trainKind.numbers(stateOf(host, spec), data, live);
    const settings = () => settingsOf(stateOf(host, spec));
    let trainer = null;
    let fresh = 0; // a timer: a new network, once the reader's finger rests
    let frame = 0; // a timer: the next picture of a run that goes on

    const running = () => live.run?.phase === "running";
    const show = () => {
      clearTimeout(frame);
      frame = 0;
      draw();
    };
    const showSoon = () => {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const next = () => {
        frame = 0;
        draw(0); // without a word: it would be read out at every step
        moving(numbers());
      };
      frame ||= setTimeout(next, still ? STILL : MOVING);
    };

    const listen = (report, where) => {
      if (report.id !== live.run?.id) return;
      view.body.dataset.trains = where;
      if (report.tried) {
        tryOut.told(report.tried, numbers());
        live.tried = report.tried.lines && report.tried;
        show();
        return;
      }
      const { snapshots } = live.run;
      if (snapshots.at(-1)?.step === report.step) snapshots.pop();
      snapshots.push(report);
      if (report.event) live.run.phase = report.event;
      if (!running()) show();
      else showSoon();
      if (report.event === "exploded") live.run.phase = "running";
    };
    const send = (message) => trainer.send(message);
    const begin = () => {
      clearTimeout(fresh);
      trainer ??= startTrainer(listen);
      forget();
      live.count = (live.count ?? 0) + 1;
      live.run = {
        id: live.count,
        settings: settings(),
        snapshots: [],
        phase: "ready",
      };
      send({ do: "start", settings: live.run.settings, id: live.run.id });
    };
    /** No longer look at an earlier moment, or at a network that was changed. */
    const forget = () => {
      live.tried = undefined;
      live.moment = undefined;
    };
    const ownRun = () => {
      if (!live.run || !same(live.run.settings, settings())) begin();
      forget();
    };
    const play = () => {
      ownRun();
      live.run.phase = "running";
      send({ do: "play", steps: STEPS });
      show();
    };
    const pause = () => {
      live.run.phase = "paused";
      send({ do: "pause" });
      show();
    };
    const stepOnce = () => {
      ownRun();
      live.run.phase = "paused";
      send({ do: "step" });
    };
    const again = () => {
      begin();
      show();
    };

    const toggle = button(words.play, () => (running() ? pause() : play()));
    const one = button(words.one, stepOnce);
    const restart = button(words.again, again);
    const player = html("div", { class: "lc-buttons lc-controls lc-player" });
    player.append(toggle, one, restart);
    const status = html("p", { class: "lc-status" });
    const note = html("p", { class: "lc-note", role: "status" });
    const sequence = html("p", { class: "lc-words" });
    view.body.prepend(note, html("div", { class: "lc-stay" }, player, status));

    const moment = slider({
      ...{ name: "moment", label: words.moment, min: 0, max: 0, step: 1 },
      changed: (place) => {
        live.tried = undefined;
        live.moment = place === numbers().snapshots.length - 1 ? undefined : place;
        draw();
      },
    });
    view.drawing.after(sequence, moment.row);
    const more = html("details", { class: "lc-more" }, html("summary", {}, words.more));
    const rows = [...view.controls.children];
    more.append(...rows.slice(FIRST));
    view.controls.append(more);

    const heads = ["step", "loss", "score", "forget", "arrives"];
    const table = foldedTable(
      words["table.name"],
      heads.map((column) => words[`table.${column}`]),
      0,
    );
    const tryOut = makeTry(spec, live, send);
    const code = html("pre", {}, html("code", { ...OWN_KEYS, tabindex: 0 }));
    const python = html("details", { class: "lc-python" });
    python.append(
      html("summary", {}, words.python),
      html("p", {}, words["python.note"]),
      code,
    );
    python.addEventListener("toggle", () => writeCode(numbers()));
    view.body.append(tryOut.box, python, table.box);
    const link = html("a", { class: "lc-link" }, words.link);
    if (host.address) view.buttons.append(link);

    const writeCode = ({ now, ...state }) => {
      if (!python.open) return;
      const steps = Math.max(1000, now?.step ?? 0);
      code.firstChild.textContent = pythonCode(state, TASKS[state.task], steps);
    };
    /** What moves while the run goes on. */
    const moving = ({ snapshots, moment: at, now, ...others }) => {
      const { step, loss } = now ?? { step: 0 };
      const lost =
        loss === undefined || loss === null
          ? ""
          : ` ${say(words.loss, { loss: shown(loss, words, 3) })}`;
      const found = now ? scoreText({ ...others, now }, words) : words.nothing;
      status.textContent = `${say(words.status, { step, score: found })}${lost}`;
      const last = Math.max(0, snapshots.length - 1);
      const spoken = say(words["moment.said"], {
        step,
        last: snapshots.at(-1)?.step ?? 0,
      });
      moment.show(Math.max(0, at), String(step), spoken, last);
      const tokens = now?.tokens.join(" ") ?? "";
      sequence.textContent = say(words.sequence, { tokens });
    };
    const settled = (found) => {
      moving(found);
      clearTimeout(fresh);
      if (found.phase === "new") fresh = setTimeout(again, MOVING);
      rows[SETTINGS.indexOf("bias")].hidden = found.cell !== "lstm";
      toggle.textContent = found.phase === "running" ? words.pause : words.play;
      table.put(found.snapshots.map((one) => rowOf(one, found, words)));
      tryOut.show(found);
      writeCode(found);
      link.href = `?${addressOf(found)}`;
    };

    const follow = (address) => {
      const asked = readAddress(address);
      if (!asked) return false;
      const { values, corrected } = checked(asked, spec.start);
      extras.touched();
      Object.entries(values).forEach(([name, value]) => host.set(name, value));
      note.textContent = corrected.map((c) => say(words.corrected, c)).join(" ");
      view.body.closest(".lc-train").scrollIntoView();
      return true;
    };
    /** A link of this page to other settings needs no new page. */
    const pressed = (event) => {
      const { ctrlKey, metaKey, shiftKey, target } = event;
      const to = target.closest?.("a[href*='?']");
      if (!to || to.pathname !== location.pathname) return;
      if (ctrlKey || metaKey || shiftKey) return;
      if (follow(to.search)) event.preventDefault();
    };
    const hide = () => {
      if (!running()) return;
      if (document.hidden) send({ do: "pause" });
      else send({ do: "play", steps: STEPS });
    };
    document.addEventListener("visibilitychange", hide);
    const extras = {
      show: settled,
      touched: () => {
        clearTimeout(fresh);
        note.textContent = "";
        if (running()) send({ do: "pause" });
        live.run = null;
        forget();
      },
      stop: () => {
        clearTimeout(fresh);
        clearTimeout(frame);
        document.removeEventListener("visibilitychange", hide);
        document.removeEventListener("click", pressed);
        trainer?.stop();
      },
    };
    if (host.address) {
      document.addEventListener("click", pressed);
      follow(location.search);
    }
    return extras;
  },
};

const stateOf = (host, { start }) =>
  Object.fromEntries(Object.keys(start).map((name) => [name, host.get(name)]));

const settingsOf = (state) =>
  Object.fromEntries(SETTINGS.map((name) => [name, state[name]]));

const same = (one, other) => SETTINGS.every((name) => one[name] === other[name]);

const position = (list, value) =>
  value === null
    ? list.indexOf(null)
    : nearest(
        list.filter((v) => v !== null),
        value,
      );

/** The numbers in the sentence: of the moment that shows. */
function said(now) {
  if (!now) return {};
  const { step, score, reach, lines } = now;
  const back = reach.length - 1;
  const f = lines.f?.flatMap((line) => line.slice(1, -1));
  const f_mean = f?.length ? f.reduce((a, b) => a + b) / f.length : undefined;
  return { step, score, back, arrives: reach[0], f_mean };
}

function rowOf(one, numbers, words) {
  const { f_mean, arrives } = said(one);
  const loss =
    one.loss === undefined || one.loss === null ? "" : shown(one.loss, words, 3);
  const score = numbers.regress
    ? one.score.toFixed(3)
    : `${Math.round(100 * one.score)} %`;
  const forget = f_mean === undefined ? "" : shown(f_mean, words);
  return [
    one.step,
    loss,
    score,
    forget,
    Number.isFinite(arrives) ? times(arrives) : "",
  ];
}

// ---- Settings in the address of a page ----

const addressOf = (numbers) =>
  SETTINGS.map((name) => `${name}=${numbers[name] ?? "off"}`).join("&");

/** The settings that an address names, as texts; nothing if it names none. */
function readAddress(address) {
  const named = [...new URLSearchParams(address)];
  const known = named.filter(([name]) => SETTINGS.includes(name));
  return known.length > 0 ? Object.fromEntries(known) : null;
}

/** All settings: those asked for, brought into range, and the start for the others. */
function checked(asked, start) {
  const corrected = [];
  const values = Object.entries(start).map(([name, value]) => {
    if (!(name in asked)) return [name, value];
    const set = inRange(name, asked[name], value);
    const same =
      set === null
        ? asked[name] === "off"
        : String(set) === asked[name] || set === Number(asked[name]);
    if (!same) corrected.push({ name, asked: asked[name], set: set ?? "off" });
    return [name, set];
  });
  return { values: Object.fromEntries(values), corrected };
}

function inRange(name, text, otherwise) {
  if (CHOICES[name]) return CHOICES[name].includes(text) ? text : otherwise;
  if (name === "clip" && text === "off") return null;
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) return otherwise;
  if (name === "rate") return RATES[nearest(RATES, value)];
  if (name === "clip") return CLIPS[position(CLIPS, value)];
  const [least, most] = RANGES[name] ?? [1, 20];
  const near = Math.max(least, Math.min(most, value));
  return name === "bias" || name === "noise" ? near : Math.round(near);
}
