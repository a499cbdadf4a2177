import manifest from '../package.json' with { type: 'json' };

/** The version of this program, as reports state it. */
export const VERSION: string = manifest.version;
