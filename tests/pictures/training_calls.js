/**
 * What tests ask of the files that run in a worker, which stand in front of this under
 * their own names: each call by its name, its arguments and its answer as JSON.
 */
globalThis.call = (() => {
  const { adamInit, lossAndGrads, makeModel, makeTrace, trainStep } =
    globalThis.training;
  const { TASKS, drawBatch, drawProbe, makeRandom } = globalThis.training_tasks;
  const arrays = (params) =>
    Object.fromEntries(Object.entries(params).map(([k, v]) => [k, [...v]]));
  const typed = (params) =>
    Object.fromEntries(
      Object.entries(params).map(([k, v]) => [k, new Float64Array(v)]),
    );
  function train({ model, batches, lr, clip }) {
    const own = { ...model, params: typed(model.params) };
    const read = (b) => ({ ...b, x: new Float64Array(b.x) });
    const trace = makeTrace(own, batches[0].T, batches[0].B);
    const first = lossAndGrads(own, read(batches[0]), trace);
    const reach = [...trace.reach];
    const found = { loss: first.loss, grads: arrays(first.grads), reach };
    const state = adamInit(own.params);
    const steps = batches.map((b) =>
      trainStep(own, state, read(b), { lr, clip }, trace),
    );
    const losses = steps.map((s) => s.loss);
    const norms = steps.map((s) => s.norm);
    return { ...found, losses, norms, params: arrays(own.params) };
  }
  function speed({ model, batches, lr, clip }, steps) {
    const own = { ...model, params: typed(model.params) };
    const batch = { ...batches[0], x: new Float64Array(batches[0].x) };
    const [state, trace] = [adamInit(own.params), makeTrace(own, batch.T, batch.B)];
    const start = performance.now();
    for (let i = 0; i < steps; i += 1)
      trainStep(own, state, batch, { lr, clip }, trace);
    return (1000 * steps) / (performance.now() - start);
  }
  const random = (seed, n) => {
    const { next, uniform, normal } = makeRandom(seed);
    const many = (draw) => Array.from({ length: n }, draw);
    return { next: many(next), uniform: many(uniform), normal: many(normal) };
  };
  const fresh = (sizes, seed) => arrays(makeModel(sizes, makeRandom(seed)).params);
  const plain = (b) => ({
    ...b,
    x: [...b.x],
    target: [...b.target],
    mask: [...b.mask],
  });
  const draw = (task, seed, settings, B) =>
    plain(drawBatch(task, makeRandom(seed), settings, B));
  const probe = (task, seed, settings) =>
    plain(drawProbe(task, makeRandom(seed), settings));
  const read = (task, text) => {
    const found = TASKS[task].read(text);
    return found.batch ? { ...found, batch: plain(found.batch) } : found;
  };
  /** The reports of a training with these settings, all at once, until it ends. */
  const reports = (settings, steps) => {
    const found = [];
    const receive = globalThis.training_run.serve(
      (report) => found.push(report),
      Infinity,
    );
    receive({ do: "start", settings, id: 1 });
    receive({ do: "play", steps });
    return found;
  };
  const calls = { train, speed, reports, random, fresh, draw, probe, read };
  return (name, given) => JSON.stringify(calls[name](...JSON.parse(given)));
})();
