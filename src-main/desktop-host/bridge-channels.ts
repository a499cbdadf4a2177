/** Names of the messages between a page's preload and the application; nothing else is listened to. */
export const BRIDGE = {
  call: 'assize:call',
  cancel: 'assize:cancel',
  holdFile: 'assize:hold-file',
  spool: 'assize:spool',
  listen: 'assize:listen',
  event: 'assize:event',
} as const;
