import type { HostCommand, HostEvent } from '../../src-core/host/contract.ts';

/** What the application tells its pages unasked. */
export interface EventHub {
  /** To every page. */
  emit(event: HostEvent): void;
  /** To one page, or to the one that began to listen last; kept until there is one. */
  command(command: Omit<HostCommand, 'topic'>, page?: string): void;
  listen(page: string, listener: (event: HostEvent) => void): () => void;
}

export function createEventHub(): EventHub {
  const listeners = new Map<(event: HostEvent) => void, string>();
  let waiting: HostCommand[] = [];
  return {
    emit(event) {
      for (const listener of listeners.keys()) listener(event);
    },
    command(command, page) {
      const event: HostCommand = { topic: 'command', ...command };
      const candidates = [...listeners].filter(([, of]) => page === undefined || of === page);
      const listener = (candidates.at(-1) ?? [...listeners].at(-1))?.[0];
      if (listener === undefined) waiting.push(event);
      else listener(event);
    },
    listen(page, listener) {
      listeners.set(listener, page);
      const kept = waiting;
      waiting = [];
      for (const event of kept) listener(event);
      return () => void listeners.delete(listener);
    },
  };
}
