/**
 * What instructions to a model look like in text that only describes goods: compared in lower case (A to Z), white space as one space.
 * A closed list, part of the semantics `assize/1.1`; a text that is not on it is not flagged, and one that is proves nothing.
 */
export const instructionPhrases: readonly string[] = [
  'ignore previous instructions',
  'ignore all previous',
  'ignore the above',
  'disregard previous',
  'disregard all previous',
  'you must buy',
  'you must order',
  'you must purchase',
  'system prompt',
  'do not tell the user',
  'without asking the user',
  '忽略之前',
  '忽略以上',
  '无视之前',
  '必须购买',
  '必须下单',
  '不要告诉用户',
  '无需用户确认',
];
