/** The page's side of a training: it starts and stops it, and keeps what it reports. */

import { same } from "./train_settings.js";
import { startTrainer } from "./worker.js";

/** So many steps follow when one presses "Train". */
const STEPS = 2000;

/** Milliseconds between two pictures of a run that goes on. */
const [MOVING, STILL] = [150, 1000];

/**
 * `live` gets the `run` of this page: its settings, its phase and its snapshots, one
 * for each report. Beside it stand the `moment` to look at, if it is not the last one,
 * and what a changed network showed when it was `tried`.
 *
 * @param settings gives those that stand on the page now.
 * @param show what to call: `draw` for the picture, in silence `draw(0)`, and then
 * `moving` for what moves with it; `told` when something was tried.
 */
export function makeRunner(live, settings, { draw, moving, told }) {
  let trainer = null;
  let frame = 0; // a timer: the next picture of a run that goes on
  let count = 0;

  const running = () => live.run?.phase === "running";
  const send = (message) => trainer.send(message);
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
      moving();
    };
    frame ||= setTimeout(next, still ? STILL : MOVING);
  };

  const listen = (report, where) => {
    if (report.id !== live.run?.id) return; // of a network that is no longer there
    live.run.where = where;
    if (report.tried) tried(report.tried);
    else keep(report);
  };
  const tried = (report) => {
    told(report);
    live.tried = report.lines && report;
    show();
  };
  const keep = (report) => {
    const { snapshots, phase } = live.run;
    if (snapshots.at(-1)?.step === report.step) snapshots.pop();
    snapshots.push(report);
    live.tried = undefined;
    if (report.event) live.run.phase = report.event;
    if (running()) showSoon();
    else show();
    if (report.event === "exploded") live.run.phase = phase;
  };

  /** No longer look at an earlier moment, or at a network that was changed. */
  const forget = () => {
    live.tried = undefined;
    live.moment = undefined;
  };
  const begin = () => {
    trainer ??= startTrainer(listen);
    forget();
    count += 1;
    live.run = { id: count, settings: settings(), snapshots: [], phase: "ready" };
    send({ do: "start", settings: live.run.settings, id: count });
  };
  const ownRun = () => {
    if (!live.run || !same(live.run.settings, settings())) begin();
    forget();
  };
  const hide = () => {
    if (running()) send({ do: document.hidden ? "rest" : "play" });
  };
  document.addEventListener("visibilitychange", hide);

  return {
    running,
    send,
    again() {
      begin();
      show();
    },
    play() {
      ownRun();
      live.run.phase = "running";
      send({ do: "play", steps: STEPS });
      show();
    },
    /** The reports on their way still belong to the run: it ends with the answer. */
    pause: () => send({ do: "pause" }),
    stepOnce() {
      ownRun();
      live.run.phase = "paused";
      send({ do: "step" });
    },
    /** Give up the run: its settings have changed. */
    drop() {
      if (running()) send({ do: "rest" });
      live.run = null;
      forget();
    },
    stop() {
      clearTimeout(frame);
      document.removeEventListener("visibilitychange", hide);
      trainer?.stop();
    },
  };
}
