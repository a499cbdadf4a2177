import { Mark, type MarkName } from '../components/mark.tsx';
import { moneyText } from '../components/money.tsx';
import { visibleText } from '../components/visible-text.ts';
import type { CheckAnswer } from './check-files.ts';
import { documentOf, headlineOf } from './headline.ts';
import { toldAwards, toldOutcome } from './told-core.ts';
import { fill, type Texts } from './texts.ts';

interface ReportViewProps {
  readonly answer: CheckAnswer;
  readonly texts: Texts;
}

/** What a check came to: one sentence, the ten questions, both digests, what the ruling says, and the report for programs. */
export function ReportView({ answer, texts }: ReportViewProps) {
  const { mark, verdict } = headlineOf(answer);
  return (
    <section className="report" data-verdict={verdict} aria-labelledby="verdict">
      <h2 id="verdict" className="verdict" data-state={mark}>
        <Mark name={mark} size={16} /> {texts.own.verdicts[verdict]}
      </h2>
      {answer.kind === 'refused' ? (
        <p>
          <code>{answer.code}</code> {visibleText(answer.message)}
          {answer.place.path !== undefined && <code> {visibleText(answer.place.path)}</code>}
        </p>
      ) : (
        <>
          <Checks answer={answer} texts={texts} />
          <Digests answer={answer} texts={texts} />
          <Told answer={answer} texts={texts} />
        </>
      )}
      <details>
        <summary>{texts.own.json}</summary>
        <p className="t-2">
          <code>assize ruling verify --json</code>
        </p>
        <pre id="report-json" tabIndex={0} aria-label={texts.own.json}>
          {documentOf(answer)}
        </pre>
      </details>
    </section>
  );
}

type Reported = Extract<CheckAnswer, { kind: 'report' }>;

function Checks({ answer, texts }: { readonly answer: Reported; readonly texts: Texts }) {
  const { columns, questions } = texts.check;
  const reasons: Readonly<Record<string, string>> = { ...texts.check.codes, ...texts.own.codes };
  return (
    <table aria-label={texts.check.checks}>
      <thead className="sr-only">
        <tr>
          <th scope="col">{columns.question}</th>
          <th scope="col">{columns.answer}</th>
          <th scope="col">{columns.code}</th>
        </tr>
      </thead>
      <tbody>
        {answer.report.checks.map(({ name, result, code }) => (
          <tr key={name}>
            <th scope="row">{questions[name]}</th>
            <td>
              <State name={result} texts={texts} />
            </td>
            <td>
              {code !== undefined && (
                <>
                  <code>{code}</code> <span className="t-2">{reasons[code]}</span>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({ name, texts }: { readonly name: MarkName; readonly texts: Texts }) {
  return (
    <span className="state" data-state={name}>
      <Mark name={name} />
      <span>{texts.states[name]}</span>
    </span>
  );
}

function Digests({
  answer: { report, rulingDigest },
  texts: { own, check, states },
}: {
  readonly answer: Reported;
  readonly texts: Texts;
}) {
  const { coreDigest, derivedDigest } = report;
  const isSame = derivedDigest !== undefined && derivedDigest === coreDigest;
  return (
    <dl className="digests">
      <dt>{check.coreDigest}</dt>
      <dd>{coreDigest === undefined ? check.noDigest : <code>{coreDigest}</code>}</dd>
      <dt>{check.derivedDigest}</dt>
      <dd>
        {derivedDigest === undefined ? check.notDerived : <code>{derivedDigest}</code>}{' '}
        {derivedDigest !== undefined && coreDigest !== undefined && (
          <span className="state" data-state={isSame ? 'equal' : 'differs'}>
            <Mark name={isSame ? 'equal' : 'differs'} />
            <span>{isSame ? states.equal : states.differs}</span>
          </span>
        )}
      </dd>
      <dt>{own.digest}</dt>
      <dd>
        <code>{rulingDigest}</code>
      </dd>
    </dl>
  );
}

function Told({ answer: { core, report }, texts: { own, check, states } }: { readonly answer: Reported; readonly texts: Texts }) {
  if (core === undefined) return null;
  const outcome = toldOutcome(core);
  const awards = toldAwards(core);
  return (
    <section aria-labelledby="told">
      <h3 id="told">{check.told}</h3>
      <p className="t-2">{report.verdict === 'fail' ? check.toldFail : check.toldAbout}</p>
      {outcome !== undefined && <p>{fill(own.outcome, { outcome: states[outcome] })}</p>}
      {awards.length === 0 && <p>{check.noAwards}</p>}
      {awards.map(({ from, to, money }) => (
        <p key={from}>{fill(check.award, { from: visibleText(from), to: visibleText(to), money: moneyText(money) })}</p>
      ))}
    </section>
  );
}
