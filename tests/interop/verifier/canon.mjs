// FORMAT.md 2: canonical JSON. A lenient parser of RFC 8259 decides what is JSON at all; writing the
// value again and comparing decides what is canonical.
import { need, reject, utf8 } from './bytes.mjs';

const DEPTH = 8, LIMIT = 1 << 20;

class Parser {
  constructor(text) { this.text = text; this.at = 0; }
  space() { while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at++; }
  bad() { reject('json-syntax', `at ${this.at}`); }
  take(c) { if (this.text[this.at] !== c) this.bad(); this.at++; }
  match(regexp) {
    regexp.lastIndex = this.at;
    const m = regexp.exec(this.text);
    if (!m) this.bad();
    this.at += m[0].length;
    return m[0];
  }
  string() {
    this.take('"');
    const raw = this.match(/(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y);
    this.take('"');
    const value = raw.replace(/\\(u....|.)/g, (_, e) =>
      (e[0] === 'u' ? String.fromCharCode(parseInt(e.slice(1), 16)) : { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[e] ?? e));
    if (!value.isWellFormed()) this.bad();
    return value;
  }
  // The depth is bounded, so that this calls itself at most 9 times.
  value(depth) {
    this.space();
    const c = this.text[this.at];
    if (c === '{' || c === '[') {
      if (depth > DEPTH) reject('json-syntax', 'too deep');
      return c === '{' ? this.object(depth) : this.array(depth);
    }
    if (c === '"') return this.string();
    if (c === '-' || (c >= '0' && c <= '9')) return { number: this.match(/-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y) };
    const word = this.match(/true|false|null/y);
    return word === 'null' ? null : word === 'true';
  }
  object(depth) {
    const members = new Map();
    this.at++;
    this.space();
    if (this.text[this.at] === '}') return this.at++, members;
    for (;;) {
      this.space();
      const name = this.string();
      if (members.has(name)) reject('json-syntax', `${name} twice`);
      this.space();
      this.take(':');
      members.set(name, this.value(depth + 1));
      this.space();
      if (this.text[this.at] === '}') return this.at++, members;
      this.take(',');
    }
  }
  array(depth) {
    const list = [];
    this.at++;
    this.space();
    if (this.text[this.at] === ']') return this.at++, list;
    for (;;) {
      list.push(this.value(depth + 1));
      this.space();
      if (this.text[this.at] === ']') return this.at++, list;
      this.take(',');
    }
  }
}

const forbidden = (c) => (c < 0x20 && c !== 9 && c !== 10) || (c >= 0x7f && c <= 0x9f) || (c >= 0xfdd0 && c <= 0xfdef) ||
  (c & 0xfffe) === 0xfffe || c === 0xfeff || c === 0x61c || c === 0x200e || c === 0x200f ||
  (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);

function writeString(text, form) {
  for (const ch of text) {
    const c = ch.codePointAt(0);
    need(!forbidden(c) && (form !== 'facts' || (c >= 0x20 && c <= 0x7e && c !== 0x22 && c !== 0x5c)), 'json-not-canonical', 'code point');
  }
  return `"${text.replace(/["\\\n\t]/g, (c) => ({ '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t' })[c])}"`;
}
function write(value, form) {
  if (typeof value === 'string') return writeString(value, form);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map((v) => write(v, form)).join(',')}]`;
  if (value instanceof Map) {
    const names = [...value.keys()].sort();
    need(names.every((n) => /^[a-z][a-z0-9_]{0,31}$/.test(n)), 'json-not-canonical', 'name');
    return `{${names.map((n) => `"${n}":${write(value.get(n), form)}`).join(',')}}`;
  }
  need(value !== null && /^(0|[1-9][0-9]{0,15})$/.test(value.number) && Number(value.number) <= Number.MAX_SAFE_INTEGER, 'json-not-canonical', 'number or null');
  return value.number;
}
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([k, v]) => [k, plain(v)]));
  return typeof value === 'object' ? Number(value.number) : value;
}

// The object that canonical bytes stand for; form is 'facts' or 'content'.
export function parse(bytes, form) {
  need(bytes.length <= LIMIT, 'too-large');
  const text = utf8(bytes);
  need(text !== null, 'json-syntax', 'not UTF-8');
  const parser = new Parser(text);
  const value = parser.value(1);
  parser.space();
  need(parser.at === text.length && value instanceof Map, 'json-syntax', 'bytes behind, or no object');
  need(write(value, form) === text, 'json-not-canonical');
  return plain(value);
}

const lift = (v) => (Array.isArray(v) ? v.map(lift) : typeof v === 'number' ? { number: String(v) } :
  typeof v === 'object' ? new Map(Object.entries(v).map(([k, x]) => [k, lift(x)])) : v);
// The canonical bytes of an object.
export const bytesOf = (object, form) => Buffer.from(write(lift(object), form));
