// What a shipped profile puts between quotation marks stands so in its source: every such piece of a note is in the
// extracts of the source named beside it (schemas/agreements/quoted). With VS_SOURCES=folder, where the documents
// lie as text, the extracts themselves are looked up in the document with the hash that they name.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { done, is, note, ok } from './lib/tap.mjs';
import { read } from './lib/regime.mjs';

const list = (folder) => readdirSync(new URL(`../../schemas/${folder}`, import.meta.url)).filter((f) => f.endsWith('.json')).map((f) => f.slice(0, -5)).sort();
const quoted = new Map(list('agreements/quoted').map((id) => [id, read(`agreements/quoted/${id}.json`)]));
const profiles = list('agreements').map((id) => read(`agreements/${id}.json`));

// Every object in a document, with its path.
function* objects(value, path) {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [value, path];
  for (const key of Object.keys(value)) yield* objects(value[key], `${path}.${key}`);
}
const isBoth = (value) => typeof value?.nl === 'string' && typeof value.en === 'string'; // words in both languages
const quotations = (text) => text.split('"').filter((_, i) => i % 2 === 1);
const used = new Map([...quoted.keys()].map((id) => [id, []])); // what is quoted of each
for (const regime of list('vectors/regimes')) {
  for (const [object] of objects(read(`vectors/regimes/${regime}.json`), regime)) if (object.quote) used.get(object.source)?.push(object.quote);
}
for (const profile of profiles) {
  const wrong = [];
  let count = 0;
  for (const [object, path] of objects(profile, profile.id)) {
    if (isBoth(object)) continue; // read where it stands
    for (const [key, value] of Object.entries(object)) {
      const text = isBoth(value) ? value.en : value;
      if (typeof text !== 'string' || ['title', 'id'].includes(key)) continue;
      const pieces = quotations(text);
      count += pieces.length;
      if (text.split('"').length % 2 === 0) wrong.push(`${path}.${key}: a quotation without an end`);
      used.get(object.source)?.push(...pieces);
      for (const piece of pieces) {
        if (!quoted.get(object.source)?.extracts.some((x) => x.includes(piece))) wrong.push(`${path}.${key}: not in ${object.source}: ${piece}`);
      }
    }
  }
  is(wrong, [], `${profile.id}: ${count} quotations are true to their sources`);
  ok(count > 0, `${profile.id}: and there are some`);
  // Every reader reads the rest in his own language, and what is quoted as it was written.
  const both = [...objects(profile, profile.id)].filter(([object]) => isBoth(object));
  is(both.filter(([{ nl, en }]) => JSON.stringify(quotations(nl)) !== JSON.stringify(quotations(en)) || nl.split('"').length % 2 === 0).map(([, path]) => path), [], `${profile.id}: quoted alike in both languages`);
  is(both.filter(([{ nl, en }]) => nl === en).map(([, path]) => path), [], `${profile.id}: and the two are not the same`);
  const own = [...objects(profile, profile.id)].flatMap(([object, path]) => Object.entries(object).filter(([key, value]) => ['note', 'what'].includes(key) && typeof value === 'string').map(([key, value]) => [`${path}.${key}`, value]));
  is(own.filter(([, value]) => /[a-z]/i.test(value.split('"').filter((_, i) => i % 2 === 0).join(''))).map(([path]) => path), [], `${profile.id}: what is in one language is nothing but a quotation`);
  // The text is the authority for what has the basis "agreement": a source that is quoted, or that could be read in part.
  is(profile.sources.filter((s) => s.id.startsWith('s-') && !quoted.has(s.id)).map((s) => s.id), [], `${profile.id}: its documents are quoted`);
}
for (const [id, document] of quoted) {
  is(Object.keys(document).filter((k) => !['id', 'title', 'by', 'date', 'sha256', 'extracts'].includes(k)), [], `${id}: no stray member`);
  ok(document.id === id && document.extracts.every((x) => x === x.trim() && !/\s{2}|\n/.test(x)), `${id}: one line an extract`);
  ok(profiles.some((p) => p.sources.some((s) => s.id === id)), `${id}: a profile rests on it`);
  if (!document.sha256) continue; // invented
  // No more of somebody's text is here than a rule or an expectation quotes: the sentence that it stands in.
  is(document.extracts.filter((x) => !used.get(id).some((piece) => x.includes(piece))), [], `${id}: every extract is quoted`);
  is(document.extracts.filter((x) => /[.?!] +[A-Z‘]/.test(x)), [], `${id}: and is one sentence`);
}

const folder = process.env.VS_SOURCES;
if (folder) {
  const texts = new Map(readdirSync(folder).map((f) => readFileSync(join(folder, f))).map((b) => [createHash('sha256').update(b).digest('hex'), b.toString().replace(/\s+/g, ' ')]));
  for (const [id, { sha256, extracts }] of quoted) {
    if (!sha256) continue; // invented
    const text = texts.get(sha256);
    if (!ok(text, `${id}: the document is here`)) continue;
    is(extracts.filter((x) => !text.includes(x)), [], `${id}: every extract stands so in the document`);
  }
} else note('the documents themselves: VS_SOURCES=folder');
done();
