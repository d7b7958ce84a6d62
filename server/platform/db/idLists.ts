/** Shorter lists are read and planned quickly as they are. */
const LONG = 20;

/** A condition as knex keeps it until the statement is written. */
interface InCondition {
  value: unknown;
  not?: boolean;
}

/** What of knex writes conditions. */
interface ConditionCompiler {
  builder: unknown;
  bindingsHolder: unknown;
  client: { parameter(value: unknown, builder: unknown, holder: unknown): string };
  whereIn(condition: InCondition): string;
  _columnClause(condition: InCondition): string;
}

const isLongIdList = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length >= LONG && value.every((one) => Number.isInteger(one));

/**
 * Hands PostgreSQL a long list of ids as one value. As a value each, thousands of them take longer to write and to read than
 * the statement takes, on both sides.
 */
export function withIdLists<Compiler extends object>(made: Compiler): Compiler {
  const compiler = made as unknown as ConditionCompiler;
  const oneByOne = compiler.whereIn.bind(compiler);
  compiler.whereIn = (condition) => {
    const { value, not = false } = condition;
    if (!isLongIdList(value)) return oneByOne(condition);
    // knex calls it so.
    // oxlint-disable-next-line no-underscore-dangle
    const column = compiler._columnClause(condition);
    // As PostgreSQL writes an array: the driver would look at each value again, for each statement.
    const written = `{${value.join(',')}}`;
    const list = compiler.client.parameter(written, compiler.builder, compiler.bindingsHolder);
    return `${column} ${not ? '<> all' : '= any'}(${list})`;
  };
  return made;
}
