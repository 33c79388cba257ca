/** The settings of a training, and how the address of a page names them. */

import { nearest } from "./numbers.js";

/** Of each number, the least and the greatest. */
export const RANGES = {
  lag: [2, 60],
  bias: [-2, 8],
  units: [2, 16],
  noise: [0, 2],
  seed: [1, 20],
};
export const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
export const CLIPS = [0.1, 0.3, 1, 3, 10, null];
export const CHOICES = {
  task: ["recall", "adding", "counting", "agreement"],
  cell: ["lstm", "rnn", "gru", "lstm1997"],
};
export const SETTINGS = [
  ...["task", "cell", "lag", "bias", "units", "rate", "noise", "clip", "seed"],
];

export const settingsOf = (state) =>
  Object.fromEntries(SETTINGS.map((name) => [name, state[name]]));

export const same = (one, other) => SETTINGS.every((name) => one[name] === other[name]);

/** Where a value stands in a list of numbers, or the nearest to it. */
export const position = (list, value) =>
  value === null
    ? list.indexOf(null)
    : nearest(
        list.filter((v) => v !== null),
        value,
      );

// ---- Settings in the address of a page ----

export const addressOf = (numbers) =>
  SETTINGS.map((name) => `${name}=${numbers[name] ?? "off"}`).join("&");

/** The settings that an address names, as texts; nothing if it names none. */
export function readAddress(address) {
  const named = [...new URLSearchParams(address)];
  const known = named.filter(([name]) => SETTINGS.includes(name));
  return known.length > 0 ? Object.fromEntries(known) : null;
}

/** All settings: those asked for, brought into range, and the start for the others. */
export function checked(asked, start) {
  const corrected = [];
  const values = Object.entries(start).map(([name, value]) => {
    if (!(name in asked)) return [name, value];
    const set = inRange(name, asked[name], value);
    const meant = [String(set ?? "off"), Number(asked[name])];
    const done = meant[0] === asked[name] || meant[1] === set;
    if (!done) corrected.push({ name, asked: asked[name], set: meant[0] });
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
  const [least, most] = RANGES[name];
  const near = Math.max(least, Math.min(most, value));
  return name === "bias" || name === "noise" ? near : Math.round(near);
}
