import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { workbookOf } from './workbook.ts';

/** A column of a sheet that somebody is to fill in. */
export interface GuidedColumn {
  heading: string;
  /** What may be chosen; the spreadsheet refuses other texts. */
  choices?: readonly string[];
  /** The lowest and the highest number. */
  between?: readonly [number, number];
  /** Whether the spreadsheet leaves what is typed as it is, and makes no date of 3-5. */
  asText?: boolean;
}

/** The rows under the heading in which a spreadsheet offers what may be chosen. */
const ROWS = 2000;
/** The sheet of a {@link guidedWorkbook} on which the choices stand; it is not to be filled in. */
export const CHOICES_SHEET = 'Allowed answers';

/**
 * A workbook with a heading alone, to be filled in: where a column has choices the spreadsheet offers them in each
 * cell and refuses others. They stand on a second sheet.
 */
export async function guidedWorkbook(sheet: string, columns: readonly GuidedColumn[]): Promise<Buffer> {
  const listed = columns.filter(({ choices }) => choices);
  const longest = Math.max(0, ...listed.map(({ choices = [] }) => choices.length));
  const workbook = await workbookOf([
    { name: sheet, heading: columns.map(({ heading }) => heading), rows: [] },
    {
      name: CHOICES_SHEET,
      heading: listed.map(({ heading }) => heading),
      rows: Array.from({ length: longest }, (_, i) => listed.map(({ choices = [] }) => choices[i] ?? '')),
    },
  ]);
  const parts = unzipSync(workbook);
  const styles = /<cellXfs count="(\d+)">/.exec(partOf(parts, STYLES))?.[1];
  if (styles === undefined) throw new Error('the workbook has no styles of cells');
  parts[STYLES] = strToU8(
    partOf(parts, STYLES)
      .replace(`<cellXfs count="${styles}">`, `<cellXfs count="${Number(styles) + 1}">`)
      .replace('</cellXfs>', '<xf numFmtId="49" applyNumberFormat="1"></xf></cellXfs>'),
  );
  const rules = columns.flatMap((column, i) => ruleOf(column, letters(i), letters(listed.indexOf(column))));
  const asText = columns.flatMap((column, i) => (column.asText ? [i + 1] : []));
  parts[SHEET] = strToU8(
    asText
      .reduce(
        (xml, at) =>
          xml.replace(`<col min="${at}" max="${at}"`, `<col min="${at}" max="${at}" style="${styles}"`),
        partOf(parts, SHEET),
      )
      .replace(
        '</sheetData>',
        `</sheetData>${rules.length === 0 ? '' : `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`}`,
      ),
  );
  return Buffer.from(zipSync(parts));
}

const STYLES = 'xl/styles.xml';
const SHEET = 'xl/worksheets/sheet1.xml';

function partOf(parts: Record<string, Uint8Array>, name: string): string {
  const part = parts[name];
  if (!part) throw new Error(`the workbook has no part ${name}`);
  return strFromU8(part);
}

/** What a spreadsheet holds the cells of a column against (ISO/IEC 29500-1, 18.3.1.32). */
function ruleOf({ choices, between }: GuidedColumn, column: string, listColumn: string): string[] {
  const cells = `allowBlank="1" showErrorMessage="1" sqref="${column}2:${column}${ROWS + 1}"`;
  if (choices) {
    const list = `'${CHOICES_SHEET}'!$${listColumn}$2:$${listColumn}$${choices.length + 1}`;
    const error = 'errorTitle="Not one of the answers" error="Choose one from the list of this cell."';
    return [`<dataValidation type="list" ${error} ${cells}><formula1>${list}</formula1></dataValidation>`];
  }
  if (!between) return [];
  const [from, to] = between;
  const error = `errorTitle="Not such a number" error="Enter a number from ${from} to ${to}."`;
  return [
    `<dataValidation type="decimal" operator="between" ${error} ${cells}><formula1>${from}</formula1><formula2>${to}</formula2></dataValidation>`,
  ];
}

function letters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}
