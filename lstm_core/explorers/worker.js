/** Where the training runs: in a worker, or else in slices on the page's own thread. */

import { serve } from "./training_run.js";

// How long, in milliseconds, it trains without looking up for messages.
const IN_WORKER = 40;
const ON_PAGE = 12;

/**
 * The text of a worker. `explorers.module` makes each of its files a function of such a
 * name; their text is the same here and there, and nothing has to be fetched.
 */
const source = () => `
const training_js = (${training_maker})();
const training_tasks_js = (${training_tasks_maker})();
const training_run_js = (${training_run_maker})();
const receive = training_run_js.serve((report) => postMessage(report), ${IN_WORKER});
onmessage = ({ data }) => receive(data);
`;

/**
 * Start one; returns `send`, which takes messages for `serve`, and `stop`.
 *
 * Some pages may have no workers. Whether they may shows before the first report.
 */
export function startTrainer(listen) {
  const sent = [];
  let [worker, local] = [null, null];
  const stay = () => {
    worker?.terminate();
    worker = null;
    local = serve((report) => listen(report, "page"), ON_PAGE);
    sent.forEach((message) => local(message));
  };
  try {
    const url = URL.createObjectURL(new Blob([source()], { type: "text/javascript" }));
    worker = new Worker(url);
    worker.onmessage = ({ data }) => {
      URL.revokeObjectURL(url);
      sent.length = 0;
      worker.onerror = null;
      listen(data, "worker");
    };
    worker.onerror = (event) => {
      event.preventDefault();
      stay();
    };
  } catch {
    stay();
  }
  const send = (message) => {
    if (local) return local(message);
    if (worker.onerror) sent.push(message);
    return worker.postMessage(message);
  };
  const stop = () => {
    worker?.terminate();
    if (local) local({ do: "rest" });
  };
  return { send, stop };
}
