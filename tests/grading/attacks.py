"""What a cunning student might hand in: texts that run, and answers that tell."""

HOST = "http://evil.example"  # nothing may be fetched from here
RUN = "pwned()"  # nothing may call this
PIXEL = (  # the smallest picture
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5E"
    "rkJggg=="
)

MARKDOWN = {
    "script": f"<script>{RUN}</script>",
    "script in pieces": f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    "link": f"[b](javascript:{RUN})",
    "link, capitals and blanks": f"[b]( JaVaScRiPt:{RUN})",
    "link, decimal entity": f"[b](&#106;avascript:{RUN})",
    "link, hexadecimal entity": f"[b](&#x6A;avascript:{RUN})",
    "link, entity without end": f"[b](&#0000106avascript:{RUN})",
    "link, tabulator entity": f"[b](java&Tab;script:{RUN})",
    "link, named colon": f"[b](javascript&colon;{RUN})",
    "link, control sign": f"[b](&#1;javascript:{RUN})",
    "link, percent": f"[b](javascript%3A{RUN})",
    "link, old script": f"[a](vbscript:{RUN})",
    "link, data": f"[b](data:text/html,<script>{RUN}</script>)",
    "link, reference": f"[b]\n\n[b]: javascript:{RUN} 'title'",
    "link, angle": f"<javascript:{RUN}>",
    "link, title": f"[b](https://a.example '\"onmouseover={RUN} autofocus')",
    "link, own server": "[b](/api/shutdown) [c](../formgrader/x) [d](//evil.example)",
    "picture": f"![x]({HOST}/picture.png)",
    "picture that runs": f'![x](x"onerror="{RUN})',
    "picture, SVG": f"![x](data:image/svg+xml,<svg onload={RUN}>)",
    "picture, reference": f"![x]\n\n[x]: {HOST}/reference.png",
    "HTML picture": f"<img src=x onerror={RUN}><img src={HOST}/html.png>",
    "HTML picture, slashes": f"<img/src=x/onerror={RUN}//>",
    "SVG": f"<svg onload={RUN}><animate onbegin={RUN} attributeName=x></svg>",
    "SVG link": f'<svg><a xlink:href="javascript:{RUN}"><text y=9>b</text></a></svg>',
    "MathML": f'<math><mtext href="javascript:{RUN}">b</mtext></math>',
    "mutation": (
        f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;"
        f"&lt;img src=x onerror={RUN}&gt;'>"
    ),
    "noscript": f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    "form": f"<form action=javascript:{RUN}><input type=submit autofocus></form>",
    "focus": f"<input autofocus onfocus={RUN}><details open ontoggle={RUN}>",
    "style": f"<style>@import '{HOST}/a.css';*{{background:url({HOST}/b)}}</style>",
    "inline style": f'<p style="background:url({HOST}/c);position:fixed">x</p>',
    "frame": f"<iframe srcdoc='<script>parent.{RUN}</script>' src={HOST}></iframe>",
    "object": f"<object data={HOST}/o></object><embed src={HOST}/e>",
    "base": f"<base href={HOST}/><link rel=stylesheet href={HOST}/l.css>",
    "refresh": f"<meta http-equiv=refresh content='0;url={HOST}/m'>",
    "media": f"<video poster={HOST}/v><source onerror={RUN} src=x></video>",
    "comment": f"<!--><img src=x onerror={RUN}>-->",
    "code that ends": f"```</code></pre><script>{RUN}</script>\nx\n```",
    "language that ends": f'```x"><script>{RUN}</script>\nx\n```',
    "diagram": f'```mermaid\ngraph TD; A-->B; click A "javascript:{RUN}"\n```',
    "formula": f"$\\href{{javascript:{RUN}}}{{x}}$ $$<img src=x onerror={RUN}>$$",
    "formula, entities": f"&#92;(&#92;href{{javascript:{RUN}}}{{x}}&#92;)",
    "formula, token": f"$\\mmlToken{{mi}}[href='javascript:{RUN}']{{x}}$",
    "environment": f"\\begin{{a}}<script>{RUN}</script>\\end{{a}}",
    "heading": "# predict",
    "name": "<a name=predict id=predict-comment class=score>x</a>",
    "block": f"<div>\n\n<script>{RUN}</script>\n\n</div>\n\n*x* <b onclick={RUN}>x</b>",
    "list": f"- [x] <script>{RUN}</script>\n\nx\n: <img src=x onerror={RUN}>",
    "table": f'a|b\n:--|--:\n<img src=x onerror={RUN}>|"onclick={RUN}',
    "attachment": "![x](attachment:none.png)",
}

OUTPUTS = f"""
from IPython.display import display
bad = "<script>{RUN}</script><img src=x onerror={RUN}><img src={HOST}/output>"
for kind in ["html", "latex", "markdown", "vnd.mermaid", "javascript"]:
    display({{f"text/{{kind}}": bad}}, raw=True)
display({{"image/svg+xml": "<svg onload={RUN}>", "text/plain": bad}}, raw=True)
display({{"application/javascript": "{RUN}"}}, raw=True)
display({{"image/png": "'>" + bad}}, raw=True)
wide = {{"image/png": {{"width": bad}}}}
display({{"image/png": "{PIXEL}"}}, raw=True, metadata=wide)
print(bad)
kernel = get_ipython().kernel
send = lambda kind, **content: kernel.send_response(kernel.iopub_socket, kind, content)
send("stream", name=bad, text=bad)
send("error", ename=bad, evalue=bad, traceback=[bad])
send("execute_input", code=bad, execution_count="1" + bad)
print("\\ud800 half a sign")
"""

TELLING = '''
import json, sys, threading, warnings
from IPython.display import display

def teller(right, public, *ways):
    """Right where all is known; otherwise one way after the other to tell."""
    ways = iter(ways)
    def answer(*args):
        return right(*args) if public(*args) else next(ways)("TO" "LD" + repr(args))
    return answer

def throw(error):
    raise error

class Odd(Exception):
    __str__ = __repr__ = lambda self: self.args[0]

def chained(text):
    try:
        raise KeyError(text)
    except KeyError as error:
        raise ValueError(text) from error

def noted(text):
    error = ValueError(text)
    error.add_note(text)
    raise ExceptionGroup(text, [error])

def in_a_thread(text):
    thread = threading.Thread(target=throw, args=[ValueError(text)])
    thread.start()
    thread.join()
    raise ValueError

def unraisable(text):
    class Last:
        def __del__(self):
            raise ValueError(text)
    Last()
    sys.excepthook(ValueError, ValueError(text), None)
    raise ValueError

def printed(text):
    print(text)
    print(text, file=sys.stderr)
    warnings.warn(text)
    display({"text/plain": text}, raw=True)
    raise ValueError

PENDING, written = [], exercises.answer

def answer(request):
    text = written(request)
    return json.dumps(PENDING.pop()) if PENDING else text

exercises.answer = answer

def reply(make):
    """Answer past the code that should."""
    def way(text):
        PENDING.append(make(text))
        raise ValueError
    return way

def array(dtype="float64", shape=(1,), values=(1,)):
    about = {"kind": "array", "dtype": dtype, "shape": shape, "values": values}
    return {"value": about}

WAYS = [
    lambda text: throw(ValueError(text)),
    lambda text: throw(Odd(text)),
    lambda text: throw(type(text, (Exception,), {})(text)),
    chained,
    noted,
    lambda text: throw(KeyError(text * 10_000)),
    lambda text: sys.exit(text),
    lambda text: throw(KeyboardInterrupt(text)),
    lambda text: throw(NotImplementedError(text)),
    in_a_thread,
    unraisable,
    printed,
    lambda text: text,
    lambda text: {text: text},
    lambda text: [text, [text]],
    lambda text: type(text, (), {})(),
    lambda text: throw(exercises.SubmissionError(text)),
    lambda text: throw(AssertionError(text)),
    reply(lambda text: {"error": text, "kind": text}),
    reply(lambda text: {"error": [text], "kind": ["ValueError", text]}),
    reply(lambda text: {"value": {"kind": text}}),
    reply(lambda text: {"value": {"kind": "params", "cell": text}}),
    reply(lambda text: array(dtype=text)),
    reply(lambda text: array(shape=text)),
    reply(lambda text: array(values=[text])),
    reply(lambda text: {text: text}),
    reply(lambda text: [[text, text], ["value", text]]),
    reply(lambda text: text),
    reply(lambda text: {"function": text}),
    reply(lambda text: {"error": ""}),
]
first = 6 * NUMBER
more = iter(WAYS[first + 2 : first + 6])
sigmoid = teller(sigmoid, lambda z: np.size(z) < 3, *WAYS[first : first + 2])
gate = teller(gate, lambda W, b, a_prev, x_t: len(b) == 2, next(more))
half_life = teller(half_life, lambda f: f == 0.5, next(more))
forget_for = teller(forget_for, lambda steps: steps == 1, next(more))
repaired = teller(repaired, lambda p, x_t, a_prev: len(x_t) == 1, next(more))
'''
LATER = """
kept, right = [], gate
def gate(*args):
    if len(args[1]) == 4:
        kept.append("TO" "LD" + repr(args))
    elif kept and len(args[1]) == 3:
        raise ValueError(kept[0])
    return right(*args)
"""
WAYS = 30
TESTS = 7  # of hidden tests that such a notebook answers in one of the ways
LOOK = """
import ctypes, os, platform, socket, sys  # looks around
found = [os.environ, sys.path, sys.prefix, sys.argv, os.getcwd(), os.getuid()]
found += [socket.gethostname(), platform.uname(), get_ipython().config]
found += [get_ipython().parent_header, vars(get_ipython().kernel.session)]
found.append(open(get_ipython().kernel.parent.connection_file).read())
for folder, folders, files in os.walk("/"):
    if folder.startswith(("/usr", "/python", "/packages/", "/package/")):
        folders.clear()
    for name in [*folders, *files]:
        path = os.path.join(folder, name)
        found += [path, os.readlink(path) if os.path.islink(path) else ""]
for folder in sys.path:
    names = os.listdir(folder) if os.path.isdir(folder) else []
    links = [n for n in names if n.endswith(".pth") or n.startswith("__editable__")]
    for name in links + [name + "/direct_url.json" for name in names]:
        try:
            found += [name, open(os.path.join(folder, name)).read()]
        except (OSError, UnicodeDecodeError):
            pass
for name in ["1/environ", "1/cmdline", "self/mountinfo", "mounts", "version"]:
    try:
        found.append(open("/proc/" + name).read())
    except OSError as error:
        found.append(error.strerror)
call = ctypes.CDLL(None, use_errno=True).syscall
on_pc = platform.machine() == "x86_64"
for number in [101, 310, 312, 103] if on_pc else [117, 270, 272, 116]:
    found.append((number, call(number, 1, 1, 0, 0, 0), ctypes.get_errno()))
found.append((0, call(41 if on_pc else 198, 40, 1, 0), ctypes.get_errno()))  # vsock
for number in [438, 457, 458]:
    found.append((number, call(number, 1, 1, 0, 0, 0), ctypes.get_errno()))
print("looked", set(map(str, found)))
"""
