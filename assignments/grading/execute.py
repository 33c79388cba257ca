"""Run a submission on two sides of a wall.

The student's cells run in a sandboxed kernel that never sees a test. The locked cells
and the tests, in the version of the instructor, run here, and reach the submission
only through `lstm_core.exercises.submitted`: arguments go in as data, answers come out
as data. So there is nothing to steal and nothing to replace.

A submission sees the arguments of hidden tests, and could write them into an exception;
and what a test expects would make a table of right answers. So the visible parts of all
tests run first, and of a hidden part that failed a kind is noted, which is all that
`feedback` knows of it. The message is for the instructor.
"""

import asyncio
import base64
import contextlib
import io
import json
import math
import queue
import re
import subprocess
import time

from jupyter_core.utils import run_sync
from nbclient.client import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade

from assignments.grading.broken import (
    explained,
    happened,
    lacking,
    names_made,
    said_changed,
)
from assignments.grading.harmless import (
    COLOUR_AS_TEXT,
    LONGEST,
    PICTURE_AS_TEXT,
    SLOW,
    SLOW_AS_TEXT,
    harmless_code,
    plain,
)
from assignments.grading.limits import Limits, members, memory_of
from assignments.grading.one_form import parsed
from assignments.grading.sandbox import SandboxedKernelManager
from lstm_core import exercises
from lstm_core.stored.codec import encode

MOST_RESTARTS = 3
GRACE = 5  # seconds for an interrupt
MOST_OUTPUT = 200_000  # characters of one cell that are kept
MOST_OUTPUTS = 2_000_000  # of all cells together
MOST_FLOOD = 10_000_000  # characters after which the kernel is stopped
HIDDEN = "### BEGIN HIDDEN TESTS"
FAULT = "fault"  # in the metadata of a test: the kind of fault; those of students go
CHANGED = "changed"  # in the metadata of a test that failed: see `said_changed`
PLACE = "place"  # in the metadata of our cells: their number in the release
VISIBLE = "visible"  # the fault was found by what stands in the notebook as well
OWN_KINDS = ("missing", "type", "rule")  # faults that the student's side finds itself
ASKED = re.compile(r'(?:submitted|earlier|evaluate)\(\s*"(\w+)"')  # names, in a test
ERRORS = {  # in an answer, that may be named; with more names, more could be told
    "AttributeError", "FloatingPointError", "ImportError", "IndexError", "KeyError",
    "ModuleNotFoundError", "NameError", "NotImplementedError", "TypeError",
    "ValueError", "ZeroDivisionError",
}  # fmt: skip
WRONG = "Not yet right"
TIMEOUT = "CellTimeoutError"  # so nbclient calls it
LEFT_OUT = "What this cell printed or drew after this was too much, and is left out.\n"
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
    changed = ()  # afterwards: tests that would pass with other answers, and which
    stopped = ()  # afterwards: cells of ours that were stopped
    odd = ()  # afterwards: numbers of the cells that are no Python
    ended = ()  # afterwards: what ended kernels, or cells

    def preprocess(self, nb, resources, km=None):
        """Run the student's cells, then the tests."""
        # A kernel that was started again runs all once more, and nbclient puts what it
        # has run into its list of cells. It has one of its own, so that nothing comes
        # into the notebook after a hidden test asked, or after it was made harmless.
        NotebookClient.__init__(self, NotebookNode(nb, cells=[*nb.cells]), km)
        self.reset_execution_trackers()
        self._check_assign_resources(resources)
        self.timeout, self.iopub_timeout = self.limits.cell, 4
        self.record_timing = False
        self.shutdown_kernel = "immediate"
        self.error_on_timeout = timeout_error(self.limits.cell)
        self.deadline = time.monotonic() + self.limits.total
        self.restarts, self.finished, self.ok = 0, [], True
        self.outputs_left = MOST_OUTPUTS
        self.broken, self.kept = {}, {}
        self.functions, self.again, self.first = set(), set(), False
        trusted = self._trusted_sources(resources["nbgrader"])
        self.lacking = lacking(nb.cells, resources["nbgrader"]["assignment"])
        try:
            self._start()
            self._run_student(nb, trusted)
            self.later = self._later_values()
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
            if self.km.has_kernel:  # or its end would be looked for every 0.1 seconds
                self.km.provisioner.process.kill()
                self.km.provisioner.process.wait()
            self._cleanup_kernel()

    def _run_student(self, nb, trusted):
        type(self).stopped, type(self).odd = stopped, odd = [], []
        type(self).ended = []
        for index, cell in enumerate(nb.cells):
            is_test = is_grade(cell) and name_of(cell) in trusted
            if is_test:
                self._keep_values(trusted[name_of(cell)])
            if cell.cell_type != "code" or is_test or not self._ready():
                continue
            self._run_cell(cell, index)
            self.again |= self.functions & names_made(cell.source)
            if name_of(cell) in trusted and any(map(is_stop, cell.outputs)):
                stopped.append(name_of(cell))
            if not parsed(cell.source):
                odd.append(index + 1)
            if self.ok:
                self.finished.append((cell.copy(), index))

    def _keep_values(self, test):
        """Keep the numbers that a test asks for as they are in its place.

        There the notebook looks at them; further down a name may be used once more. The
        student can see what is asked here, so a hidden part asks nothing. Functions the
        kernel keeps: see `exercises.answer`.
        """
        for name in ASKED.findall(test.partition(HIDDEN)[0]):
            reply = self._read(json.dumps(PING | {"expression": name}))
            if "value" in reply:
                self.kept[name] = reply
            elif "function" in reply:
                self.functions.add(name)

    def _later_values(self):
        """Of what was kept, the values that have changed since; before a test asks."""
        kept, self.kept, later = self.kept, {}, {}
        for name in kept:
            if not self.ok:  # no kernel is started again for this
                break
            reply = self._read(json.dumps(PING | {"expression": name}))
            if "value" in reply and reply != kept[name]:
                later[name] = reply
        self.kept = kept
        return later

    def _run_cell(self, cell, index):
        self.output_left, self.left_out = MOST_OUTPUT, False
        self.flood_left = MOST_FLOOD
        self.until = time.monotonic() + self.limits.cell + GRACE
        try:
            self.execute_cell(cell, index)
            self.ok = not any(map(is_stop, cell.outputs)) or self._answers()
        except Exception as error:
            # A dead kernel, or one that speaks nonsense: in either case a new one.
            self.ok = False
            text = f"the kernel died here: {self._why_gone()}"
            if not isinstance(error, DeadKernelError):
                text = f"the kernel could not be read here ({type(error).__name__})"
            self.ended.append(text.replace("here", f"in cell {index + 1}"))
            cell.outputs.append(failure("KernelStopped", text))
        if any(output.get("ename") == TIMEOUT for output in cell.outputs):
            seconds = f"{self.limits.cell:g} seconds"
            self.ended.append(f"cell {index + 1} was stopped after {seconds}")
        if self.left_out:
            cell.outputs.append(new_output("stream", name="stderr", text=LEFT_OUT))
        outputs = sorted(cell.outputs, key=is_stop, reverse=True)  # that is why
        errors = [happened(output) for output in outputs if is_error(output)]
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
                if not self._late():
                    self._run_cell(cell, index)
        return self.ok and not self._late()

    def _late(self):
        return time.monotonic() > self.deadline

    def _answers(self):
        """Whether the kernel still answers, or answers again after an interrupt."""
        return "error" not in self._ask(PING, 3)

    def output(self, outs, msg, display_id, cell_index):
        """Keep an output, unless the cell has printed too much already."""
        text = json.dumps(msg["content"], ensure_ascii=False)
        size = weight(text)
        self.output_left -= size
        self.outputs_left -= size
        self.flood_left -= len(text)
        if self.flood_left < 0:
            process = self.km.provisioner.process
            process.stopped_for = "it printed far too much"
            process.kill()
        if min(self.output_left, self.outputs_left) < 0:
            self.left_out = True
            return None
        # Without a name: an output that can be changed later would escape the limit.
        return super().output(outs, msg, None, cell_index)

    def handle_comm_msg(self, *_):
        """Keep nothing of widgets: their state could grow without end."""

    # The instructor's side

    def _run_tests(self, nb, trusted, student):
        names, passed, failed = {"STUDENT": student}, [], []
        # In our order: one test may compare with what another one got before.
        for cell in sorted(nb.cells, key=lambda cell: cell.metadata.get(PLACE, 0)):
            name = name_of(cell)
            if cell.cell_type != "code" or name not in trusted:
                continue
            cell.metadata[FAULT] = VISIBLE
            if cell.metadata.get("deleted"):
                self._run_test(trusted[name].partition(HIDDEN)[0], names)
                text = (
                    f"the test cell {name!r} was deleted from the notebook: no points"
                )
                cell.outputs = [failure("DeletedTest", text)]
            elif is_grade(cell):
                visible, begin, hidden = trusted[name].partition(HIDDEN)
                error = self._run_test(visible, names)
                cell.outputs = [] if error is None else [explanation(error)]
                if error is not None:
                    failed.append((cell, names.copy()))
                elif begin:
                    passed.append((cell, begin + hidden, names.copy()))
            else:
                # What the submission says that our cells print, it could invent.
                printed = printed_by(trusted[name], names)
                cell.outputs = list(filter(is_error, cell.outputs)) or printed
        for cell, hidden, known in passed:
            error = self._run_test(hidden, known)
            if error is not None:
                cell.outputs = [explanation(error)]
                cell.metadata[FAULT] = kind_of(error)
                failed.append((cell, known))
        self._tell_changes(failed, trusted)

    def _tell_changes(self, failed, trusted):
        """Say which failed tests asked for what a cell below them changes.

        Whether they would pass with the other answer, only the instructor is told.
        """
        type(self).changed = changed = []
        self.kept |= self.later
        self.first = True
        for cell, known in failed:
            test = trusted[name_of(cell)]
            asked = dict.fromkeys(ASKED.findall(test.partition(HIDDEN)[0]))
            later = [name for name in asked if name in self.later]
            again = [name for name in asked if name in self.again]
            if text := said_changed(later, again):
                cell.metadata[CHANGED] = text
                cell.outputs[0].evalue += f"; {text}"
                cell.outputs[0].traceback[0] += f"; {text}"
                if self._run_test(test, known) is None:
                    changed.append((name_of(cell), text))

    def _run_test(self, source, names):
        """Run a part of a test; returns what it raised. Nothing it prints is kept."""
        unseen = io.StringIO()
        with exercises.reading_from(self._read), contextlib.redirect_stdout(unseen):
            return raised_by(source, names)

    def _read(self, request):
        request = json.loads(request)
        if (name := request["expression"]) in self.kept:
            return self.kept[name]
        if not self._ready():
            text = "the notebook ran too long, or stopped its kernel"
            return {"error": text, "kind": "gone"}
        reply = self._ask(request | {"first": self.first}, self.limits.call)
        if not self.ok:  # perhaps the interrupt was enough; otherwise: restart
            self.ok = self._answers()
        return reply

    def _ask(self, request, seconds):
        self.until = time.monotonic() + seconds + GRACE
        try:
            reply = dict(run_sync(self._exchange)(json.dumps(request), seconds))
            if "error" in reply:
                name = request["expression"].partition("(")[0]
                known = self.lacking | self.broken
                words = explained(str(reply["error"]), name, known)[:LONGEST]
                reply = {"error": words or "an error", "kind": said_kind(reply)}
            return reply
        except TimeoutError:
            text = f"no answer after {seconds:g} seconds: {self.guess}"
            kind = "time"
        except KernelGoneError:
            text = f"the call stopped the notebook: {self._why_gone()}"
            kind = "memory" if "of memory" in text else "gone"
            self.ended.append(text)
        except Exception as error:
            text = f"the answer could not be read ({type(error).__name__})"
            kind = "type"
        self.ok = False
        return {"error": text, "kind": kind}

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


PING = {"expression": "0", "values": encode({}), "strict": False, "only": None}


def weight(text: str) -> int:
    """Characters for which counts what a kernel has sent, as JSON."""
    slow = len(SLOW.findall(text[:MOST_OUTPUT]))  # what follows is too much as it is
    size = len(text) + SLOW_AS_TEXT * slow
    size += PICTURE_AS_TEXT * text.count('"image/')
    return size + COLOUR_AS_TEXT * text.count("\\u001b")


def timeout_error(seconds):
    """What stands below a cell that was stopped."""
    text = f"stopped after {seconds:g} seconds: an endless loop?"
    return {"ename": TIMEOUT, "evalue": text, "traceback": [f"{TIMEOUT}: {text}"]}


def name_of(cell):
    """The nbgrader name of a cell, or None."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def said_kind(reply):
    """Which kind of fault the student's side names: one of few, or any error."""
    kind = reply.get("kind")
    known = isinstance(kind, str) and (kind in OWN_KINDS or kind in ERRORS)
    return kind if known else "error"


def kind_of(error):
    """The kind of fault for which a test failed."""
    if isinstance(error, exercises.WrongAnswerError):
        return error.kind
    return "value" if isinstance(error, AssertionError) else "type"


def is_error(output):
    """Whether an output says that something failed."""
    return output.output_type == "error"


def is_stop(output):
    """Whether an output says that its cell was stopped."""
    return output.get("ename") in (TIMEOUT, "KernelStopped")


def raised_by(source, names):
    """Run a cell of the instructor; returns the error that ended it, or None."""
    try:
        exec(compile(source, "<test>", "exec"), names)
    except Exception as error:
        return error
    return None


def printed_by(source, names):
    """Run a cell of the instructor; returns an output with what it printed, if any."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        raised_by(source, names)
    text = said.getvalue()
    return [new_output("stream", name="stdout", text=text)] if text else []


def explanation(error):
    """The output that says, to the instructor, why a test failed."""
    kind = type(error).__name__
    if isinstance(error, AssertionError):
        return failure(WRONG, str(error)[:LONGEST])
    return failure(kind, f"{kind}: {error}"[:LONGEST])


def failure(name, text):
    """An error output of one line, without the code around it."""
    text = plain(text).replace("\x1b", "")  # nor colours, white for example
    return new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
