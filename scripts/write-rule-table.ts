// Writes docs/rules.md and docs/rules.zh-CN.md from the packs under rule-packs/. A test holds the pages against the packs.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { builtInPacks } from '../src-core/arbitration/built-in-packs.ts';
import { ruleTable } from '../src-core/arbitration/explain/rule-table.ts';
import { parsePack } from '../src-core/arbitration/pack.ts';
import { parseJson } from '../src-core/json/parse-json.ts';

const root = new URL('../', import.meta.url);
const packs = await Promise.all(
  [...builtInPacks.keys()].map(async (id) => parsePack(parseJson(await readFile(new URL(`rule-packs/${id}/pack.json`, root))))),
);
for (const [name, language] of [
  ['rules.md', 'en'],
  ['rules.zh-CN.md', 'zh-CN'],
] as const) {
  const path = fileURLToPath(new URL(`docs/${name}`, root));
  const options = { ...(await resolveConfig(path)), parser: 'markdown' };
  await writeFile(path, await format(ruleTable(packs, language), options));
}
