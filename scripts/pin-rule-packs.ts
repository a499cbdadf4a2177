// Pins the packs under rule-packs/ by digest in src-core/arbitration/built-in-packs.ts. Run it after a pack was changed on purpose.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parsePack } from '../src-core/arbitration/pack.ts';
import { parseJson } from '../src-core/json/parse-json.ts';

const root = new URL('../', import.meta.url);
const folders = (await readdir(new URL('rule-packs/', root), { withFileTypes: true })).filter((item) => item.isDirectory());
const rows: string[] = [];
for (const { name } of folders.sort((a, b) => (a.name < b.name ? -1 : 1))) {
  const pack = parsePack(parseJson(await readFile(new URL(`rule-packs/${name}/pack.json`, root))));
  if (pack.id !== name) throw new Error(`rule-packs/${name} holds a pack named ${pack.id}`);
  rows.push(`  ['${pack.id}', '${pack.digest}'],`);
}
const target = new URL('src-core/arbitration/built-in-packs.ts', root);
const text = await readFile(target, 'utf8');
const start = text.indexOf('new Map([') + 'new Map(['.length;
const end = text.indexOf('\n]);', start);
await writeFile(target, `${text.slice(0, start)}\n${rows.join('\n')}${text.slice(end)}`);
console.log(`pinned ${rows.length} in ${fileURLToPath(target)}`);
