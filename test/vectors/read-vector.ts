import { readdirSync, readFileSync } from 'node:fs';
import { vectorRoot } from './vector-root.ts';

/** The bytes of a file of the published data. */
export function vectorBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(`${vectorRoot}/${path}`));
}

/** A JSON file of the published data, typed by the one who knows it. */
export function vectorJson<Shape>(path: string): Shape {
  return JSON.parse(readFileSync(`${vectorRoot}/${path}`, 'utf8')) as Shape;
}

/** The names in a folder of the published data, sorted. */
export function vectorNames(path: string): string[] {
  return readdirSync(`${vectorRoot}/${path}`).sort();
}

/** Says what a suite of published data came to; tests assert the same figures. */
export function reportCount(suite: string, figures: Readonly<Record<string, number | string>>): void {
  const text = Object.entries(figures)
    .map(([name, figure]) => `${name} ${figure}`)
    .join(', ');
  console.info(`[vectors] ${suite}: ${text}`);
}
