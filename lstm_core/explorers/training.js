/**
 * The mathematics of training: cells forwards and backwards, loss, clipping, Adam.
 *
 * The same as in lstm_core, under the same names, and tests compare the numbers: the
 * steps of `cells/`, each with its backward step right below it, `model/losses.py` and
 * `model/optimisers.py`. Tasks and random numbers stand in `training_tasks.js`.
 *
 * As in `cells/fast.py`, features come before the batch: an array of (T, n, B) numbers
 * is one Float64Array, and number k of sequence b at step t stands at
 * `(t * n + k) * B + b`. So each gate of a step is one block of N = n_a B numbers.
 * States have T + 1 steps, the start first. A batch is { T, B, x, target, mask }: x is
 * (T, n_x, B), target (T, B) or, for numbers, (T, n_y, B); mask (T, B) says which steps
 * count.
 */

export const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** Twice as fast as `Math.tanh`, and equal but for the last digit of 1. */
export const tanh = (z) => 1 - 2 / (1 + Math.exp(2 * z));

// ---- The cells: z = W [a_prev, x_t] + b, then what each makes of it ----

/** One step of the LSTM: c = f c_prev + u c~ and a = o tanh(c). */
function lstmStep({ params: { W, b } }, trace, t) {
  const { N, gates, c, tanh_c, a } = trace;
  addBias(gates, b, trace, t);
  addProduct(gates, W, trace, t);
  const z = 4 * t * N;
  for (let i = 0; i < N; i += 1) {
    const f = sigmoid(gates[z + i]);
    const u = sigmoid(gates[z + N + i]);
    const o = sigmoid(gates[z + 2 * N + i]);
    const c_cand = tanh(gates[z + 3 * N + i]);
    const now = (t + 1) * N + i;
    c[now] = f * c[now - N] + u * c_cand;
    tanh_c[now] = tanh(c[now]);
    a[now] = o * tanh_c[now];
    gates[z + i] = f;
    gates[z + N + i] = u;
    gates[z + 2 * N + i] = o;
    gates[z + 3 * N + i] = c_cand;
  }
}

/** From da, dc of the states after the step to those before it; dz on the way. */
function lstmStepBackward({ params: { W } }, trace, t, { da, dc, dz }, grads) {
  const { N, gates, c, tanh_c, reach } = trace;
  const z = 4 * t * N;
  for (let i = 0; i < N; i += 1) {
    const f = gates[z + i];
    const u = gates[z + N + i];
    const o = gates[z + 2 * N + i];
    const c_cand = gates[z + 3 * N + i];
    const now = (t + 1) * N + i;
    // a = o tanh(c)
    const dO = da[i] * tanh_c[now];
    const dC = dc[i] + da[i] * o * (1 - tanh_c[now] ** 2);
    // c = f c_prev + u c~
    dc[i] = dC * f;
    // f, u, o = sigmoid(z_f), sigmoid(z_u), sigmoid(z_o); c~ = tanh(z_c)
    dz[i] = dC * c[now - N] * f * (1 - f);
    dz[N + i] = dC * c_cand * u * (1 - u);
    dz[2 * N + i] = dO * o * (1 - o);
    dz[3 * N + i] = dC * u * (1 - c_cand ** 2);
    reach[t] += dC ** 2;
  }
  // z = W [a_prev, x_t] + b
  addBiasBackward(grads.b, dz, trace);
  addProductBackward(grads.W, da.fill(0), dz, W, trace, t);
}

/** One step of the LSTM of 1997, which cannot forget: c = c_prev + u c~. */
function lstm1997Step({ params: { W, b } }, trace, t) {
  const { N, gates, c, tanh_c, a } = trace;
  addBias(gates, b, trace, t);
  addProduct(gates, W, trace, t);
  const z = 3 * t * N;
  for (let i = 0; i < N; i += 1) {
    const u = sigmoid(gates[z + i]);
    const o = sigmoid(gates[z + N + i]);
    const c_cand = tanh(gates[z + 2 * N + i]);
    const now = (t + 1) * N + i;
    c[now] = c[now - N] + u * c_cand;
    tanh_c[now] = tanh(c[now]);
    a[now] = o * tanh_c[now];
    gates[z + i] = u;
    gates[z + N + i] = o;
    gates[z + 2 * N + i] = c_cand;
  }
}

function lstm1997StepBackward({ params: { W } }, trace, t, { da, dc, dz }, grads) {
  const { N, gates, tanh_c, reach } = trace;
  const z = 3 * t * N;
  for (let i = 0; i < N; i += 1) {
    const u = gates[z + i];
    const o = gates[z + N + i];
    const c_cand = gates[z + 2 * N + i];
    const now = (t + 1) * N + i;
    // a = o tanh(c)
    const dO = da[i] * tanh_c[now];
    const dC = dc[i] + da[i] * o * (1 - tanh_c[now] ** 2);
    // c = c_prev + u c~
    dc[i] = dC;
    // u, o = sigmoid(z_u), sigmoid(z_o); c~ = tanh(z_c)
    dz[i] = dC * c_cand * u * (1 - u);
    dz[N + i] = dO * o * (1 - o);
    dz[2 * N + i] = dC * u * (1 - c_cand ** 2);
    reach[t] += dC ** 2;
  }
  // z = W [a_prev, x_t] + b
  addBiasBackward(grads.b, dz, trace);
  addProductBackward(grads.W, da.fill(0), dz, W, trace, t);
}

/** One step of the basic network: a = tanh(z). */
function rnnStep({ params: { W, b } }, trace, t) {
  const { N, gates, a } = trace;
  addBias(gates, b, trace, t);
  addProduct(gates, W, trace, t);
  for (let i = 0; i < N; i += 1) a[(t + 1) * N + i] = tanh(gates[t * N + i]);
}

function rnnStepBackward({ params: { W } }, trace, t, { da, dz }, grads) {
  const { N, a, reach } = trace;
  for (let i = 0; i < N; i += 1) {
    // a = tanh(z)
    dz[i] = da[i] * (1 - a[(t + 1) * N + i] ** 2);
    reach[t] += da[i] ** 2;
  }
  // z = W [a_prev, x_t] + b
  addBiasBackward(grads.b, dz, trace);
  addProductBackward(grads.W, da.fill(0), dz, W, trace, t);
}

/**
 * One step of the GRU, as in `torch.nn.GRU`: past = W_ca a_prev + b_a,
 * a~ = tanh(W_cx x_t + b_c + r past), a = u a_prev + (1 - u) a~.
 */
function gruStep({ params: { W, b, b_a } }, trace, t) {
  const { N, B, n_a, n_in, gates, past, a } = trace;
  const z = 3 * t * N;
  addBias(gates, b, trace, t);
  addProduct(gates, W, trace, t, [0, 2 * n_a], [0, n_in]);
  addProduct(gates, W, trace, t, [2 * n_a, 3 * n_a], [n_a, n_in]);
  past.fill(0, z, z + 3 * N);
  addProduct(past, W, trace, t, [2 * n_a, 3 * n_a], [0, n_a]);
  for (let i = 0; i < N; i += 1) {
    const r = sigmoid(gates[z + i]);
    const u = sigmoid(gates[z + N + i]);
    past[z + 2 * N + i] += b_a[Math.floor(i / B)];
    const a_cand = tanh(gates[z + 2 * N + i] + r * past[z + 2 * N + i]);
    const now = (t + 1) * N + i;
    a[now] = u * a[now - N] + (1 - u) * a_cand;
    gates[z + i] = r;
    gates[z + N + i] = u;
    gates[z + 2 * N + i] = a_cand;
  }
}

/** `a_prev` reaches the loss on three ways: past the gate u, by both gates, by a~. */
function gruStepBackward({ params: { W } }, trace, t, { da, dz, dpast }, grads) {
  const { N, B, n_a, n_in, gates, past, a, reach } = trace;
  const z = 3 * t * N;
  for (let i = 0; i < N; i += 1) {
    const r = gates[z + i];
    const u = gates[z + N + i];
    const a_cand = gates[z + 2 * N + i];
    reach[t] += da[i] ** 2;
    // a = u a_prev + (1 - u) a~
    const du = da[i] * (a[t * N + i] - a_cand);
    const da_cand = da[i] * (1 - u);
    da[i] *= u;
    // a~ = tanh(z_c), where z_c = W_cx x_t + b_c + r past
    const dz_c = da_cand * (1 - a_cand ** 2);
    dpast[2 * N + i] = dz_c * r;
    // r, u = sigmoid(z_r), sigmoid(z_u)
    dz[i] = dz_c * past[z + 2 * N + i] * r * (1 - r);
    dz[N + i] = du * u * (1 - u);
    dz[2 * N + i] = dz_c;
    grads.b_a[Math.floor(i / B)] += dpast[2 * N + i];
  }
  // z = W [a_prev, x_t] + b of both gates; past = W_ca a_prev + b_a
  addBiasBackward(grads.b, dz, trace);
  addProductBackward(grads.W, da, dz, W, trace, t, [0, 2 * n_a], [0, n_in]);
  addProductBackward(grads.W, da, dz, W, trace, t, [2 * n_a, 3 * n_a], [n_a, n_in]);
  addProductBackward(grads.W, da, dpast, W, trace, t, [2 * n_a, 3 * n_a], [0, n_a]);
}

/** Name to the blocks of rows in W and b, and the steps. */
export const CELLS = {
  rnn: { blocks: ["a"], step: rnnStep, stepBackward: rnnStepBackward },
  lstm: {
    blocks: ["f", "u", "o", "c"],
    step: lstmStep,
    stepBackward: lstmStepBackward,
  },
  lstm1997: {
    blocks: ["u", "o", "c"],
    step: lstm1997Step,
    stepBackward: lstm1997StepBackward,
  },
  gru: { blocks: ["r", "u", "c"], step: gruStep, stepBackward: gruStepBackward },
};

// ---- Products with W, for all its rows and columns or for some: from, to ----

/** Begin z of a step with the bias. */
function addBias(z, b, { B, rows }, t) {
  for (let r = 0; r < rows; r += 1) {
    const at = (t * rows + r) * B;
    z.fill(b[r], at, at + B);
  }
}

function addBiasBackward(db, dz, { B }) {
  for (let i = 0; i < dz.length; i += 1) db[Math.floor(i / B)] += dz[i];
}

/** z += W [a_prev, x_t]. Four rows at a time: more than twice as fast as one. */
function addProduct(z, W, trace, t, someRows, someColumns) {
  const { B, n_in, rows, inputs } = trace;
  const [r0, r1] = someRows ?? [0, rows];
  const [k0, k1] = someColumns ?? [0, n_in];
  for (let s = 0; s < B; s += 1) {
    const from = t * n_in * B + s;
    let r = r0;
    for (; r + 4 <= r1; r += 4) {
      const w = r * n_in;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let k = k0; k < k1; k += 1) {
        const value = inputs[from + k * B];
        sum0 += W[w + k] * value;
        sum1 += W[w + n_in + k] * value;
        sum2 += W[w + 2 * n_in + k] * value;
        sum3 += W[w + 3 * n_in + k] * value;
      }
      const to = (t * rows + r) * B + s;
      z[to] += sum0;
      z[to + B] += sum1;
      z[to + 2 * B] += sum2;
      z[to + 3 * B] += sum3;
    }
    for (; r < r1; r += 1) {
      let sum = 0;
      for (let k = k0; k < k1; k += 1) sum += W[r * n_in + k] * inputs[from + k * B];
      z[(t * rows + r) * B + s] += sum;
    }
  }
}

/** dW += dz [a_prev, x_t]^T and da += W_a^T dz; the input needs no gradient. */
function addProductBackward(dW, da, dz, W, trace, t, someRows, someColumns) {
  const { B, n_in, n_a, rows, inputs } = trace;
  const [r0, r1] = someRows ?? [0, rows];
  const [k0, k1] = someColumns ?? [0, n_in];
  for (let k = k0; k < k1; k += 1) {
    const from = (t * n_in + k) * B;
    let r = r0;
    for (; r + 4 <= r1; r += 4) {
      const d = r * B;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let s = 0; s < B; s += 1) {
        const value = inputs[from + s];
        sum0 += dz[d + s] * value;
        sum1 += dz[d + B + s] * value;
        sum2 += dz[d + 2 * B + s] * value;
        sum3 += dz[d + 3 * B + s] * value;
      }
      const to = r * n_in + k;
      dW[to] += sum0;
      dW[to + n_in] += sum1;
      dW[to + 2 * n_in] += sum2;
      dW[to + 3 * n_in] += sum3;
    }
    for (; r < r1; r += 1) {
      let sum = 0;
      for (let s = 0; s < B; s += 1) sum += dz[r * B + s] * inputs[from + s];
      dW[r * n_in + k] += sum;
    }
  }
  for (let r = r0; r < r1; r += 1) {
    for (let k = k0; k < Math.min(k1, n_a); k += 1) {
      const w = W[r * n_in + k];
      for (let s = 0; s < B; s += 1) da[k * B + s] += w * dz[r * B + s];
    }
  }
}

// ---- A model: a cell, a readout y = W_y a + b_y, and a loss ----

/**
 * Fresh weights: recurrent blocks orthogonal, the others Glorot-uniform, biases zero
 * but that of the forget gate. `task` is "classify" or "regress".
 */
export function makeModel({ cell, task, n_x, n_a, n_y, forget_bias = 0 }, random) {
  const { blocks } = CELLS[cell];
  const n_in = n_a + n_x;
  const W = new Float64Array(blocks.length * n_a * n_in);
  blocks.forEach((_, block) => {
    const W_ax = uniform(n_a * n_x, Math.sqrt(6 / n_in), random);
    orthogonal(n_a, random).forEach((row, r) => {
      const at = (block * n_a + r) * n_in;
      W.set(row, at);
      W.set(W_ax.subarray(r * n_x, (r + 1) * n_x), at + n_a);
    });
  });
  const b = new Float64Array(blocks.length * n_a);
  if (blocks[0] === "f") b.fill(forget_bias, 0, n_a);
  const params = { W, b };
  if (cell === "gru") params.b_a = new Float64Array(n_a);
  params.W_y = uniform(n_y * n_a, Math.sqrt(6 / (n_a + n_y)), random);
  params.b_y = new Float64Array(n_y);
  return { cell, task, n_x, n_a, n_y, params };
}

const uniform = (size, limit, random) =>
  new Float64Array(size).map(() => limit * (2 * random.uniform() - 1));

/** Rows at right angles to each other, drawn evenly: Gram-Schmidt of normal numbers. */
function orthogonal(n, random) {
  const rows = [];
  while (rows.length < n) {
    let row = Array.from({ length: n }, () => random.normal());
    for (const other of rows) {
      const along = row.reduce((sum, v, k) => sum + v * other[k], 0);
      row = row.map((v, k) => v - along * other[k]);
    }
    const length = Math.hypot(...row);
    if (length > 1e-6) rows.push(row.map((v) => v / length));
  }
  return rows;
}

/** Room for all that a forward pass keeps; the next batch of this size takes it too. */
export function makeTrace({ cell, n_x, n_a }, T, B) {
  const [rows, n_in] = [CELLS[cell].blocks.length * n_a, n_a + n_x];
  const array = (steps, n) => new Float64Array(steps * n * B);
  return {
    ...{ T, B, n_a, n_in, rows, N: n_a * B },
    ...{ inputs: array(T, n_in), gates: array(T, rows), past: array(T, rows) },
    ...{ a: array(T + 1, n_a), c: array(T + 1, n_a), tanh_c: array(T + 1, n_a) },
    reach: new Float64Array(T),
  };
}

/** All steps of a batch, from a zero state. */
export function forward(model, { T, B, x }, trace = makeTrace(model, T, B)) {
  const { N, n_in, inputs, a } = trace;
  const X = model.n_x * B;
  for (let t = 0; t < T; t += 1) {
    inputs.set(a.subarray(t * N, (t + 1) * N), t * n_in * B);
    inputs.set(x.subarray(t * X, (t + 1) * X), t * n_in * B + N);
    CELLS[model.cell].step(model, trace, t);
  }
  return trace;
}

/** y = W_y a + b_y of sequence b after step t. */
export function readout({ params: { W_y, b_y }, n_a, n_y }, { a, B }, t, b) {
  const at = (t + 1) * n_a * B + b;
  return Array.from({ length: n_y }, (_, j) => {
    let y = b_y[j];
    for (let k = 0; k < n_a; k += 1) y += W_y[j * n_a + k] * a[at + k * B];
    return y;
  });
}

/** dW_y += dy a^T, db_y += dy; what dy says of the state goes to `da_out`. */
function readoutBackward({ W_y }, { a, B, n_a }, t, b, dy, da_out, grads) {
  dy.forEach((d, j) => {
    grads.b_y[j] += d;
    for (let k = 0; k < n_a; k += 1) {
      const at = (t * n_a + k) * B + b;
      grads.W_y[j * n_a + k] += d * a[at + n_a * B];
      da_out[at] += d * W_y[j * n_a + k];
    }
  });
}

export function softmax(y) {
  const most = Math.max(...y);
  const e = y.map((v) => Math.exp(v - most));
  const sum = e.reduce((total, v) => total + v, 0);
  return e.map((v) => v / sum);
}

/** Cross-entropy in nats of scores y, and its gradient. */
function crossEntropy(y, target) {
  const most = Math.max(...y);
  const log_sum = most + Math.log(y.reduce((sum, v) => sum + Math.exp(v - most), 0));
  const dy = softmax(y).map((v, j) => v - (j === target ? 1 : 0));
  return { loss: log_sum - y[target], dy };
}

/** Mean of the squared differences, and its gradient. */
function mse(y, target) {
  const off = y.map((v, j) => v - target[j]);
  const loss = off.reduce((sum, v) => sum + v * v, 0) / y.length;
  return { loss, dy: off.map((v) => (2 * v) / y.length) };
}

/** What should come out for sequence b at step t: a class, or n_y numbers. */
export function targetOf({ task, n_y }, { B, target }, t, b) {
  if (task === "classify") return target[t * B + b];
  return Array.from({ length: n_y }, (_, j) => target[(t * n_y + j) * B + b]);
}

/** Mean loss over the steps that count, and the gradient of every array of `params`. */
export function lossAndGrads(model, batch, trace) {
  const { T, B, mask } = batch;
  forward(model, batch, trace);
  const grads = like(model.params);
  const da_out = new Float64Array(T * trace.N);
  const count = mask.reduce((sum, counts) => sum + counts, 0);
  let loss = 0;
  for (let i = 0; i < T * B; i += 1) {
    if (!mask[i]) continue;
    const [t, b] = [Math.floor(i / B), i % B];
    const measure = model.task === "classify" ? crossEntropy : mse;
    const one = measure(readout(model, trace, t, b), targetOf(model, batch, t, b));
    const dy = one.dy.map((d) => d / count);
    loss += one.loss / count;
    readoutBackward(model.params, trace, t, b, dy, da_out, grads);
  }
  backward(model, trace, da_out, grads);
  return { loss, grads };
}

/**
 * Backpropagation through time. `trace.reach[t]` becomes the size of the gradient with
 * respect to the memory after step t: the cell state, or else the hidden state.
 */
function backward(model, trace, da_out, grads) {
  const { T, N, B, rows, reach } = trace;
  const array = (size) => new Float64Array(size);
  const d = { da: array(N), dc: array(N), dz: array(rows * B), dpast: array(rows * B) };
  reach.fill(0);
  for (let t = T - 1; t >= 0; t -= 1) {
    // through later steps, and directly
    for (let i = 0; i < N; i += 1) d.da[i] += da_out[t * N + i];
    CELLS[model.cell].stepBackward(model, trace, t, d, grads);
    reach[t] = Math.sqrt(reach[t]);
  }
}

// ---- Clipping and Adam: `params` and `grads` are objects of arrays ----

/** Arrays of the same sizes, all zero. */
export function like(params) {
  const zeros = ([name, array]) => [name, new Float64Array(array.length)];
  return Object.fromEntries(Object.entries(params).map(zeros));
}

/** Scale all gradients, in place, so that their joint norm is at most `most`. */
export function clipByGlobalNorm(grads, most) {
  const arrays = Object.values(grads);
  const square = arrays.reduce((sum, g) => g.reduce((s, v) => s + v * v, sum), 0);
  const norm = Math.sqrt(square);
  if (norm > most) {
    for (const g of arrays) for (let i = 0; i < g.length; i += 1) g[i] *= most / norm;
  }
  return norm;
}

/** The running means that Adam carries from step to step. */
export function adamInit(params) {
  return { step: 0, mean: like(params), square: like(params) };
}

/** One step of Adam (Kingma and Ba, 2015), in place. */
export function adam(params, grads, state, lr) {
  const [beta1, beta2, eps] = [0.9, 0.999, 1e-8];
  state.step += 1;
  for (const [name, v] of Object.entries(params)) {
    const g = grads[name];
    const mean = state.mean[name];
    const square = state.square[name];
    for (let i = 0; i < v.length; i += 1) {
      mean[i] = beta1 * mean[i] + (1 - beta1) * g[i];
      square[i] = beta2 * square[i] + (1 - beta2) * g[i] ** 2;
      const mean_hat = mean[i] / (1 - beta1 ** state.step);
      const square_hat = square[i] / (1 - beta2 ** state.step);
      v[i] -= (lr * mean_hat) / (Math.sqrt(square_hat) + eps);
    }
  }
}

/** One step of training: the loss before it, and the norm of the gradient. */
export function trainStep(model, state, batch, { lr, clip }, trace) {
  const { loss, grads } = lossAndGrads(model, batch, trace);
  const norm = clipByGlobalNorm(grads, clip ?? Infinity);
  if (Number.isFinite(loss) && Number.isFinite(norm)) {
    adam(model.params, grads, state, lr);
  }
  return { loss, norm };
}
