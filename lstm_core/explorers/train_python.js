/** The same training in lstm_core: what "in Python" shows. */

const BATCHES = {
  recall: ({ lag }, B) => `lc.recall_batches(${lag}, ${B}, rng=rng)`,
  adding: ({ lag }, B) => `lc.adding_batches(${lag}, ${B}, rng=rng)`,
  counting: ({ lag }, B) => `counting(${lag | 1}, ${B})`,
  agreement: (settings, B) => `draw(60, ${B}, rng=rng, **how)`,
};

const COUNTING = [
  "def counting(letters, B):",
  "    while True:",
  "        code = rng.integers(2, size=(letters + 1, B))",
  "        code[-1] = 2  # \"?\"",
  "        target = np.zeros(code.shape, int)",
  "        target[-1] = code[:-1].mean(axis=0) > 0.5",
  "        yield lc.Batch(np.eye(3)[code], target, code == 2)",
  "",
];

const agreement = (lag) => [
  "draw = lc.agreement_data.draw_batches",
  `how = {"noise": 0.0, "more": 1 - 1 / ${lag}, "dtype": float}`,
];

const noisy = (noise) => [
  "def noisy(batches):",
  "    for x, target, mask in batches:",
  `        yield lc.Batch(x + ${noise} * rng.standard_normal(x.shape), target, mask)`,
  "",
];

const SCORES = {
  classify: "print((y.argmax(axis=-1) == test.target)[test.mask].mean())",
  regress: "print(((y - test.target)[test.mask] ** 2).mean())",
};

/** The lines of a program; `sizes` has n_x, n_y and kind of the task. */
export function pythonCode(settings, { n_x, n_y, kind }, steps) {
  const { task, cell, lag, units, bias, rate, clip, noise, seed } = settings;
  const plain = (B) => BATCHES[task](settings, B);
  const batches = (B) => (noise > 0 ? `noisy(${plain(B)})` : plain(B));
  const start = cell === "lstm" ? `, forget_bias=${bias}` : "";
  const loss = kind === "regress" ? ', task="regress"' : "";
  return [
    "import numpy as np",
    "",
    "import lstm_core as lc",
    "",
    `rng = np.random.default_rng(${seed})`,
    ...(task === "counting" ? COUNTING : []),
    ...(task === "agreement" ? agreement(lag) : []),
    ...(noise > 0 ? noisy(noise) : []),
    `batches = ${batches(16)}`,
    "model = lc.make_model(",
    `    ${n_x}, ${units}, ${n_y}, cell="${cell}"${loss}${start}, rng=rng`,
    ")",
    `lc.fit(model, batches, steps=${steps}, lr=${rate}, clip=${clip ?? "None"})`,
    `test = next(${batches(100)})`,
    "y, trace = model.forward(test.x)",
    SCORES[kind],
    "",
  ].join("\n");
}
