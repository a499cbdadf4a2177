import { useTranslation } from 'react-i18next';
import type { Application } from '../../../src-core/host/groups/app.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { verifierDigest } from '../../components/verifier-digest.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import './about.css';

/** What this program is, and whether it still does what published data say it must. */
export default function AboutScreen() {
  const { t } = useTranslation('about');
  const application = useCall('app.read', {});
  if (application.error !== null) return <Failure error={application.error} />;
  if (application.data === undefined) return <Loading />;
  const app = application.data;
  const facts: readonly (readonly [string, string])[] = [
    [t('version'), app.version],
    [t('semantics'), app.semantics],
    [t('host'), t(`hosts.${app.host}`)],
    [t('platform'), app.platform],
    [t('node'), app.node],
    [t('sqlite'), app.sqlite],
    ...(app.electron === undefined ? [] : [[t('electron'), app.electron] as const]),
  ];
  return (
    <div className="about" data-pane>
      <h1 className="t-case">{t('title')}</h1>
      <dl className="about-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="t-2">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt className="t-2">{t('program')}</dt>
          <dd>
            <Digest value={app.programDigest} />
            <p className="t-small t-2">{t('digestHint')}</p>
          </dd>
        </div>
        <div>
          <dt className="t-2">{t('verifier')}</dt>
          <dd>
            <Digest value={verifierDigest} />
            <p className="t-small t-2">{t('verifierHint')}</p>
          </dd>
        </div>
      </dl>
      <SelfTestTable first={app.selfTest} />
      <section>
        <h2 className="t-heading">{t('network')}</h2>
        <p>{t('networkText')}</p>
      </section>
      <section>
        <h2 className="t-heading">{t('limits')}</h2>
        <p>{t('limitsText')}</p>
      </section>
      <p className="t-small t-2">{t('licence')}</p>
    </div>
  );
}

function SelfTestTable({ first }: { readonly first: Application['selfTest'] }) {
  const { t } = useTranslation('about');
  const formats = useFormats();
  const again = useAct('app.selfTest', ['app']);
  const selfTest = again.data ?? first;
  return (
    <section aria-labelledby="self-test-head">
      <div className="about-head">
        <h2 id="self-test-head" className="t-heading">
          {t('selfTest')}
        </h2>
        <span className="t-small t-2">{t('selfTestHint')}</span>
        <Button small isDisabled={again.isPending} onPress={() => again.mutate({})}>
          {t('run')}
        </Button>
      </div>
      {again.error !== null && <Failure error={again.error} />}
      <table className="about-tests">
        <thead>
          <tr className="t-label">
            <th scope="col">{t('group')}</th>
            <th scope="col" className="t-figure">
              {t('passed')}
            </th>
            <th scope="col" className="t-figure">
              {t('of')}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {selfTest.groups.map((group) => (
            <tr key={group.id}>
              <th scope="row">{group.id}</th>
              <td className="t-figure">{formats.number(group.passed)}</td>
              <td className="t-figure">{formats.number(group.total)}</td>
              <td>
                <StateWord name={group.passed === group.total ? 'pass' : 'fail'} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="t-small t-2" role="status">
        {t('ranAt', { at: formats.utc(selfTest.at).slice(0, 19) })}
      </p>
    </section>
  );
}
