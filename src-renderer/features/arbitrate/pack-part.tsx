import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PackParam, PackRow } from '../../../src-core/host/groups/rulings.ts';
import { isSetting, settingText } from '../../../src-core/host/read-setting.ts';
import { describeType } from '../../../src-core/arbitration/value.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { visibleText } from '../../components/evidence-text.tsx';
import { Failure } from '../../components/notice.tsx';
import { useAct } from '../../host/use-call.ts';
import { useChooseFiles } from '../../host/use-choose-files.ts';
import { useFormats } from '../../i18n/format.ts';
import type { Problem, TypedParams } from './claim-editor.tsx';

interface PackPartProps {
  readonly packs: readonly PackRow[];
  readonly chosen: readonly string[];
  readonly onChoose: (digests: readonly string[]) => void;
  readonly params: TypedParams;
  readonly onParams: (params: TypedParams) => void;
  readonly problem: Problem | undefined;
}

/** The packs that decide, and their parameters as data: each with its pack's value, its type, and where it comes from. */
export function PackPart({ packs, chosen, onChoose, params, onParams, problem }: PackPartProps) {
  const { t } = useTranslation('arbitrate');
  const formats = useFormats();
  const chooseFiles = useChooseFiles();
  const add = useAct('packs.add', ['packs']);
  const addFile = async (): Promise<void> => {
    const [file] = await chooseFiles('pack', false);
    if (file === undefined) return;
    add.mutate({ handle: file.handle }, { onSuccess: ({ digest }) => onChoose([...new Set([...chosen, digest])]) });
  };
  return (
    <section className="claim-pane packs-pane" data-pane aria-label={t('packs')}>
      <div className="claim-head packs-head">
        <h2 className="t-heading">{t('packs')}</h2>
        <Button small icon="plus" isDisabled={add.isPending} onPress={() => void addFile()}>
          {t('addPack')}
        </Button>
      </div>
      {add.error !== null && <Failure error={add.error} />}
      {problem?.pointer === '/packs' && (
        <p className="claim-problem" role="alert">
          {problem.message}
        </p>
      )}
      <ul className="packs">
        {packs.map((pack) => (
          <li key={pack.digest}>
            <label className="claim-check pack-name">
              <input
                type="checkbox"
                checked={chosen.includes(pack.digest)}
                onChange={({ target: { checked } }) =>
                  onChoose(checked ? [...chosen, pack.digest] : chosen.filter((digest) => digest !== pack.digest))
                }
              />
              <strong>{`${visibleText(pack.id)} ${visibleText(pack.version)}`}</strong>
            </label>
            <Digest value={pack.digest} />
            <p className="t-small t-2 pack-about">
              {t(`sources.${pack.source}`)} {t('rulesIn', { count: pack.rules.length, shown: formats.number(pack.rules.length) })}{' '}
              {t('lawOf', { law: visibleText(pack.jurisdiction) })} {t('inForce', { from: pack.effectiveFrom })}
            </p>
          </li>
        ))}
      </ul>
      {chosen.length === 0 && (
        <p className="claim-problem" role="alert">
          {t('noPack')}
        </p>
      )}
      {packs
        .filter(({ digest, params: own }) => chosen.includes(digest) && own.length > 0)
        .map((pack) => (
          <ParamTable key={pack.digest} pack={pack} params={params} onParams={onParams} problem={problem} />
        ))}
    </section>
  );
}

interface ParamTableProps {
  readonly pack: PackRow;
  readonly params: TypedParams;
  readonly onParams: (params: TypedParams) => void;
  readonly problem: Problem | undefined;
}

function ParamTable({ pack, params, onParams, problem }: ParamTableProps) {
  const { t } = useTranslation('arbitrate');
  return (
    <table className="params">
      <caption className="t-label">{t('paramsOf', { pack: visibleText(pack.id) })}</caption>
      <thead>
        <tr className="t-label">
          <th scope="col">{t('columns.param')}</th>
          <th scope="col">{t('columns.value')}</th>
          <th scope="col">{t('columns.default')}</th>
        </tr>
      </thead>
      <tbody>
        {pack.params.map((param) => {
          const key = `${pack.id}/${param.id}`;
          return (
            <ParamRow
              key={key}
              id={key}
              param={param}
              typed={params[key]}
              problem={problem?.pointer === key ? problem.message : undefined}
              onType={(value) => {
                const { [key]: _old, ...rest } = params;
                onParams(value === undefined ? rest : { ...rest, [key]: value });
              }}
            />
          );
        })}
      </tbody>
    </table>
  );
}

interface ParamRowProps {
  readonly id: string;
  readonly param: PackParam;
  readonly typed: string | undefined;
  readonly problem: string | undefined;
  readonly onType: (value: string | undefined) => void;
}

function ParamRow({ id, param, typed, problem, onType }: ParamRowProps) {
  const { t } = useTranslation('arbitrate');
  const [open, setOpen] = useState(false);
  const own = settingText(param.type, param.value);
  const value = typed ?? own;
  const wrong = problem ?? (isSetting(param.type, value) ? undefined : t('notOfType', { type: describeType(param.type) }));
  const change = (next: string): void => onType(next === own ? undefined : next);
  const access = {
    'aria-label': t('valueOf', { param: param.id }),
    'aria-invalid': wrong !== undefined,
    'aria-describedby': wrong === undefined ? undefined : `${id}-problem`,
  };
  return (
    <tr className="param" data-changed={typed !== undefined}>
      <th scope="row">
        <button type="button" className="param-name t-mono" aria-expanded={open} onClick={() => setOpen(!open)}>
          {visibleText(param.id)}
        </button>
        {open && <p className="t-small t-2">{`[${param.tag}] ${visibleText(param.cite)}`}</p>}
      </th>
      <td>
        {param.type === 'boolean' ? (
          <select className="field t-mono" {...access} value={value} onChange={({ target }) => change(target.value)}>
            <option value="true">true</option>
            <option value="false">false</option>
          </select>
        ) : (
          <input className="field t-mono" {...access} value={value} onChange={({ target }) => change(target.value)} />
        )}
        {wrong !== undefined && (
          <p className="t-small claim-problem" id={`${id}-problem`} role="alert">
            {wrong}
          </p>
        )}
      </td>
      <td>
        <span className="t-mono t-2">{visibleText(own)}</span> <span className="t-small t-3">{describeType(param.type)}</span>
      </td>
    </tr>
  );
}
