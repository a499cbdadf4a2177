import { packContainer } from '../../src-main/files/write-container.ts';
import { memberOf } from '../../src-core/import/member.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import { sampleStories } from './stories.ts';
import type { SampleStory } from './story.ts';

/** Every file of samples/ but the builder's own, by path under samples/: the same bytes on every machine. */
export async function sampleFiles(): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const story of sampleStories()) {
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
    put('README.md', encodeUtf8(readme(story, 'en')));
    put('README.zh-CN.md', encodeUtf8(readme(story, 'zh')));
  }
  return files;
}

function json(value: JsonValue): Uint8Array {
  return encodeUtf8(`${JSON.stringify(value, null, 2)}\n`);
}

function readme(story: SampleStory, lang: 'en' | 'zh'): string {
  const bundles = [...story.bundles.keys()].map((name) => `samples/${story.folder}/${name}.atb`);
  const policy = `--policy samples/${story.folder}/policy.json`;
  const commands = [
    `npm run --silent assize -- verify ${bundles.join(' ')} ${policy}`,
    ...(bundles.length === 2 ? [`npm run --silent assize -- compare ${bundles.join(' ')} ${policy}`] : []),
    `npm run --silent assize -- replay ${bundles[0]} --txn ${String(story.claim['txn'])} ${policy}`,
    `npm run --silent assize -- arbitrate ${bundles.join(' ')} --txn ${String(story.claim['txn'])} --claim samples/${story.folder}/claim.json ${policy}`,
  ];
  return `# ${story.title[lang]}\n\n${story.text[lang]}\n\n\`\`\`sh\n${commands.join('\n')}\n\`\`\`\n`;
}
