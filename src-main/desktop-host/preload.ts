import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { HostEvent } from '../../src-core/host/contract.ts';
import type { DesktopBridge } from '../../src-core/host/desktop-bridge.ts';
import { BRIDGE } from './bridge-channels.ts';

let isListening = false;
const listeners = new Set<(event: HostEvent) => void>();
ipcRenderer.on(BRIDGE.event, (_event, told: HostEvent) => listeners.forEach((listener) => listener(told)));

// All that the page gets: named functions over values that are cloned, never `ipcRenderer` or an event of it.
const bridge: DesktopBridge = {
  call: (channel, requestJson, id) => ipcRenderer.invoke(BRIDGE.call, channel, requestJson, id),
  cancel: (id) => ipcRenderer.send(BRIDGE.cancel, id),
  holdFile: (file) => ipcRenderer.invoke(BRIDGE.holdFile, webUtils.getPathForFile(file as never)),
  spool: (id, name, chunk) => ipcRenderer.invoke(BRIDGE.spool, id, name, chunk),
  listen: (listener) => {
    listeners.add(listener);
    // The first one tells that the page is there: what waited for it comes now.
    if (!isListening) ipcRenderer.send(BRIDGE.listen);
    isListening = true;
    return () => void listeners.delete(listener);
  },
};
contextBridge.exposeInMainWorld('assize', bridge);
