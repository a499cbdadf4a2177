/** What leaves only where a person chose it: disclosures of withheld fields, entries with other people's fields, the evidence whole. */
export const disclosures = ['withheld', 'third-parties', 'evidence'] as const;
export type Disclosed = (typeof disclosures)[number];
