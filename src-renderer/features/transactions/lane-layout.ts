import type { Story } from '../../../src-core/replay/story.ts';
import type { StoryArrow } from '../../../src-core/host/groups/transactions.ts';

export const STEP_WIDTH = 108;
export const LANE_HEIGHT = 56;
export const NODE_WIDTH = 94;
export const NODE_HEIGHT = 36;

export interface Lane {
  readonly id: string;
  readonly role: string;
  readonly name?: string;
}

/** A run of steps of one stage, `to` excluded; indexes from 0. */
export interface StageRun {
  readonly stage: Story['steps'][number]['stage'];
  readonly from: number;
  readonly to: number;
}

const laneKey = (party: string, role: string): string => `${role} ${party}`;

/** A lane for each party, in the order in which the parties first act. */
export function lanesOf(story: Story): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const { party, role } of story.steps) {
    const known = story.parties.find((item) => item.id === party && item.role === role);
    lanes.set(laneKey(party, role), { id: party, role, ...(known?.name === undefined ? {} : { name: known.name }) });
  }
  return [...lanes.values()];
}

export function laneNumbers(story: Story): ReadonlyMap<number, number> {
  const keys = lanesOf(story).map(({ id, role }) => laneKey(id, role));
  return new Map(story.steps.map(({ index, party, role }) => [index, keys.indexOf(laneKey(party, role))]));
}

export function stageRuns(story: Story): StageRun[] {
  const runs: StageRun[] = [];
  for (const [at, { stage }] of story.steps.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && last.stage === stage) runs.splice(-1, 1, { ...last, to: at + 1 });
    else runs.push({ stage, from: at, to: at + 1 });
  }
  return runs;
}

/** The line of an arrow: out of the earlier node's right side, into the later one's left side or, from its own lane, straight on. */
export function arrowPath(arrow: StoryArrow, lane: ReadonlyMap<number, number>): string {
  const x = (index: number): number => (index - 1) * STEP_WIDTH + (STEP_WIDTH - NODE_WIDTH) / 2;
  const y = (index: number): number => (lane.get(index) ?? 0) * LANE_HEIGHT + LANE_HEIGHT / 2;
  const [fromX, fromY, toX, toY] = [x(arrow.from) + NODE_WIDTH, y(arrow.from), x(arrow.to), y(arrow.to)];
  if (fromY === toY && arrow.to === arrow.from + 1) return `M${fromX} ${fromY}H${toX}`;
  // Between the columns, so that no line crosses a node on its way down or up.
  const turn = toX - (STEP_WIDTH - NODE_WIDTH) / 2;
  if (arrow.to === arrow.from + 1) return `M${fromX} ${fromY}H${turn}V${toY}H${toX}`;
  const out = fromX + (STEP_WIDTH - NODE_WIDTH) / 2;
  const over = fromY + (toY > fromY ? 1 : -1) * (LANE_HEIGHT / 2 - 4);
  return `M${fromX} ${fromY}H${out}V${over}H${turn}V${toY}H${toX}`;
}
