import { priceChanged, wentWell, withoutQuorum } from './coffee-stories.ts';
import { forked } from './forked.ts';
import { haggling } from './haggling.ts';
import { impersonated } from './impersonated.ts';
import { overspent } from './overspent.ts';
import { sealedCase } from './sealed.ts';
import { straddle } from './straddle.ts';
import type { SampleStory } from './story.ts';
import { terminals } from './terminals.ts';
import { weekInHarbourCity } from './week/story.ts';

/** Every sample, in the order in which a newcomer should open them. */
export function sampleStories(): SampleStory[] {
  return [
    wentWell(),
    priceChanged(),
    impersonated(),
    forked(),
    withoutQuorum(),
    overspent(),
    straddle(),
    haggling(),
    sealedCase(),
    terminals(),
    weekInHarbourCity(),
  ];
}
