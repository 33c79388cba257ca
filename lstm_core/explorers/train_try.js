/** A trained network reads what the reader writes; units go off, and gates jam. */

import { button, choice, html, OWN_KEYS, say } from "./controls.js";
import { scoreText } from "./train_picture.js";
import { TASKS } from "./training_tasks.js";

const GATES = { lstm: ["f", "u", "o"], lstm1997: ["u", "o"], gru: ["r", "u"], rnn: [] };
const ROLES = { f: "forget", u: "update", o: "output", r: "forget" };

/** The folded part of the page; `send` takes what is to be tried. */
export function makeTry({ data, words, colors }, live, send) {
  const field = html("input", { type: "text", class: "lc-text-field", ...OWN_KEYS });
  field.autocomplete = "off";
  field.spellcheck = false;
  const label = html("label", {}, words["try.text"], field);
  const hint = html("p");
  const read = button(words["try.read"], () => ask());
  const writing = html("form", { class: "lc-buttons" }, label, read);
  writing.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  const changes = html("div");
  const answer = html("p", { class: "lc-answer", role: "status" });
  const box = html("details", { class: "lc-try lc-controls" });
  box.append(html("summary", {}, words.try), hint, writing, changes, answer);

  let built = "";
  let off = new Set();
  let jam = {};
  const ask = () => {
    if (!live.run?.snapshots.length) {
      answer.textContent = words["try.first"];
      return;
    }
    const asked = { off: [...off], jam: { ...jam } };
    const { vocabulary } = data;
    send({ do: "try", text: field.value.trim(), vocabulary, changes: asked });
  };

  /** Switches for the units and gates of this cell, all as they were trained. */
  const build = ({ task, cell, units }) => {
    off = new Set();
    jam = {};
    hint.textContent = words[`hint.${task}`];
    answer.textContent = "";
    const boxes = Array.from({ length: units }, (_, k) => {
      const tick = html("input", { type: "checkbox", ...OWN_KEYS });
      tick.addEventListener("change", () => {
        if (tick.checked) off.add(k);
        else off.delete(k);
        ask();
      });
      return html("label", {}, tick, String(k + 1));
    });
    const named = {
      class: "lc-options",
      role: "group",
      "aria-label": words["try.off"],
    };
    const caption = html("span", { class: "lc-caption" }, words["try.off"]);
    const silent = html(
      "div",
      { class: "lc-choice" },
      caption,
      html("div", named, ...boxes),
    );
    const ways = ["free", "open", "shut"].map((way) => [way, words[way]]);
    const gates = GATES[cell].map((gate) => {
      const changed = (way) => {
        if (way === "free") delete jam[gate];
        else jam[gate] = way;
        ask();
      };
      const about = { label: words[`column.${gate}`], symbol: words[`${gate}.symbol`] };
      const part = choice({
        ...about,
        options: ways,
        color: colors[ROLES[gate]],
        changed,
      });
      part.show("free");
      return part.row;
    });
    changes.replaceChildren(silent, ...gates);
  };

  const show = (numbers) => {
    const { task, cell, units } = numbers;
    const key = [task, cell, units].join();
    if (key !== built) build(numbers);
    built = key;
  };
  const told = (tried, numbers) => {
    answer.textContent = answerText(tried, numbers, words);
  };
  return { box, show, told };
}

/** What the network answers, and what it should have. */
function answerText(tried, numbers, words) {
  if (tried.wrong !== undefined) return say(words["try.wrong"], tried);
  if (tried.problem) return words[`try.${tried.problem}`];
  const { answers } = TASKS[numbers.task];
  const named = (k) => words[`answer.${answers[k]}`] ?? answers[k];
  const [value] = tried.answer;
  const best = tried.answer.indexOf(Math.max(...tried.answer));
  const found = numbers.regress
    ? { answer: value.toFixed(2), known: tried.known?.toFixed(2) }
    : { answer: named(best), known: named(tried.known) };
  const sure = Math.round(100 * Math.max(...tried.answer));
  const parts = [
    say(words[numbers.regress ? "try.number" : "try.answer"], { ...found, sure }),
  ];
  if (tried.known !== undefined) parts.push(say(words["try.known"], found));
  const score = scoreText({ ...numbers, now: tried }, words);
  return [...parts, say(words["try.score"], { score })].join(" ");
}
