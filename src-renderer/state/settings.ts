import { create } from 'zustand';
import type { Settings } from '../../src-core/host/groups/app.ts';

/** What a first start has; the host keeps the rest. */
export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  theme: 'system',
  zoom: 100,
  timeZone: 'UTC',
  singleKeys: true,
  railFolded: false,
  analyst: '',
};

interface SettingsState {
  readonly settings: Settings;
  take(settings: Settings): void;
}

export const useSettings = create<SettingsState>()((set) => ({
  settings: DEFAULT_SETTINGS,
  take: (settings) => set({ settings }),
}));
