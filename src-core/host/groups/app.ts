import { z } from 'zod';
import { applicationCall } from '../call.ts';

/** One published set of test data, and how many of its cases came out as published. */
export interface SelfTestGroup {
  readonly id: string;
  readonly passed: number;
  readonly total: number;
}

export interface SelfTest {
  readonly groups: readonly SelfTestGroup[];
  readonly passed: number;
  readonly total: number;
  readonly at: string;
}

export interface Application {
  readonly name: string;
  readonly version: string;
  /** `desktop`: Electron; `local`: a page that this machine serves to itself. */
  readonly host: 'desktop' | 'local';
  readonly platform: string;
  readonly node: string;
  readonly sqlite: string;
  readonly electron?: string;
  /** Over the names and digests of all files of the program, sorted. */
  readonly programDigest: string;
  readonly selfTest: SelfTest;
  /** True where the host shows its own dialogs for files; else the page asks for them and hands their bytes over. */
  readonly dialogs: boolean;
  readonly semantics: string;
}

export const settingsShape = z.strictObject({
  language: z.enum(['system', 'en', 'zh-CN']),
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  zoom: z.int().min(100).max(200),
  /** Beside UTC, which is always shown. */
  timeZone: z.string().max(64),
  /** Single letters act while a list has the focus (WCAG 2.1.4 wants them to be switched off). */
  singleKeys: z.boolean(),
  railFolded: z.boolean(),
  /** Whom custody entries and decisions name. */
  analyst: z.string().max(120),
});
export type Settings = z.infer<typeof settingsShape>;

export const appCalls = {
  'app.read': applicationCall<Application>()(z.strictObject({})),
  /** Runs the published vectors again. */
  'app.selfTest': applicationCall<SelfTest>()(z.strictObject({})),
  /** `problem`: settings that could not be read were put aside, and why. */
  'settings.read': applicationCall<{ readonly settings: Settings; readonly problem?: string }>()(z.strictObject({})),
  'settings.write': applicationCall<Settings>()(z.strictObject({ changes: settingsShape.partial() })),
} as const;
