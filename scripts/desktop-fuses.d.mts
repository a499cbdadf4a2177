import type { FuseV1Config } from '@electron/fuses';

export declare const fuses: FuseV1Config & { readonly strictlyRequireAllFuses: true };
export default function afterPack(context: {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  readonly packager: { readonly appInfo: { readonly productFilename: string }; readonly executableName?: string };
}): Promise<void>;
