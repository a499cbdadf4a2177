import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { Button, KeyCap } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { DropArea } from '../../components/drop-area.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { useCall } from '../../host/use-call.ts';
import { useChooseFiles } from '../../host/use-choose-files.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCaseActs } from '../../shell/use-case-acts.ts';
import { go } from '../../state/route.ts';
import { RecentList } from './recent-list.tsx';
import './start.css';

/** Where a window begins: evidence is dropped here, or a case opened again. */
export default function StartScreen() {
  const { t } = useTranslation(['start', 'common']);
  const acts = useCaseActs();
  const chooseFiles = useChooseFiles();
  return (
    <div className="start">
      <div className="start-columns">
        <section className="start-left" data-pane>
          <DropArea className="start-drop" label={t('drop')} onFiles={(files) => void acts.takeEvidence(files)}>
            <Stripes />
            <h1 className="start-drop-title">{t('drop')}</h1>
            <p className="start-drop-hint">{t('dropHint')}</p>
            <Button
              kind="primary"
              keys="Mod+O"
              onPress={() => void chooseFiles('evidence', true).then((files) => acts.takeEvidence(files))}
            >
              {t('open')}
            </Button>
            <p className="t-2 start-copied">{t('copied')}</p>
          </DropArea>
          <ul className="start-ways">
            <Way icon="flask" title={t('sample')} hint={t('sampleHint')} onPress={acts.openSample} />
            <Way icon="seal" title={t('check')} hint={t('checkHint')} onPress={() => go({ screen: 'check-ruling' })} />
          </ul>
        </section>
        <section className="start-right" data-pane aria-labelledby="recent-head">
          <div className="section-head">
            <h2 id="recent-head" className="t-heading">
              {t('recent')}
            </h2>
            <span className="t-small t-2">{t('recentHint')}</span>
          </div>
          <RecentList onOpen={(handle) => void acts.openHandle(handle)} />
          <p className="start-keys t-2" aria-hidden>
            <KeyCap keys="ArrowUp" /> <KeyCap keys="ArrowDown" /> {t('choose')} <KeyCap keys="Enter" /> {t('openKey')}
          </p>
        </section>
      </div>
      <SelfTestLine />
    </div>
  );
}

function Way({
  icon,
  title,
  hint,
  onPress,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly hint: string;
  readonly onPress: () => void;
}) {
  return (
    <li>
      <AriaButton className="way" onPress={onPress}>
        <Icon name={icon} />
        <span className="way-text">
          <span className="way-title">{title}</span>
          <span className="t-small t-2">{hint}</span>
        </span>
        <Icon name="chevron-right" />
      </AriaButton>
    </li>
  );
}

/** What this program found when it checked itself; the page says nothing else of its own soundness. */
function SelfTestLine() {
  const { t } = useTranslation('start');
  const formats = useFormats();
  const application = useCall('app.read', {});
  if (application.error !== null) return <Failure error={application.error} />;
  if (application.data === undefined) return <Loading />;
  const { selfTest, programDigest } = application.data;
  const holds = selfTest.passed === selfTest.total && selfTest.total > 0;
  return (
    <p className="start-foot" role={holds ? undefined : 'alert'}>
      <Mark name={holds ? 'pass' : 'fail'} />
      <strong>{t(holds ? 'selfTestPassed' : 'selfTestFailed')}</strong>
      <span className="t-2">
        {t('selfTestDetail', { passed: formats.number(selfTest.passed), total: formats.number(selfTest.total) })}{' '}
        <Digest value={programDigest} />
      </span>
      <AriaButton className="link start-verify" onPress={() => go({ screen: 'about' })}>
        {t('verifyApp')}
      </AriaButton>
    </p>
  );
}

const ROWS = [
  [0, 72, 80, 74, 162, 34, 204, 60, 272, 58, 338, 70, 416, 68],
  [0, 88, 96, 54, 158, 14, 180, 22, 210, 60, 278, 30, 316, 62, 386, 98],
  [26, 110, 142, 60, 210, 46, 264, 84, 356, 50, 414, 70],
  [0, 60, 68, 120, 196, 30, 232, 60, 300, 90, 398, 20, 424, 60],
  [16, 50, 74, 20, 100, 70, 178, 44, 230, 76, 314, 30, 352, 60, 420, 64],
  [0, 40, 48, 90, 146, 52, 206, 70, 284, 110, 402, 82],
];

/** Chains as they look from afar; decoration. */
function Stripes() {
  return (
    <svg className="start-stripes" viewBox="0 0 484 78" preserveAspectRatio="none" aria-hidden>
      {ROWS.flatMap((row, line) =>
        row.flatMap((from, index) =>
          index % 2 === 0
            ? [<rect key={`${line} ${from}`} x={from} y={line * 15} width={row[index + 1]} height="3" fill="currentColor" />]
            : [],
        ),
      )}
    </svg>
  );
}
