#!/usr/bin/env python3
"""What is in SAP's security policies, counted without anything of basislint: `python3 counts.py FOLDER` prints JSON.

`samples.json` and `repository.json` beside it are what it printed for ../shared/samples/semantics/frun and for
SAP-samples/frun-csa-policies-best-practices at commit 3dc0a279; `counts.rs` compares."""
import sys, os, re, json, base64, hashlib
from xml.parsers import expat
from collections import Counter

PRED = ('compliant', 'noncompliant', 'joincompliant', 'joinnoncompliant')

# ---------------------------------------------------------------- reading
def decode(raw):
    """-> (text, encoding used)"""
    for bom, enc in ((b'\xef\xbb\xbf', 'utf-8'), (b'\xff\xfe', 'utf-16-le'), (b'\xfe\xff', 'utf-16-be')):
        if raw.startswith(bom):
            return raw[len(bom):].decode(enc), enc + ' (BOM)'
    try:
        return raw.decode('utf-8'), 'utf-8'
    except UnicodeDecodeError:
        return raw.decode('cp1252', 'replace'), 'windows-1252'

class Node:
    __slots__ = ('tag', 'attr', 'kids', 'text', 'line', 'start', 'end', 'comments')
    def __init__(s, tag, attr, line, start):
        s.tag, s.attr, s.kids, s.text, s.line, s.start, s.end, s.comments = tag, attr, [], [], line, start, 0, 0
    @property
    def t(s): return ''.join(s.text)
    def get(s, tag): return [k for k in s.kids if k.tag == tag]

def parse_xml(text):
    m = re.match(r'\s*<\?xml.*?\?>', text, re.S)
    off = m.end() if m else 0
    # keep line numbers: only the declaration goes, its line breaks stay
    body = (('\n' * text[:off].count('\n')) + text[off:]).encode('utf-8')
    shift = None
    p = expat.ParserCreate('utf-8')
    root, stack = [], []
    def start(tag, attr):
        n = Node(tag, dict(attr), p.CurrentLineNumber, p.CurrentByteIndex)
        (stack[-1].kids if stack else root).append(n)
        stack.append(n)
    def end(tag):
        n = stack.pop()
        i = p.CurrentByteIndex
        n.end = body.index(b'>', i) + 1
    def data(d):
        if stack: stack[-1].text.append(d)
    def comment(d):
        if stack: stack[-1].comments += 1
    p.StartElementHandler, p.EndElementHandler, p.CharacterDataHandler, p.CommentHandler = start, end, data, comment
    p.buffer_text = True
    p.Parse(body, True)
    return root[0], body

class Item:
    pass

class Policy:
    pass

def policy(root, body, path, inside=None):
    P = Policy()
    P.path, P.inside, P.id, P.attr, P.root, P.items = path, inside, root.attr.get('id', ''), root.attr, root, []
    seen = Counter()
    for cs in root.get('configstore'):
        for ci in cs.get('checkitem'):
            I = Item()
            I.policy, I.store, I.id, I.attr, I.line = P, cs.attr.get('name', ''), ci.attr.get('id', ''), ci.attr, ci.line
            I.desc = ci.attr.get('desc', '')
            I.cs, I.node = cs, ci
            seen[I.id, I.store] += 1
            I.ordinal = seen[I.id, I.store]
            g = lambda t: ci.get(t)[0].t if ci.get(t) else None
            I.compliant, I.noncompliant = g('compliant'), g('noncompliant')
            I.joins = []
            for j in ci.get('joinstore'):
                h = lambda t: j.get(t)[0].t if j.get(t) else None
                I.joins.append((j.attr.get('name', ''), h('joincompliant'), h('joinnoncompliant'), j.attr))
            op = ci.attr.get('operator', '')
            I.op_full = op.strip()
            I.op = I.op_full.split(':')[0].strip().upper()
            I.op_arg = I.op_full.split(':', 1)[1].strip() if ':' in I.op_full else ''
            I.raw = body[ci.start:ci.end].decode('utf-8').replace('\r\n', '\n')
            I.sha = hashlib.sha256(I.raw.encode('utf-8')).hexdigest()
            P.items.append(I)
    P.pred_elements = []      # (tag, text, item id)
    for I in P.items:
        for k in I.node.kids:
            if k.tag in PRED: P.pred_elements.append((k.tag, k.t, I))
            if k.tag == 'joinstore':
                for kk in k.kids:
                    if kk.tag in PRED: P.pred_elements.append((kk.tag, kk.t, I))
    return P

def walk(n):
    yield n
    for k in n.kids: yield from walk(k)

def load(path):
    raw = open(path, 'rb').read()
    text, enc = decode(raw)
    root, body = parse_xml(text)
    if root.tag == 'targetsystem':
        P = policy(root, body, path)
        P.enc = enc
        return 'policy', [P], enc, raw
    if root.tag.endswith('abap'):
        out = []
        for n in walk(root):
            if n.tag != 'item': continue
            x = n.get('ENTRY_XDATA')
            if not x: continue
            eid = n.get('ENTRY_ID')[0].t if n.get('ENTRY_ID') else ''
            et = n.get('ENTRY_TYPE')[0].t if n.get('ENTRY_TYPE') else ''
            t2, _ = decode(base64.b64decode(x[0].t))
            r2, _ = parse_xml(t2)
            for d in walk(r2):
                if d.tag == 'DEF_XDATA' and d.t.strip():
                    t3, e3 = decode(base64.b64decode(d.t))
                    r3, b3 = parse_xml(t3)
                    if r3.tag == 'targetsystem':
                        P = policy(r3, b3, path, (et, eid)); P.enc = e3
                        out.append(P)
        return 'container', out, enc, raw
    return 'other:' + root.tag, [], enc, raw

def xml_files(args):
    fs = []
    for a in args:
        if os.path.isdir(a):
            for d, _, names in os.walk(a):
                fs += [os.path.join(d, n) for n in names if n.lower().endswith('.xml')]
        else:
            fs.append(a)
    return sorted(fs)

def collapse(s):
    """White space outside of quoted texts to one blank; trimmed."""
    out, i, n = [], 0, len(s)
    for part in re.split(r"('(?:[^']|'')*')", s):
        out.append(part if part.startswith("'") and len(part) > 1 and part.endswith("'") else re.sub(r'\s+', ' ', part))
    return ''.join(out).strip()

# ---------------------------------------------------------------- grammar of section 3
class SyntaxErr(Exception): pass

TOK = re.compile(r"""\s*(?:('(?:[^']|'')*')|(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(\|\||<>|!=|<=|>=|[-=<>(),.*+])|("(?:[^"])*"))""", re.S)

def lex(s):
    toks, i = [], 0
    while True:
        m = TOK.match(s, i)
        if not m:
            if s[i:].strip(): raise SyntaxErr('at %d: %r' % (i, s[i:i + 30]))
            return toks
        i = m.end()
        if m[1] is not None: toks.append(('text', m[1][1:-1].replace("''", "'")))
        elif m[2] is not None: toks.append(('num', m[2]))
        elif m[3] is not None: toks.append(('name', m[3]))
        elif m[4] is not None: toks.append(('op', m[4]))
        else: toks.append(('qname', m[5]))

VALUES = ('current_date', 'current_time', 'current_utctimestamp')
RESERVED = {'and', 'or', 'not', 'like', 'like_regexpr', 'between', 'in', 'case', 'when', 'then', 'else', 'end', 'with', 'group'}

class Parser:
    def __init__(s, text):
        s.t = lex(text); s.i = 0
    def kw(s, *w):
        return s.i < len(s.t) and s.t[s.i][0] == 'name' and s.t[s.i][1].lower() in w
    def op(s, *o):
        return s.i < len(s.t) and s.t[s.i][0] == 'op' and s.t[s.i][1] in o
    def eat(s, o):
        if not (s.op(o) or s.kw(o)): raise SyntaxErr('expected %r at token %d: %r' % (o, s.i, s.t[s.i:s.i + 4]))
        s.i += 1
    def parse(s):
        r = s.or_()
        if s.i != len(s.t): raise SyntaxErr('left over at token %d: %r' % (s.i, s.t[s.i:s.i + 6]))
        return r
    def or_(s):
        a = [s.and_()]
        while s.kw('or'): s.i += 1; a.append(s.and_())
        return a[0] if len(a) == 1 else ('or', a)
    def and_(s):
        a = [s.not_()]
        while s.kw('and'): s.i += 1; a.append(s.not_())
        return a[0] if len(a) == 1 else ('and', a)
    def not_(s):
        if s.kw('not'):
            s.i += 1
            return ('not', s.not_())
        if s.op('('):
            save = s.i
            try:
                s.i += 1
                r = s.or_()
                s.eat(')')
                nxt = s.t[s.i] if s.i < len(s.t) else None
                if nxt and (nxt[0] == 'op' and nxt[1] not in ('(', ')', ',') or nxt[0] == 'name' and nxt[1].lower() in ('like', 'like_regexpr', 'between', 'in')
                            or nxt[0] == 'name' and nxt[1].lower() == 'not'):
                    raise SyntaxErr('it was an expression')
                return r
            except SyntaxErr:
                s.i = save
        return s.test()
    def test(s):
        l = s.expr()
        if s.op('=', '!=', '<>', '<', '<=', '>', '>='):
            o = s.t[s.i][1]; s.i += 1
            return ('cmp', '!=' if o == '<>' else o, l, s.expr())
        neg = False
        if s.kw('not'): s.i += 1; neg = True
        if s.kw('like'): s.i += 1; r = ('like', l, s.expr())
        elif s.kw('like_regexpr'): s.i += 1; r = ('regex', l, s.expr())
        elif s.kw('between'):
            s.i += 1; a = s.expr(); s.eat('and'); r = ('between', l, a, s.expr())
        elif s.kw('in'):
            s.i += 1; s.eat('('); a = [s.expr()]
            while s.op(','): s.i += 1; a.append(s.expr())
            s.eat(')'); r = ('in', l, a)
        else: raise SyntaxErr('no test at token %d: %r' % (s.i, s.t[max(0, s.i - 3):s.i + 4]))
        return ('not', r) if neg else r
    def expr(s):
        l = s.term()
        while s.op('+', '-', '||'):
            o = s.t[s.i][1]; s.i += 1; l = ('bin', o, l, s.term())
        return l
    def term(s):
        l = s.factor()
        while s.op('*'): s.i += 1; l = ('bin', '*', l, s.factor())
        return l
    def factor(s):
        if s.i >= len(s.t): raise SyntaxErr('end')
        k, v = s.t[s.i]
        if k == 'text': s.i += 1; return ('text', v)
        if k == 'num': s.i += 1; return ('num', v)
        if s.op('-'): s.i += 1; return ('neg', s.factor())
        if s.op('('):
            s.i += 1; r = s.expr(); s.eat(')'); return r
        if k == 'name':
            low = v.lower()
            if low == 'case':
                s.i += 1; ws = []; el = None
                while s.kw('when'):
                    s.i += 1; c = s.or_(); s.eat('then'); ws.append((c, s.expr()))
                if s.kw('else'): s.i += 1; el = s.expr()
                s.eat('end')
                return ('case', ws, el)
            if low in RESERVED: raise SyntaxErr('keyword %r at token %d' % (v, s.i))
            s.i += 1
            if s.op('('):
                s.i += 1; a = []; w = []
                if not s.op(')'):
                    a.append(s.expr())
                    while not s.op(')'):
                        if s.op(','): s.i += 1; w.append(',')
                        elif s.kw('in', 'with', 'group'): w.append(s.t[s.i][1].lower()); s.i += 1
                        else: raise SyntaxErr('in call %s at token %d: %r' % (v, s.i, s.t[s.i:s.i + 4]))
                        a.append(s.expr())
                s.eat(')')
                return ('call', low, a, w)
            if low in VALUES: return ('value', low)
            if s.op('.'):
                s.i += 1
                if s.t[s.i][0] != 'name': raise SyntaxErr('column')
                c = s.t[s.i][1]; s.i += 1
                return ('col', low + '.' + c.lower())
            return ('col', low)
        raise SyntaxErr('unexpected %r at token %d' % (v, s.i))

_cache = {}
def parse(text):
    if text not in _cache:
        _cache[text] = Parser(text).parse()
    return _cache[text]

def calls(n, out=None):
    if out is None: out = []
    if isinstance(n, tuple):
        # Two names of one function count as one.
        if n and n[0] == 'call': out.append({'ucase': 'upper', 'lcase': 'lower', 'substring_regexpr': 'substr_regexpr'}.get(n[1], n[1]))
        for x in n: calls(x, out)
    elif isinstance(n, list):
        for x in n: calls(x, out)
    return out

# ---------------------------------------------------------------- counting
def tally(policies):
    c = dict(policies=len(policies), items=0, predicates=0, empty_predicates=0, absent_predicates=0, joins=0, items_with_joins=0, longest_predicate=0)
    texts, store, oper, fp, fc, js, bad, el = set(), Counter(), Counter(), Counter(), Counter(), Counter(), [], Counter()
    for P in policies:
        c['items'] += len(P.items)
        for I in P.items:
            store[I.store] += 1; oper[I.op] += 1
            c['joins'] += len(I.joins); c['items_with_joins'] += bool(I.joins)
            for j in I.joins: js[j[0]] += 1
            c['absent_predicates'] += (I.compliant is None) + (I.noncompliant is None) + sum((j[1] is None) + (j[2] is None) for j in I.joins)
        for tag, t, I in P.pred_elements:
            if not t.strip(): c['empty_predicates'] += 1; continue
            c['predicates'] += 1; el[tag] += 1
            t2 = collapse(t); texts.add(t2)
            c['longest_predicate'] = max(c['longest_predicate'], len(t))
            try: f = calls(parse(t2))
            except SyntaxErr as e: bad.append('%s %s %s %s: %s' % (P.path, P.id, I.id, tag, e)); continue
            for x in f: fc[x] += 1
            for x in set(f): fp[x] += 1
    c.update(different_predicate_texts=len(texts), items_by_store=dict(store), items_by_operator=dict(oper), predicates_by_function=dict(fp),
             function_calls=dict(fc), joins_by_store=dict(js), predicates_by_element=dict(el), parse_errors=bad)
    return c

def main(args):
    fs = xml_files(args)
    pol, ins, cont, errs, encs, other = [], [], 0, [], Counter(), Counter()
    for f in fs:
        try: kind, ps, enc, raw = load(f)
        except Exception as e:
            errs.append('%s: %s' % (f, e)); continue
        encs[enc] += 1
        if kind == 'policy': pol += ps
        elif kind == 'container': cont += 1; ins += ps
        else: other[kind] += 1
    out = tally(pol)
    out.update(files=len(fs), containers=cont, in_containers=tally(ins), files_not_read=errs, encodings=dict(encs), other_roots=dict(other))
    json.dump(out, sys.stdout, indent=1, sort_keys=True, ensure_ascii=False)
    print()

if __name__ == '__main__':
    main(sys.argv[1:])
