import fc from 'fast-check';

// Runs are seeded, so that a failure can be repeated; SEED=… chooses another, SLOW=1 runs more of each property.
const seed = Number(process.env['SEED'] ?? 20260101);
fc.configureGlobal({ seed, numRuns: process.env['SLOW'] === '1' ? 1000 : 100 });
