import type { Tool } from '../rules/index.ts';
import { blankFormPdf } from '../server/fieldwork/paper/pdf.ts';
import { presentBlankForm } from '../server/fieldwork/paper/presenter.ts';
import { writeWhole } from './report.ts';

/** Writes the blank form of a tool as PDF, for panels that read on paper. */
export async function writeForm(tool: Tool, file: string, withGuidance: boolean): Promise<void> {
  await writeWhole(file, blankFormPdf(presentBlankForm(tool, { withGuidance }), new Date()));
}
