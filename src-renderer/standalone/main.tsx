import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Page } from './page.tsx';
import './standalone.css';
import { createCheckRunner, serveChecks } from './run-checks.ts';

// One script, two places: in the page it shows, in the worker that the page starts from the script's own text it checks.
if (typeof document === 'undefined') serveChecks();
else {
  const script = document.currentScript?.textContent ?? '';
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <Page runner={createCheckRunner(script)} />
    </StrictMode>,
  );
}
