// Burns the fuses of a packed Electron. electron-builder calls the default export once the program is packed and before it is signed.
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/** Every fuse that this version of Electron has; a new one stops the packing until somebody decides about it. */
export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** @param {{ appOutDir: string, electronPlatformName: string, packager: { appInfo: { productFilename: string }, executableName?: string } }} context */
export default async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const name = packager.appInfo.productFilename;
  const programs = { darwin: `${name}.app`, mas: `${name}.app`, win32: `${name}.exe` };
  await flipFuses(join(appOutDir, programs[electronPlatformName] ?? packager.executableName ?? name), {
    ...fuses,
    // Changing the program breaks the signature that Electron came with; on Apple's own processors nothing runs unsigned.
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
  });
}
