"""Code in one form, to be compared: much can be written in several ways.

Names, types, brackets, names for what is used once, the order of what is added or
multiplied, and lines that do nothing say nothing of who wrote it; nor does what lines
stand in: each is compared by itself.
"""

import ast
import builtins
import contextlib
import copy
import io
import keyword
import tokenize
import unicodedata
from collections import Counter
from collections.abc import Iterator

import numpy as np
from IPython.core.inputtransformer2 import TransformerManager

import lstm_core as lc

SKIPPED = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
READ = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
SHORT = 40  # characters
DEEPEST = 60  # parts of code in one another
HUGE = 2**64
NEUTRAL = {ast.Add: 0, ast.Sub: 0, ast.Mult: 1, ast.Div: 1, ast.Pow: 1}
LIBRARY = {*np.__all__, *lc.__all__} - {*dir(builtins)}


def said_in(source: str) -> str:
    """What the comments and texts of code say."""
    said = (tokenize.COMMENT, tokenize.STRING)
    return " ".join(part.string for part in tokens_of(source) if part.type in said)


def lines_of(source: str) -> list[list[str]]:
    """The tokens of each line of code, and of texts that are code.

    Without comments, names of the student's own, and texts that are no code.
    """
    found, line, before = [], [], ""
    for token in tokens_of(as_python(source)):
        if token.type == tokenize.NEWLINE or token.string == ";":
            found.append(line)
            line = []
        if token.type == tokenize.STRING:
            found += lines_of(code_in(token.string))
        if token.type in SKIPPED or token.type == tokenize.STRING:
            continue
        own = token.type == tokenize.NAME and before != "."
        renamed = own and not keyword.iskeyword(token.string)
        # Python reads fullwidth letters, say, as plain ones.
        line.append("name" if renamed else normal(token.string))
        before = token.string
    return [*found, line]


def tokens_of(source: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens of code, of which an error is the end."""
    lines = io.StringIO(source, newline=None)  # also those of old Macs
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        yield from tokenize.generate_tokens(lines.readline)


def as_python(source: str) -> str:
    """What a notebook makes of a cell before it runs, with a call for each magic.

    In one form, where Python can read it.
    """
    with contextlib.suppress(RecursionError, SyntaxError, ValueError):
        if tree := parsed(source):
            parts = flat(tree)
            for _ in range(2):  # what was put in may make more alike
                parts = list(map(OneForm(parts).visit, parts))
            return "\n".join(map(ast.unparse, parts))
    return source  # does not run, either


def parsed(source: str) -> ast.Module | None:
    """The tree of a cell, with a call for each magic, or None if it is no Python."""
    with contextlib.suppress(RecursionError, SyntaxError, ValueError, MemoryError):
        source = TransformerManager().transform_cell(source)
        return compile(source, "<cell>", "exec", READ)


def flat(tree: ast.Module) -> list[ast.Module | ast.FunctionDef]:
    """A cell and its functions, each with its lines one below the other.

    What a line holds (a loop, a condition, a class) follows it, so that nothing is
    nested deep; lines that do nothing are left out.
    """
    found, todo = [], [tree]
    while todo:
        part = todo.pop()
        lines, waiting = [], part.body[::-1]
        while waiting:
            line = waiting.pop()
            if isinstance(line, ast.FunctionDef | ast.AsyncFunctionDef):
                todo.append(line)
                continue
            if isinstance(line, ast.Assign) and (each := one_by_one(line)):
                waiting += each[::-1]
                continue
            waiting += taken_out(line)[::-1]
            if does_something(line):
                lines.append(line)
        part.body = lines or [ast.Pass()]
        cut(part)
        found.append(part)
    return found


def one_by_one(line: ast.Assign) -> list[ast.Assign]:
    """The assignments that ``a, b = c, d`` makes; empty for another line."""
    names, values = line.targets[0], line.value
    kinds = ast.Tuple | ast.List
    if not (isinstance(names, kinds) and isinstance(values, kinds)):
        return []
    if len(line.targets) > 1 or len(names.elts) != len(values.elts):
        return []
    pairs = zip(names.elts, values.elts, strict=True)
    return [ast.Assign([name], value, lineno=line.lineno) for name, value in pairs]


def taken_out(line: ast.stmt) -> list[ast.stmt]:
    """The lines that a line holds; an empty one stands in their place."""
    inner = []
    for name, held in ast.iter_fields(line):
        if isinstance(held, list) and held and isinstance(held[0], ast.stmt):
            inner += held
            setattr(line, name, [ast.Pass()] if name == "body" else [])
        for part in held if name in ("handlers", "cases") else []:
            inner += part.body
            part.body = [ast.Pass()]
    return inner


def does_something(line: ast.stmt) -> bool:
    """Whether it matters if a line stands there, apart from what it holds."""
    if isinstance(line, ast.Expr):
        return not isinstance(line.value, ast.Name | ast.Constant)
    if isinstance(line, ast.If | ast.While):
        return not isinstance(line.test, ast.Constant)
    return not isinstance(line, ast.Pass)


def cut(tree: ast.AST) -> None:
    """Leave nothing of what is nested deep, or huge: it would keep us from the rest."""
    todo = [(tree, 0)]
    while todo:
        node, depth = todo.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            node.value = min(node.value, HUGE)
        for name, field in ast.iter_fields(node):
            if isinstance(field, ast.expr) and depth >= DEEPEST:
                setattr(node, name, ast.Constant(0))
        todo += [(inner, depth + 1) for inner in ast.iter_child_nodes(node)]


class OneForm(ast.NodeTransformer):
    """Brings code into one form. What comes out is compared, and never run."""

    def __init__(self, parts: list):
        self.names, self.parts = set(), set()  # that code gives to something
        for node in (node for part in parts for node in ast.walk(part)):
            if isinstance(node, ast.arg):
                self.names.add(node.arg)
            elif isinstance(getattr(node, "ctx", None), ast.Store):
                self.names.add(getattr(node, "id", ""))
                self.parts.add(getattr(node, "attr", ""))

    def visit_JoinedStr(self, node):
        """A text, which may be code for exec; what is put into it is a name."""
        parts = (getattr(part, "value", "name") for part in node.values)
        return ast.Constant("".join(p if isinstance(p, str) else "name" for p in parts))

    def visit_arg(self, node):
        """An argument without its type."""
        return ast.arg(node.arg)

    def visit_AnnAssign(self, node):
        """A plain assignment, if there is a value."""
        plain = node.value and ast.Assign([node.target], node.value, lineno=node.lineno)
        return plain and self.visit(plain)

    def visit_Assign(self, node):
        """A lambda that gets a name is a function like others."""
        node = self.generic_visit(node)
        if not isinstance(node.value, ast.Lambda):
            return node
        args, body = node.value.args, [ast.Return(node.value.body)]
        return ast.FunctionDef("name", args, body, [], lineno=node.lineno)

    def visit_AugAssign(self, node):
        """The same as a plain assignment."""
        value = ast.BinOp(copy.deepcopy(node.target), node.op, node.value)
        value.left.ctx = ast.Load()
        return self.visit(ast.Assign([node.target], value, lineno=node.lineno))

    def visit_Name(self, node):
        """What ``import *`` makes known, with the name of its package."""
        if node.id in self.names or node.id not in LIBRARY:
            return node
        return ast.Attribute(ast.Name("np", ast.Load()), node.id, ast.Load())

    def visit_Attribute(self, node):
        """A name for what was put into something; what is turned twice, as it was."""
        node = self.generic_visit(node)
        if node.attr == "real":  # nothing here is complex
            return node.value
        if node.attr == getattr(node.value, "attr", "") == "T":
            return node.value.value
        return ast.Name(node.attr, node.ctx) if node.attr in self.parts else node

    def visit_Subscript(self, node):
        """A part of something, and not all of it; a name for one that has a number."""
        node = self.generic_visit(node)
        if isinstance(node.value, ast.Tuple | ast.List) and len(node.value.elts) == 1:
            return node.value.elts[0]
        if ast.unparse(node.slice) in ("...", ":"):
            return node.value
        if not isinstance(node.value, ast.Name):
            return node
        if not isinstance(node.slice, ast.Constant):
            return node
        # A list, or a dict, can hold what otherwise has names of its own.
        return ast.Name(f"{node.value.id}_{node.slice.value}", node.ctx)

    def visit_Expr(self, node):
        """A name that is given within brackets."""
        given, node = node.value, self.generic_visit(node)
        if not isinstance(given, ast.NamedExpr):
            return node
        return ast.Assign([given.target], node.value, lineno=node.lineno)

    def visit_NamedExpr(self, node):
        """Its value."""
        return self.visit(node.value)

    def visit_FunctionDef(self, node):
        """A function that does not say what it returns."""
        node.returns = None
        return put_in(self.generic_visit(node))

    def visit_Module(self, node):
        """What stands outside of functions."""
        return put_in(self.generic_visit(node))

    def visit_Constant(self, node):
        """A whole number without a point."""
        whole = isinstance(node.value, float) and node.value.is_integer()
        return ast.Constant(min(int(node.value), HUGE)) if whole else node

    def visit_UnaryOp(self, node):
        """What is only called positive, or has a sign twice, without it."""
        node = self.generic_visit(node)
        twice = type(node.op) is type(getattr(node.operand, "op", None))
        if twice and isinstance(node.operand, ast.UnaryOp):
            return node.operand.operand
        return node.operand if isinstance(node.op, ast.UAdd) else node

    def visit_BinOp(self, node):
        """What is added or multiplied, in the order of its shape; no 0 and no 1."""
        node = self.generic_visit(node)
        if does_nothing(node.op, node.right):
            return node.left
        if isinstance(node.op, ast.Sub) and is_negative(node.right):
            node = ast.BinOp(node.left, ast.Add(), node.right.operand)
        if isinstance(node.op, ast.Add | ast.Mult):
            if does_nothing(node.op, node.left):
                return node.right
            node.left, node.right = sorted((node.left, node.right), key=shape)
        return node


def is_negative(node) -> bool:
    """Whether a part of code has a minus in front."""
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def does_nothing(operation, number) -> bool:
    """Whether an operation with this number leaves the other one as it is."""
    neutral = NEUTRAL.get(type(operation), NEUTRAL)
    return isinstance(number, ast.Constant) and number.value == neutral


def shape(node, depth: int = 3) -> str:
    """What a part of code consists of, but for its names."""
    inner = (shape(part, depth - 1) for part in ast.iter_child_nodes(node) if depth)
    own = getattr(node, "attr", getattr(node, "value", ""))
    said = own if isinstance(own, str | int | float) else ""
    return f"{type(node).__name__}{said}({','.join(inner)})"


def put_in(block):
    """Code with the values of names that are used once or stand for something short."""
    number_names(block)
    names = (node for node in ast.walk(block) if isinstance(node, ast.Name))
    used = Counter((name.id, type(name.ctx)) for name in names)
    values, seen = {}, set()
    for node in ast.walk(block):
        if isinstance(node, ast.Assign):  # not x = _ = ...
            read = [t for t in node.targets if used[getattr(t, "id", ""), ast.Load]]
            node.targets = read or node.targets[:1]

    class PutIn(ast.NodeTransformer):
        def visit_Name(self, node):
            if not isinstance(node.ctx, ast.Load) or node.id not in values:
                return node
            seen.add(node.id)
            return values[node.id]

    for line in block.body:
        PutIn().visit(line)
        targets = getattr(line, "targets", [None])
        if isinstance(line, ast.Assign) and isinstance(targets[0], ast.Name):
            name, value = targets[0].id, line.value
            loads, stores = used[name, ast.Load], used[name, ast.Store]
            once = (loads == 1 and not is_deep(value)) or is_short(value)
            if once and len(targets) == stores == 1:
                values[name] = value
    body = [line for line in block.body if not stands_for(line, values.keys() & seen)]
    block.body = body or block.body
    return block


def stands_for(line, names) -> bool:
    """Whether a line only gives one of these names to something."""
    target = line.targets[0] if isinstance(line, ast.Assign) else None
    return isinstance(target, ast.Name) and target.id in names


def number_names(block) -> None:
    """Give a name that gets another value another number: it could be another name."""
    given = (node.arg for node in ast.walk(block) if isinstance(node, ast.arg))
    times = Counter(given)
    for line in block.body:
        names = [node for node in ast.walk(line) if isinstance(node, ast.Name)]
        for node in sorted(names, key=lambda node: isinstance(node.ctx, ast.Store)):
            known = times[name := node.id]
            if isinstance(node.ctx, ast.Store):
                times[name] += 1
                known += 1
            if known > 1:
                node.id = f"{name}_{known}"


def is_deep(value, most: int = DEEPEST) -> bool:
    """Whether parts of code stand in one another so often that it is left alone."""
    inner = ast.iter_child_nodes(value)
    return most == 0 or any(is_deep(part, most - 1) for part in inner)


def is_short(value) -> bool:
    """Whether code stays code of its size if this stands there many times."""
    plain = isinstance(value, ast.Name | ast.Attribute | ast.Constant)
    return plain and len(ast.unparse(value)) <= SHORT


def code_in(text: str) -> str:
    """What a text in code holds, if that is code again, to be run by exec."""
    with contextlib.suppress(RecursionError, SyntaxError, ValueError, MemoryError):
        held = ast.literal_eval(text)
        held = held.decode() if isinstance(held, bytes) else str(held)
        tree = parsed(held)
        if tree and {type(line) for line in tree.body} - {ast.Expr}:
            return held
    return ""


def normal(text: str) -> str:
    """Without other forms of letters, and with accents as signs of their own."""
    return unicodedata.normalize("NFKD", text)
