/** How a small change of the start grows or fades, for the gain that one chooses. */

import { say } from "./controls.js";
import { nearest, shown, times } from "./numbers.js";
import { tint } from "./parts.js";
import { node, powerOfTen, text } from "./svg.js";

const AREA = { left: 52, right: 350, top: 34, bottom: 214 };

export const gainKind = {
  size: [360, 252],

  sliders: ({ hidden }, { gains }) => [
    {
      name: "gain",
      min: 0,
      max: gains.length - 1,
      step: 1,
      color: hidden,
      toPosition: (gain) => nearest(gains, gain),
      toValue: (position) => gains[position],
    },
  ],

  numbers({ gain }, { gains, curves, T, networks }) {
    const curve = curves[nearest(gains, gain)];
    const [low, middle, high] = curve.map((powers) => 10 ** powers.at(-1));
    return { gain, curve, low, middle, high, T: T.at(-1), networks };
  },

  sentence({ middle }, words) {
    if (middle >= 1e-3 && middle <= 1e3) return words["result.stays"];
    return words[middle < 1 ? "result.fades" : "result.grows"];
  },

  write(name, value, words) {
    if (name === "gain") return shown(value, words);
    return name === "T" || name === "networks" ? String(value) : times(value, words);
  },

  speak(name, { gain, middle, T }, { words }) {
    const numbers = { gain: shown(gain, words), middle: times(middle, words), T };
    return say(words["gain.said"], numbers);
  },

  picture({ curve }, { data, words, colors }) {
    const powers = data.curves.flat(2);
    const range = [Math.floor(Math.min(...powers)), Math.ceil(Math.max(...powers))];
    const scale = makeScale(data.T, range);
    const [low, middle, high] = curve.map((line) => scale.line(data.T, line));
    const band = [...low, ...high.reverse()].join(" ");
    const ends = { fill: "none", stroke: colors.hidden, "stroke-width": 2.4 };
    return [
      ...axes(scale, range, data.T.at(-1), words, colors),
      node("polygon", { points: band, fill: tint(colors.hidden, 0.25) }),
      node("polyline", { points: middle.join(" "), ...ends }),
    ];
  },
};

/** Places of steps and of powers of ten, which never leave the picture. */
function makeScale(T, [least, most]) {
  const { left, right, top, bottom } = AREA;
  const x = (t) => left + (t / T.at(-1)) * (right - left);
  const y = (power) => bottom - ((power - least) / (most - least)) * (bottom - top);
  const line = (ts, powers) => powers.map((power, i) => `${x(ts[i])},${y(power)}`);
  return { x, y, line };
}

function axes({ x, y }, [least, most], last, words, { ink, frame }) {
  const { left, right, top, bottom } = AREA;
  const frameLines = `M${left} ${top}V${bottom}H${right}`;
  const one = `M${left} ${y(0)}H${right}`;
  const lines = [
    node("path", { d: frameLines, fill: "none", stroke: ink }),
    node("path", { d: one, stroke: frame, "stroke-dasharray": "4 4" }),
    text(4, 12, words["axis.times"], { "text-anchor": "start" }),
    text((left + right) / 2, bottom + 30, words["axis.t"]),
  ];
  const step = Math.max(1, Math.ceil((most - least) / 6));
  for (let power = Math.ceil(least / step) * step; power <= most; power += step) {
    lines.push(node("path", { d: `M${left} ${y(power)}h-4`, stroke: ink }));
    lines.push(powerOfTen(left - 7, y(power), power, words));
  }
  for (let t = 0; t <= last; t += last / 5) {
    lines.push(node("path", { d: `M${x(t)} ${bottom}v4`, stroke: ink }));
    lines.push(text(x(t), bottom + 13, Math.round(t)));
  }
  return lines;
}
