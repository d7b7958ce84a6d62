import type { Role } from '../../access/policy.ts';
import { countOf } from '../../formats/english.ts';
import { pastedText } from '../../formats/pasted.ts';
import { urls } from '../../web/urls.ts';
import { ROLE_LABELS } from '../accounts/presenter.ts';
import { COLUMN_LABELS, COLUMNS, LISTED_ROLES } from './reading.ts';
import type { PeopleList } from './reading.ts';

/** The page on which a list of people is put in, and shown as it was understood. */
export function presentSeveral(parts: { text: string; role: Role | null; list: PeopleList | null }) {
  const { role, list } = parts;
  const text = list ? pastedText(list.lines) : parts.text;
  return {
    action: urls.severalPeople(),
    text,
    roles: [
      { value: '', text: 'Nobody: the list names every role' },
      ...LISTED_ROLES.map((each) => ({
        value: each,
        text: ROLE_LABELS[each].label,
        selected: each === role,
      })),
    ],
    role: role ?? '',
    providersHref: urls.providers(),
    list: list && presentList(list),
  };
}

function presentList({ people, problems, notes }: PeopleList) {
  const wrong = new Set(problems.map(({ row }) => row));
  const count = countOf(people.length, 'person', 'people');
  return {
    isRight: problems.length === 0,
    title: problems.length === 0 ? `${count} to be added` : 'What is wrong with the list',
    button: `Make ${people.length === 1 ? 'the account' : `the ${people.length} accounts`}`,
    notes,
    problems: problems.map(({ row, column, value, problem }) => ({
      row,
      column,
      text: value === '' ? problem : `“${value}” ${problem}`,
    })),
    columns: COLUMNS.map((column) => COLUMN_LABELS[column]),
    people: people.map(({ row, cells, roles }) => ({
      row,
      isWrong: wrong.has(row),
      cells: COLUMNS.map((column) => ({
        label: COLUMN_LABELS[column],
        text:
          column === 'role' && roles.length > 0
            ? roles.map((each) => ROLE_LABELS[each].label).join(', ')
            : cells[column],
      })),
    })),
  };
}
