/**
 * A training that goes on until it is told to stop, and reports how it stands.
 *
 * It runs in a worker, or in short slices on the page's own thread (`worker.js`).
 */

import {
  adamInit,
  CELLS,
  forward,
  lossAndGrads,
  makeModel,
  makeTrace,
  readout,
  softmax,
  targetOf,
  trainStep,
} from "./training.js";
import { drawBatch, drawProbe, makeRandom, TASKS } from "./training_tasks.js";

/** Sequences in a batch, and fresh ones that the score is measured on. */
const [B, TESTS] = [16, 100];

/** From here on a task counts as solved: share of right answers, squared error. */
const SOLVED = { classify: 0.99, regress: 1 / 60 };

/** How many times as large as at chance a loss is said to have exploded. */
const EXPLODED = 10;

/** The pre-activation that holds a gate exactly at 1 or, negative, at 0. */
const HELD = 1000;

/**
 * Answer the messages { do: "start" | "play" | "rest" | "pause" | "step" | "try", ... }.
 *
 * @param post takes each report.
 * @param slice for how many milliseconds it may train without looking up.
 */
export function serve(post, slice) {
  let run;
  let timer = 0;
  const work = () => {
    const until = performance.now() + slice;
    let ended = false;
    while (!ended && performance.now() < until) {
      const event = advance(run);
      if (event || run.step === nextReport(run.reported)) {
        const told = report(run, event);
        post(told);
        ended = told.event !== undefined && told.event !== "exploded";
      }
    }
    timer = ended ? 0 : setTimeout(work, 0);
  };
  const pause = () => {
    clearTimeout(timer);
    timer = 0;
  };
  const answers = {
    start({ settings, id }) {
      pause();
      run = { ...begin(settings), id };
      post(report(run));
    },
    play({ steps }) {
      pause();
      if (steps) run.limit = run.step + steps; // or else it goes on where it was
      work();
    },
    rest: pause, // until "play" without a number of steps; it says nothing
    pause() {
      pause();
      const told = run.step === run.reported ? run.last : report(run);
      const ended = told.event && told.event !== "exploded"; // before it was told to
      post({ ...told, event: ended ? told.event : "paused" });
    },
    step() {
      pause();
      run.limit = Infinity;
      post(report(run, advance(run)));
    },
    try: (asked) => post({ id: run.id, tried: tryOut(run, asked) }),
  };
  return (message) => answers[message.do](message);
}

/** A fresh network, and what it is measured on. */
function begin(settings) {
  const { task, cell, units, bias, seed } = settings;
  const { n_x, n_y, kind, chance } = TASKS[task];
  const random = makeRandom(seed);
  const sizes = { n_x, n_a: units, n_y, task: kind };
  const model = makeModel({ ...sizes, cell, forget_bias: bias }, random);
  const other = makeRandom(seed + 1000); // what is measured does not move the training
  return {
    ...{ settings, model, random, state: adamInit(model.params), step: 0, solved: 0 },
    test: drawBatch(task, other, settings, kind === "regress" ? TESTS : testsOf(task)),
    probe: drawProbe(task, other, settings),
    know_nothing: kind === "classify" ? -Math.log(chance) : chance,
    losses: [],
  };
}

/** A text of the agreement task has several verbs. */
const testsOf = (task) => (task === "agreement" ? TESTS / 4 : TESTS);

/** Reports are close together in the beginning, where most happens. */
function nextReport(step) {
  if (step < 100) return step + 10;
  return step + (step < 500 ? 25 : 100);
}

/** One step; what is to be told about it, if anything. */
function advance(run) {
  const { model, state, settings, random } = run;
  const batch = drawBatch(settings.task, random, settings, B);
  if (run.trace?.T !== batch.T) run.trace = makeTrace(model, batch.T, B);
  const how = { lr: settings.rate, clip: settings.clip };
  const { loss, norm } = trainStep(model, state, batch, how, run.trace);
  const finite = (array) => array.every(Number.isFinite);
  const fits = Number.isFinite(loss) && Number.isFinite(norm);
  if (!fits || !Object.values(model.params).every(finite)) return "failed";
  run.step += 1;
  run.losses.push(loss);
  if (loss > EXPLODED * run.know_nothing && !run.exploded) {
    run.exploded = true;
    return "exploded";
  }
  return run.step >= run.limit ? "limit" : undefined;
}

/** How it stands: the score on fresh sequences, and a look at one of them. Where there
 * are no more numbers, it is as at the report before. */
function report(run, event) {
  if (event === "failed") return { ...run.last, step: run.step, event };
  const { model, losses, id, step } = run;
  const found = { id, step, event, ...score(model, run.test), ...look(run, model) };
  found.loss = losses.length
    ? losses.reduce((a, b) => a + b) / losses.length
    : undefined;
  [run.losses, run.reported] = [[], step];
  run.solved = found.solved ? run.solved + 1 : 0;
  if (run.solved === 2 && !event) found.event = "solved";
  run.last = found;
  return found;
}

/** Share of right answers, or the mean squared error, and how many were asked. */
function score(model, batch) {
  const trace = forward(model, batch);
  let [asked, sum] = [0, 0];
  batch.mask.forEach((counts, i) => {
    if (!counts) return;
    const [t, b] = [Math.floor(i / batch.B), i % batch.B];
    const y = readout(model, trace, t, b);
    const target = targetOf(model, batch, t, b);
    asked += 1;
    if (model.task === "regress") sum += (y[0] - target[0]) ** 2;
    else sum += y.indexOf(Math.max(...y)) === target ? 1 : 0;
  });
  const mean = sum / asked;
  const limit = SOLVED[model.task];
  const solved = model.task === "regress" ? mean <= limit : mean >= limit;
  return { score: mean, asked, solved };
}

/**
 * Gates and states at every step of one sequence, a list for each unit; what gradient
 * arrives at each step, as a share of the last one; and the answer.
 */
function look(run, model, batch = run.probe) {
  const trace = makeTrace(model, batch.T, 1);
  lossAndGrads(model, batch, trace);
  const { T, rows, n_a, gates, a, c, reach } = trace;
  const series = (array, width, first, at) =>
    Array.from({ length: n_a }, (_, k) =>
      Array.from({ length: T }, (_, t) => array[(t + at) * width + first + k]),
    );
  const lines = { a: series(a, n_a, 0, 1) };
  if (model.cell.startsWith("lstm")) lines.c = series(c, n_a, 0, 1);
  CELLS[model.cell].blocks.forEach((name, block) => {
    if ("fuor".includes(name)) lines[name] = series(gates, rows, block * n_a, 0);
  });
  const y = readout(model, trace, T - 1, 0);
  return {
    ...{
      tokens: batch.tokens,
      lines,
      answer: model.task === "regress" ? y : softmax(y),
    },
    reach: [...reach].map((size) => size / reach[T - 1]),
  };
}

// ---- A trained network that is changed, or reads what a reader has written ----

/** The answer to a text, or to the sequence that is shown, by a changed network. */
function tryOut(run, { text, vocabulary, changes }) {
  const model = changed(run.model, changes);
  const read = text ? TASKS[run.settings.task].read(text, vocabulary) : { batch: run.probe };
  if (!read.batch) return read;
  return {
    ...look(run, model, read.batch),
    known: read.known,
    ...score(model, run.test),
  };
}

/** A copy of a model; `off` lists units, `jam` has a gate to "open" or "shut". */
export function changed(model, { off = [], jam = {} }) {
  const copies = Object.entries(model.params).map(([name, v]) => [name, v.slice()]);
  const params = Object.fromEntries(copies);
  const { blocks } = CELLS[model.cell];
  const { n_a, n_x } = model;
  const set = (row, bias) => {
    params.W.fill(0, row * (n_a + n_x), (row + 1) * (n_a + n_x));
    params.b[row] = bias;
  };
  const candidate = blocks.length - 1; // the last block, whose unit is then silent
  for (const k of off) {
    set(candidate * n_a + k, 0);
    if (params.b_a) params.b_a[k] = 0;
  }
  for (const [gate, way] of Object.entries(jam)) {
    const block = blocks.indexOf(gate);
    for (let k = 0; k < n_a; k += 1) {
      set(block * n_a + k, way === "open" ? HELD : -HELD);
    }
  }
  return { ...model, params };
}
