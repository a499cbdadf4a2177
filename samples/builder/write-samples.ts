import { packContainer } from '../../src-main/files/write-container.ts';
import { memberOf } from '../../src-core/import/member.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import { sampleStories } from './stories.ts';
import type { SampleStory } from './story.ts';

/** Every file of samples/ but the builder's own, by path under samples/: the same bytes on every machine. */
export async function sampleFiles(): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const stories = sampleStories();
  for (const story of stories) {
    const put = (name: string, bytes: Uint8Array): void => void files.set(`${story.folder}/${name}`, bytes);
    for (const [name, members] of story.bundles) {
      // Stored, not deflated: zlib's choices may differ between machines.
      put(
        `${name}.atb`,
        await packContainer(
          [...members].map(([path, bytes]) => memberOf(path, bytes)),
          { level: 0 },
        ),
      );
    }
    put('policy.json', json(story.policy));
    put('claim.json', json(story.claim));
    put('expected.json', json(story.expected as unknown as JsonValue));
    for (const [name, document] of story.extras ?? []) put(name, json(document));
    put('README.md', encodeUtf8(readme(story, 'en')));
    put('README.zh-CN.md', encodeUtf8(readme(story, 'zh')));
  }
  files.set('README.md', encodeUtf8(overview(stories, 'en')));
  files.set('README.zh-CN.md', encodeUtf8(overview(stories, 'zh')));
  return files;
}

function json(value: JsonValue): Uint8Array {
  return encodeUtf8(`${JSON.stringify(value, null, 2)}\n`);
}

const ASSIZE = 'npm run --silent assize --';

function readme(story: SampleStory, lang: 'en' | 'zh'): string {
  const { folder, expected } = story;
  const txn = String(story.claim['txn']);
  const pathOf = (name: string): string => `samples/${folder}/${name}.atb`;
  const all = [...story.bundles.keys()].map(pathOf);
  const first = (expected.bundles ?? [...story.bundles.keys()]).map(pathOf);
  const arbitrate = (paths: readonly string[]): string =>
    `arbitrate ${paths.join(' ')} --txn ${txn} --claim samples/${folder}/claim.json`;
  const commands = [
    `verify ${first.join(' ')}`,
    ...(first.length === 2 ? [`compare ${first.join(' ')}`] : []),
    `replay ${first[0]} --txn ${txn}`,
    arbitrate(first),
    ...(expected.then === undefined ? [] : [arbitrate(all)]),
    ...(story.commands ?? []),
  ].map((command) => `${ASSIZE} ${command} --policy samples/${folder}/policy.json`);
  return `# ${story.title[lang]}\n\n${story.text[lang]}\n\n\`\`\`sh\n${commands.join('\n')}\n\`\`\`\n`;
}

const OVERVIEW = {
  en: {
    title: 'Samples',
    intro:
      'Ten stories to open first, and a whole case, a week of one city, which the console opens as its sample case. Each folder holds the evidence (`*.atb`), the trust policy to judge it by, the claim, and in `expected.json` what the verdict and the ruling must come to. `npm run demo` runs them all.',
    keys: 'Every key here is published with the code that makes the samples (`npm run samples`), so anybody can sign with them: `verify` says so with W_TEST_KEY, which changes no verdict.',
    readme: 'README.md',
  },
  zh: {
    title: '示例',
    intro:
      '十个供入门的故事，以及一个完整的案件：一座城市的一周，控制台将其作为示例案件打开。每个文件夹都有证据（`*.atb`）、据以判断的信任策略、主张，以及 `expected.json` 中核验与裁决应得的结果。`npm run demo` 会全部运行一遍。',
    keys: '这里的密钥都随生成示例的代码（`npm run samples`）一同公开，任何人都能用它们签名：`verify` 以 W_TEST_KEY 提示这一点，但不影响任何结论。',
    readme: 'README.zh-CN.md',
  },
} as const;

function overview(stories: readonly SampleStory[], lang: 'en' | 'zh'): string {
  const { title, intro, keys, readme: name } = OVERVIEW[lang];
  const list = stories.map((story) => `- [${story.folder.slice(0, 2)} ${story.title[lang]}](${story.folder}/${name})`);
  return `# ${title}\n\n${intro}\n\n${list.join('\n')}\n\n${keys}\n`;
}
