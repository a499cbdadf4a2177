import type { Cell } from './database.ts';
import { SEARCH_TABLE } from './derived-tables.ts';

/** The text index knows runs of three characters; shorter ones are looked for row by row. */
const SHORTEST_INDEXED = 3;

/** A condition on lines whose readable text holds something, whatever the case of letters and in any script. */
export interface TextCondition {
  readonly sql: string;
  readonly value: Cell;
  /** The condition ends in two more values: ids between which it looks, the first excluded. */
  readonly isBounded: boolean;
}

/** @param id - the expression that names the line */
export function textCondition(id: string, text: string): TextCondition {
  const isIndexed = [...text].length >= SHORTEST_INDEXED;
  return isIndexed
    ? {
        sql: `${id} IN (SELECT rowid FROM ${SEARCH_TABLE} WHERE ${SEARCH_TABLE} MATCH ? AND rowid > ? AND rowid <= ?)`,
        value: `"${text.replaceAll('"', '""')}"`,
        isBounded: true,
      }
    : {
        // The table that FTS5 keeps the text in (its manual, 9.2.3): looked into line by line.
        sql: `EXISTS (SELECT 1 FROM ${SEARCH_TABLE}_content t WHERE t.id = ${id} AND t.c0 LIKE ? ESCAPE '\\')`,
        value: likePattern(text),
        isBounded: false,
      };
}

/** A pattern for `LIKE ? ESCAPE '\'` that finds `text` anywhere, its own signs taken as they are. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
