import { canonicalize } from '../json/canonicalize.ts';
import type { JsonValue } from '../json/json-value.ts';
import { assertNever } from '../assert-never.ts';
import type { Conversion } from './amount.ts';
import { applyToValues, calculate, fromTruth, type Result } from './apply-operator.ts';
import type { Calendar } from './calendar.ts';
import type { Expression, Operator } from './expression.ts';
import type { FactInput, FactTable } from './fact.ts';
import { unionIds, unionInputs } from './fact-inputs.ts';
import { kleeneAnd, kleeneNot, kleeneOr } from './kleene.ts';
import type { Truth } from './kleene.ts';
import { fromOperand, toOperand } from './operand.ts';
import type { Amount, Operand, SetOperand } from './operand.ts';
import type { EffectiveParams } from './parameter.ts';
import { equalTypes } from './value.ts';
import type { RecordValue, Value, ValueType } from './value.ts';

/** What an expression is evaluated against. */
export interface EvaluationContext {
  readonly facts: FactTable;
  /** Values that a burden of proof gives to facts in place of their own. */
  readonly assumed: ReadonlyMap<string, Value>;
  readonly conversion: Conversion;
  /** Of the rule's own pack. */
  readonly params: EffectiveParams;
  readonly calendars: ReadonlyMap<string, Calendar>;
}

/**
 * One step of a derivation, as a reader can check it by hand: which clause, what came out, which places of the evidence it rests on, and
 * what would have to be known where nothing came out.
 */
export interface TraceNode {
  /** RFC 6901 pointer into the rule. */
  readonly clause: string;
  /** The operator, or `fact X`, `param X`, `lit`, `var X`. */
  readonly what: string;
  /** `none` is a value that is known to be absent. */
  readonly state: 'known' | 'none' | 'unknown';
  readonly value?: Value;
  readonly inputs: readonly FactInput[];
  /** Ids of facts, or `fx`, `calendar`, `overflow`; empty unless unknown. */
  readonly missing: readonly string[];
  /** Index of the item that a quantifier stood at. */
  readonly item?: number;
  readonly children: readonly TraceNode[];
}

/** A step with the operand that it computed; absent for none and unknown. */
export interface Evaluated {
  readonly node: TraceNode;
  readonly operand?: Operand;
}

type Variables = ReadonlyMap<string, Value>;
const none: Result = { operand: null };

// The same facts are read by many nodes; their union is made once for each table of facts.
const unions = new WeakMap<FactTable, Map<string, readonly FactInput[]>>();

/** The places that a list of facts rests on, whatever their values: by digest, then pointer, each once. */
export function inputsOf(reads: readonly string[], facts: FactTable): readonly FactInput[] {
  const known = unions.get(facts) ?? new Map<string, readonly FactInput[]>();
  if (known.size === 0) unions.set(facts, known);
  const key = reads.join(' ');
  const found = known.get(key);
  if (found !== undefined) return found;
  const union = unionInputs(...reads.map((id) => facts.get(id)?.inputs ?? []));
  known.set(key, union);
  return union;
}

function finish(
  expression: Expression,
  what: string,
  result: Result,
  children: readonly Evaluated[],
  context: EvaluationContext,
): Evaluated {
  const { operand } = result;
  const nodes = children.map((child) => child.node);
  const common = { clause: expression.clause, what, inputs: inputsOf(expression.reads, context.facts), children: nodes };
  if (operand === undefined) {
    const fromChildren = nodes.filter((child) => child.state === 'unknown').map((child) => child.missing);
    return { node: { ...common, state: 'unknown', missing: unionIds(...fromChildren, result.missing ?? []) } };
  }
  if (operand === null) return { node: { ...common, state: 'none', missing: [] } };
  return { node: { ...common, state: 'known', value: fromOperand(expression.type, operand), missing: [] }, operand };
}

function truthOf(evaluated: Evaluated): Truth {
  if (evaluated.node.state === 'unknown') return undefined;
  return evaluated.operand === true;
}

function readFact(expression: Expression & { kind: 'fact' }, context: EvaluationContext): Result {
  const assumed = context.assumed.get(expression.id);
  if (assumed !== undefined) return { operand: toOperand(expression.type, assumed) };
  const fact = context.facts.get(expression.id);
  if (fact === undefined || fact.state !== 'known') return { operand: undefined, missing: [expression.id] };
  return fact.value === undefined ? none : { operand: toOperand(expression.type, fact.value) };
}

function readLiteral(type: ValueType, value: Value): Operand {
  const operand = toOperand(type, value);
  return type === 'money' && (operand as Amount).minor === 0n ? { ...(operand as Amount), flexible: true } : operand;
}

const comparisons: ReadonlySet<Operator> = new Set<Operator>(['eq', 'lt', 'le', 'gt', 'ge', 'in', 'before', 'after', 'within']);

/** The second where the first holds, else the third; while the first is unknown, what both agree on. */
function chooseBranch(children: readonly Evaluated[]): Result {
  const [condition, yes, no] = children as [Evaluated, Evaluated, Evaluated];
  const resultOf = ({ node, operand }: Evaluated): Result => ({ operand: node.state === 'none' ? null : operand });
  const truth = truthOf(condition);
  if (truth !== undefined) return resultOf(truth ? yes : no);
  const [a, b] = [yes, no].map(({ node }) => (node.state === 'unknown' ? undefined : [node.state, node.value ?? null]));
  const isSame = a !== undefined && b !== undefined && canonicalize(a as JsonValue) === canonicalize(b as JsonValue);
  return isSame ? resultOf(yes) : { operand: undefined };
}

function apply(expression: Expression & { kind: 'apply' }, children: readonly Evaluated[], context: EvaluationContext): Result {
  const { op } = expression;
  const first = (children[0] as Evaluated).node.state;
  if (op === 'and') return fromTruth(kleeneAnd(children.map(truthOf)));
  if (op === 'or') return fromTruth(kleeneOr(children.map(truthOf)));
  if (op === 'not') return fromTruth(kleeneNot(truthOf(children[0] as Evaluated)));
  if (op === 'known') return fromTruth(first !== 'unknown');
  if (op === 'absent') return fromTruth(first === 'unknown' ? undefined : first === 'none');
  if (op === 'if') return chooseBranch(children);
  if (children.some((child) => child.node.state === 'none')) return comparisons.has(op) ? fromTruth(false) : none;
  if (children.some((child) => child.node.state === 'unknown')) return { operand: undefined };
  return applyToValues(
    expression,
    children.map((child) => child.operand as Operand),
    context,
  );
}

function overItems(expression: Expression & { kind: 'over' }, context: EvaluationContext, variables: Variables): Evaluated {
  const { op, of, where, value } = expression;
  const set = evaluateAt(of, context, variables);
  const children: Evaluated[] = [set];
  const done = (result: Result): Evaluated => finish(expression, op, result, children, context);
  if (set.node.state === 'unknown') return done({ operand: undefined });
  if (set.node.state === 'none') return done(op === 'exists' || op === 'all' ? fromTruth(op === 'all') : none);
  const { complete, items } = set.operand as SetOperand;
  const truths: Truth[] = [];
  const terms: Evaluated[] = [];
  items.forEach((item, index) => {
    const inner = expression.as === undefined ? variables : new Map([...variables, [expression.as, item]]);
    const at = (part: Expression): Evaluated => {
      const evaluated = evaluateAt(part, context, inner);
      const marked = { ...evaluated, node: { ...evaluated.node, item: index } };
      children.push(marked);
      return marked;
    };
    const truth = where === undefined ? true : truthOf(at(where));
    truths.push(truth);
    if (value === undefined) return;
    const term = at(value);
    if (truth !== false) terms.push(term);
  });
  const open = complete ? [] : [undefined];
  const incomplete: Result = { operand: undefined, missing: complete ? [] : of.reads };
  if (op === 'exists') return done({ ...incomplete, ...fromTruth(kleeneOr([...truths, ...open])) });
  if (op === 'all') return done({ ...incomplete, ...fromTruth(kleeneAnd([...truths, ...open])) });
  if (!complete || truths.includes(undefined)) return done(incomplete);
  if (op === 'count') return done({ operand: BigInt(truths.filter((truth) => truth === true).length) });
  return done(addTerms(expression, terms, context));
}

function addTerms(expression: Expression, terms: readonly Evaluated[], context: EvaluationContext): Result {
  if (terms.some((term) => term.node.state === 'none')) return none;
  if (terms.some((term) => term.node.state === 'unknown')) return { operand: undefined };
  const operands = terms.map((term) => term.operand as Operand);
  if (equalTypes(expression.type, 'integer')) return calculate('add', 'integer', [0n, ...operands], context.conversion);
  if (operands.length > 0) return calculate('add', 'money', operands, context.conversion);
  const { currency } = context.conversion;
  return currency === undefined ? { operand: undefined, missing: ['fx'] } : { operand: { currency, minor: 0n } };
}

function evaluateAt(expression: Expression, context: EvaluationContext, variables: Variables): Evaluated {
  switch (expression.kind) {
    case 'fact':
      return finish(expression, `fact ${expression.id}`, readFact(expression, context), [], context);
    case 'param': {
      const param = context.params.get(expression.id);
      if (param === undefined) throw new Error(`no parameter ${expression.id}`);
      return finish(expression, `param ${expression.id}`, { operand: toOperand(expression.type, param.value) }, [], context);
    }
    case 'lit':
      return finish(expression, 'lit', { operand: readLiteral(expression.type, expression.value) }, [], context);
    case 'var': {
      let value = variables.get(expression.name) as Value;
      for (const member of expression.path) value = (value as RecordValue)[member] as Value;
      return finish(
        expression,
        `var ${[expression.name, ...expression.path].join('.')}`,
        { operand: toOperand(expression.type, value) },
        [],
        context,
      );
    }
    case 'apply': {
      const children = expression.args.map((arg) => evaluateAt(arg, context, variables));
      return finish(expression, expression.op, apply(expression, children, context), children, context);
    }
    case 'over':
      return overItems(expression, context, variables);
    default:
      return assertNever(expression);
  }
}

/**
 * Evaluates a checked expression. Nothing is short-circuited: every part is evaluated and traced whatever the others say, so that the
 * inputs of a decision do not depend on the order of its clauses. Never throws: what cannot be computed is unknown, with what is missing.
 */
export function evaluateExpression(expression: Expression, context: EvaluationContext): Evaluated {
  return evaluateAt(expression, context, new Map());
}
