"""Run a submission on two sides of a wall.

The student's cells run in a sandboxed kernel that never sees a test. The locked cells
and the tests, in the version of the instructor, run here, and reach the submission
only through `lstm_core.exercises.submitted`: arguments go in as data, answers come out
as data. So there is nothing to steal and nothing to replace.

A submission sees the arguments of hidden tests, and could write them into an exception.
So the visible parts of all tests run first, and what an answer says of itself later is
cut down to the kind of the error.
"""

import asyncio
import base64
import builtins
import contextlib
import io
import json
import math
import queue
import subprocess
import time

from jupyter_core.utils import run_sync
from nbclient.client import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade

from assignments.grading.broken import explained, happened, names_made
from assignments.grading.harmless import LONGEST, harmless_code
from assignments.grading.limits import Limits, members, memory_of
from assignments.grading.sandbox import SandboxedKernelManager
from lstm_core import exercises
from lstm_core.stored.codec import encode

MOST_RESTARTS = 3
GRACE = 5  # seconds for an interrupt
MOST_OUTPUT = 200_000  # characters of one cell that are kept
MOST_OUTPUTS = 2_000_000  # of all cells together
MOST_OF_HIDDEN = 300  # characters that a page shows of why a hidden test failed
MOST_OF_ERROR = 500  # that `exercises.evaluate` keeps
MOST_FLOOD = 10_000_000  # characters after which the kernel is stopped
HIDDEN = "### BEGIN HIDDEN TESTS"
KINDS = {  # of errors in an answer, which hidden tests may name
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception)
}
WRONG = "Not yet right"
QUESTION = (
    "__import__('base64').b64encode(__import__('lstm_core.exercises', "
    "fromlist=['answer']).answer({!r}).encode()).decode()"
)


class KernelGoneError(Exception):
    """The kernel ended, or sends other things, while an answer is waited for."""


class GuardedExecute(Execute):
    """nbgrader's Execute, with the student's code and the tests kept apart."""

    limits = Limits()
    locked_up = True

    def preprocess(self, nb, resources, km=None):
        """Run the student's cells, then the tests."""
        NotebookClient.__init__(self, nb, km)
        self.reset_execution_trackers()
        self._check_assign_resources(resources)
        self.timeout, self.iopub_timeout = self.limits.cell, 4
        self.record_timing = False
        self.shutdown_kernel = "immediate"
        self.error_on_timeout = timeout_error(self.limits.cell)
        self.deadline = time.monotonic() + self.limits.total
        self.restarts, self.finished, self.ok = 0, [], True
        self.outputs_left = MOST_OUTPUTS
        self.heard, self.broken = {}, {}
        trusted = self._trusted_sources(resources["nbgrader"])
        try:
            self._start()
            self._run_student(nb, trusted)
            for cell in nb.cells:
                if cell.cell_type == "code":
                    harmless_code(cell)
            self._run_tests(nb, trusted, resources["nbgrader"]["student"])
        finally:
            self._stop()
        return nb, self.resources

    def _trusted_sources(self, names):
        """Locked cells as the instructor wrote them: name to source."""
        with Gradebook(names["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(names["notebook"], names["assignment"])
            return {
                cell.name: cell.source
                for cell in notebook.source_cells
                if cell.locked and cell.cell_type == "code"
            }

    # The student's side

    def _start(self):
        self.km = SandboxedKernelManager(self.limits, self.locked_up)
        quiet = subprocess.DEVNULL
        self.start_new_kernel(stdout=quiet, stderr=quiet)
        self.start_new_kernel_client()
        self._look_at_the_clock()
        self.ok = True

    def _look_at_the_clock(self):
        """Take no reply that comes too late: there may always be one more."""
        channel = self.kc.shell_channel
        receive, self.until = channel.get_msg, math.inf

        async def get_msg(**how):
            if time.monotonic() > self.until:
                raise KernelGoneError
            return await receive(**how)

        channel.get_msg = get_msg

    def _stop(self):
        if self.km is not None:
            self._cleanup_kernel()

    def _run_student(self, nb, trusted):
        for index, cell in enumerate(nb.cells):
            is_test = is_grade(cell) and name_of(cell) in trusted
            if cell.cell_type != "code" or is_test or not self._ready():
                continue
            self._run_cell(cell, index)
            if self.ok:
                self.finished.append((cell.copy(), index))

    def _run_cell(self, cell, index):
        self.output_left = MOST_OUTPUT
        self.until = time.monotonic() + self.limits.cell + GRACE
        try:
            self.execute_cell(cell, index)
            timed_out = any(o.get("ename") == "CellTimeoutError" for o in cell.outputs)
            self.ok = not timed_out or self._answers()
        except Exception as error:
            # A dead kernel, or one that speaks nonsense: in either case a new one.
            self.ok = False
            text = f"the kernel died here: {self._why_gone()}"
            if not isinstance(error, DeadKernelError):
                text = f"the kernel could not be read here ({type(error).__name__})"
            cell.outputs.append(failure("KernelStopped", text))
        errors = [happened(output) for output in cell.outputs if is_error(output)]
        for name in names_made(cell.source):
            self.broken.pop(name, None)
            if errors:
                self.broken[name] = errors[0]

    def _why_gone(self):
        """Why there is no kernel any more."""
        process = self.km.provisioner.process
        reason = getattr(process, "stopped_for", None)
        return reason or "it ended itself, or crashed"

    def _ready(self):
        """Whether the kernel can run something; restarts it if need be."""
        if not self.ok and self.restarts < MOST_RESTARTS and not self._late():
            self.restarts += 1
            self._stop()
            self._start()
            for cell, index in self.finished:
                self._run_cell(cell, index)
        return self.ok and not self._late()

    def _late(self):
        return time.monotonic() > self.deadline

    def _answers(self):
        """Whether the kernel still answers, or answers again after an interrupt."""
        return "error" not in self._ask(PING, 3)

    def output(self, outs, msg, display_id, cell_index):
        """Keep an output, unless the cell has printed too much already."""
        size = len(str(msg["content"]))
        self.output_left -= size
        self.outputs_left -= size
        if self.output_left < -MOST_FLOOD:
            process = self.km.provisioner.process
            process.stopped_for = "it printed far too much"
            process.kill()
        if min(self.output_left, self.outputs_left) < 0:
            return None
        # Without a name: an output that can be changed later would escape the limit.
        return super().output(outs, msg, None, cell_index)

    def handle_comm_msg(self, *_):
        """Keep nothing of widgets: their state could grow without end."""

    # The instructor's side

    def _run_tests(self, nb, trusted, student):
        names, passed = {"STUDENT": student}, []
        for cell in nb.cells:
            name = name_of(cell)
            if cell.cell_type != "code" or name not in trusted:
                continue
            if cell.metadata.get("deleted"):
                text = (
                    f"the test cell {name!r} was deleted from the notebook: no points"
                )
                cell.outputs = [failure("DeletedTest", text)]
            elif is_grade(cell):
                visible, begin, hidden = trusted[name].partition(HIDDEN)
                cell.outputs = self._run_test(visible, names)
                if begin and not any(map(is_error, cell.outputs)):
                    passed.append((cell, begin + hidden, names.copy()))
            else:
                with contextlib.redirect_stdout(io.StringIO()):
                    run_trusted(trusted[name], names)
        for cell, hidden, known in passed:
            self.heard.clear()
            found = self._run_test(hidden, known)
            cell.outputs += [self._cut(o) for o in found if is_error(o)]

    def _run_test(self, source, names):
        printed = io.StringIO()
        with exercises.reading_from(self._read), contextlib.redirect_stdout(printed):
            outputs = run_trusted(source, names)
        if printed.getvalue():
            outputs.insert(0, new_output("stream", text=printed.getvalue()))
        return outputs

    def _cut(self, output):
        """The error of a hidden test, without the words of the submission."""
        found = {output.evalue.find(words): words for words in self.heard}
        found.pop(-1, None)
        text = output.evalue[:MOST_OF_HIDDEN]
        if found:
            first = min(found)
            text = output.evalue[:first] + self.heard[found[first]]
        elif output.ename != WRONG:
            text = f"{output.ename}: what the answer gave back cannot be compared"
        return failure(output.ename, text)

    def _read(self, request):
        if not self._ready():
            return {"error": "the notebook ran too long, or stopped its kernel"}
        reply = self._ask(json.loads(request), self.limits.call)
        if not self.ok:  # perhaps the interrupt was enough; otherwise: restart
            self.ok = self._answers()
        return reply

    def _ask(self, request, seconds):
        self.until = time.monotonic() + seconds + GRACE
        try:
            reply = dict(run_sync(self._exchange)(json.dumps(request), seconds))
            if "error" in reply:
                name = request["expression"].partition("(")[0]
                words = explained(str(reply["error"]), name, self.broken)
                words = words[:LONGEST] or "an error"
                self.heard[words[:MOST_OF_ERROR]] = in_short(request, reply)
                reply["error"] = words
            return reply
        except TimeoutError:
            self.ok = False
            return {"error": f"no answer after {seconds:g} seconds: {self.guess}"}
        except KernelGoneError:
            self.ok = False
            return {"error": f"the call stopped the notebook: {self._why_gone()}"}
        except Exception as error:
            self.ok = False
            return {"error": f"the answer could not be read ({type(error).__name__})"}

    async def _exchange(self, request, seconds):
        asked = self.kc.execute(
            "pass",
            silent=True,
            user_expressions={"answer": QUESTION.format(request)},
            store_history=False,
        )
        try:
            return await asyncio.wait_for(self._reply(asked), seconds)
        except TimeoutError:
            self.guess = self._guess()
            await self.km.interrupt_kernel()
            raise

    def _guess(self):
        """What an answer does that does not come."""
        used = memory_of(members(self.km.provisioner.process.pid))
        if used > self.limits.memory / 3:
            return f"it was filling the memory ({used:.0f} MiB so far)"
        return "an endless loop?"

    async def _reply(self, asked):
        while True:
            try:
                reply = await self.kc.shell_channel.get_msg(timeout=0.25)
            except queue.Empty:
                if not await self.km.is_alive():
                    raise KernelGoneError from None
                continue
            if reply["parent_header"].get("msg_id") == asked:
                break
        found = reply["content"].get("user_expressions", {}).get("answer", {})
        if found.get("status") != "ok":
            return {"error": "the call was stopped"}
        text = found["data"]["text/plain"].strip("'")
        return json.loads(base64.b64decode(text, validate=True))


PING = {"expression": "0", "values": encode({}), "strict": False, "without": ""}


def timeout_error(seconds):
    """What stands below a cell that was stopped."""
    text = f"stopped after {seconds:g} seconds: an endless loop?"
    name = "CellTimeoutError"
    return {"ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}


def name_of(cell):
    """The nbgrader name of a cell, or None."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def in_short(request, reply):
    """What a page may say of an error in a hidden test: no word of the submission."""
    name, kind = request["expression"].partition("(")[0], reply.get("kind")
    if kind == "NotImplementedError":
        return f"{name}: not written yet"
    kind = kind if kind in KINDS else "an error"
    return f"{name} stopped with {kind}, with other numbers than above"


def is_error(output):
    """Whether an output says that something failed."""
    return output.output_type == "error"


def run_trusted(source, names):
    """Run a cell of the instructor; the outputs say why it failed, if it did."""
    try:
        exec(compile(source, "<test>", "exec"), names)
    except Exception as error:
        kind = type(error).__name__
        expected = isinstance(error, AssertionError)
        text = str(error)[:LONGEST] if expected else f"{kind}: {error}"[:LONGEST]
        return [failure(WRONG if expected else kind, text)]
    return []


def failure(name, text):
    """An error output that says only what the student is to know."""
    return new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
