import type { MenuItemConstructorOptions } from 'electron';

export type MenuLanguage = 'en' | 'zh-CN';

interface MenuActs {
  /** Tells the page in front to do something of its own. */
  readonly command: (command: string) => void;
  readonly newWindow: () => void;
}

const words = {
  en: {
    file: 'File',
    newWindow: 'New Window',
    open: 'Open Evidence …',
    sample: 'Open the Sample Case',
    closeCase: 'Close Case',
    settings: 'Settings …',
    edit: 'Edit',
    view: 'View',
    palette: 'Commands …',
    zoomIn: 'Larger',
    zoomOut: 'Smaller',
    zoomReset: 'Actual Size',
    window: 'Window',
    help: 'Help',
    guide: 'Guide',
    keys: 'Keyboard Shortcuts',
    about: 'About and Verify this Application',
  },
  'zh-CN': {
    file: '文件',
    newWindow: '新建窗口',
    open: '打开证据…',
    sample: '打开示例案件',
    closeCase: '关闭案件',
    settings: '设置…',
    edit: '编辑',
    view: '视图',
    palette: '命令…',
    zoomIn: '放大',
    zoomOut: '缩小',
    zoomReset: '实际大小',
    window: '窗口',
    help: '帮助',
    guide: '使用指南',
    keys: '键盘快捷键',
    about: '关于并验证本应用',
  },
} as const satisfies Record<MenuLanguage, Record<string, string>>;

export function menuLanguage(setting: string, systemLocale: string): MenuLanguage {
  const wanted = setting === 'system' ? systemLocale : setting;
  return wanted.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** The application's menu. Zoom is the page's own, so that its layout knows of it; roles that load pages or open tools are left out. */
export function menuTemplate(
  language: MenuLanguage,
  platform: NodeJS.Platform,
  { command, newWindow }: MenuActs,
): MenuItemConstructorOptions[] {
  const say = words[language];
  // The page acts on its keys itself, the same ones in both hosts; the menu only shows them.
  const item = (label: string, id: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => command(id),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  });
  const isMac = platform === 'darwin';
  const settings = item(say.settings, 'settings');
  const about = item(say.about, 'about');
  const application: MenuItemConstructorOptions[] = [
    about,
    { type: 'separator' },
    settings,
    { type: 'separator' },
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    { type: 'separator' },
    { role: 'quit' },
  ];
  return [
    ...(isMac ? [{ label: 'Assize', submenu: application }] : []),
    {
      label: say.file,
      submenu: [
        { label: say.newWindow, accelerator: 'CmdOrCtrl+Shift+N', click: newWindow },
        item(say.open, 'open', 'CmdOrCtrl+O'),
        item(say.sample, 'sample'),
        { type: 'separator' },
        item(say.closeCase, 'close-case'),
        { role: 'close' },
        ...(isMac ? [] : ([{ type: 'separator' }, settings, { role: 'quit' }] satisfies MenuItemConstructorOptions[])),
      ],
    },
    {
      label: say.edit,
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: say.view,
      submenu: [
        item(say.palette, 'palette', 'CmdOrCtrl+K'),
        { type: 'separator' },
        item(say.zoomIn, 'zoom-in', 'CmdOrCtrl+Plus'),
        item(say.zoomOut, 'zoom-out', 'CmdOrCtrl+-'),
        item(say.zoomReset, 'zoom-reset', 'CmdOrCtrl+0'),
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { label: say.window, role: 'window', submenu: [{ role: 'minimize' }, { role: 'zoom' }] },
    {
      label: say.help,
      role: 'help',
      submenu: [item(say.guide, 'help', 'F1'), item(say.keys, 'legend'), ...(isMac ? [] : [about])],
    },
  ];
}
