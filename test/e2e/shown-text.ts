import type { Page } from 'playwright-core';

/**
 * Pieces of text that lie over each other as they are seen, each pair as `one | other`: what a box cuts off, what is there for screen
 * readers alone, and what lies under something that is not transparent, is not seen. Boxes of letters are higher than letters, so
 * that two lines may share a third of their height.
 */
export function overlappingTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Seen {
      readonly text: Text;
      readonly of: Element;
      readonly left: number;
      readonly top: number;
      readonly right: number;
      readonly bottom: number;
    }
    const seen: Seen[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const of = node.parentElement;
      if (of === null || (node.nodeValue ?? '').trim() === '' || !of.checkVisibility({ visibilityProperty: true })) continue;
      if (of.closest('.sr-only, option, svg') !== null) continue;
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        let { left, top, right, bottom } = rect;
        for (let box: Element | null = of; box !== null; box = box.parentElement) {
          const { overflowX, overflowY, display } = getComputedStyle(box);
          if (display === 'inline' || (overflowX === 'visible' && overflowY === 'visible')) continue;
          const edge = box.getBoundingClientRect();
          left = Math.max(left, edge.left);
          top = Math.max(top, edge.top);
          right = Math.min(right, edge.right);
          bottom = Math.min(bottom, edge.bottom);
        }
        right = Math.min(right, innerWidth);
        bottom = Math.min(bottom, innerHeight);
        if (right - left > 1 && bottom - top > 1) seen.push({ text: node as Text, of, left, top, right, bottom });
      }
    }
    seen.sort((a, b) => a.top - b.top);
    const found: string[] = [];
    for (const [index, one] of seen.entries()) {
      for (let after = index + 1; after < seen.length; after += 1) {
        const other = seen[after] as Seen;
        if (other.top >= one.bottom) break;
        if (other.text === one.text) continue;
        const left = Math.max(one.left, other.left);
        const right = Math.min(one.right, other.right);
        const top = other.top;
        const bottom = Math.min(one.bottom, other.bottom);
        const third = Math.min(one.bottom - one.top, other.bottom - other.top) / 3;
        if (right - left <= 1 || bottom - top <= third) continue;
        const stack = document.elementsFromPoint((left + right) / 2, (top + bottom) / 2);
        if (!isCovered(one.of, stack) && !isCovered(other.of, stack))
          found.push(`${(one.text.nodeValue ?? '').slice(0, 60)} | ${(other.text.nodeValue ?? '').slice(0, 60)}`);
      }
    }
    return found;

    /** Whether something that lies above hides it; `stack`: what is at the place, the uppermost first. */
    function isCovered(element: Element, stack: readonly Element[]): boolean {
      for (const above of stack) {
        if (above === element || above.contains(element)) return false;
        if (element.contains(above)) continue;
        const [, alpha = '1'] = /rgba\(.*, ([\d.]+)\)/.exec(getComputedStyle(above).backgroundColor) ?? [];
        if (Number(alpha) === 1) return true;
      }
      return true;
    }
  });
}

/** Everything on the page that a person or a screen reader is given as text: nodes of text, and the attributes that name things. */
export function givenTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts: string[] = [];
    const nodes = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode())
      if (node.parentElement?.closest('script, style') === null) texts.push(node.nodeValue ?? '');
    for (const element of document.querySelectorAll('*'))
      for (const name of ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'alt', 'placeholder', 'label'])
        if (element.hasAttribute(name)) texts.push(element.getAttribute(name) ?? '');
    for (const field of document.querySelectorAll('input, textarea'))
      texts.push((field as HTMLInputElement | HTMLTextAreaElement).value);
    return texts;
  });
}
