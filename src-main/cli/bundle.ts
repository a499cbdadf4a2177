import { formatInstant } from '../../src-core/encoding/instant.ts';
import { sealBundle } from '../recording/seal-bundle.ts';
import { VERSION } from '../version.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';

export interface BundleOptions {
  readonly folders: readonly string[];
  readonly out: string;
  readonly caseName?: string | undefined;
  /** False: nothing that was withheld is packed open. */
  readonly disclosures: boolean;
  readonly force: boolean;
  /** `created`, epoch milliseconds; the clock if absent. */
  readonly at?: number | undefined;
  readonly json: boolean;
}

/** Seals folders of chains into one bundle. */
export async function runBundle(options: BundleOptions, io: CommandIo): Promise<ExitCode> {
  const sealed = await sealBundle(options.folders, options.out, {
    created: formatInstant(options.at ?? io.now()),
    producer: `assize ${VERSION}`,
    caseName: options.caseName,
    disclosures: options.disclosures,
    overwrite: options.force,
  });
  if (options.json) {
    await io.stdout(`${JSON.stringify(sealed)}\n`);
    return EXIT.pass;
  }
  const lines = sealed.chains.map(
    (chain) => `  ${visible(chain.actor)}  ${chain.id}  ${chain.first}..${chain.last}  ${chain.head}`,
  );
  const files = { en: `${sealed.files} files`, 'zh-CN': `${sealed.files} 个文件` }[io.lang];
  await io.stdout(`${sealed.path}  ${sealed.bytes} B  ${files}\n${sealed.sha256}\n${lines.join('\n')}\n`);
  return EXIT.pass;
}
