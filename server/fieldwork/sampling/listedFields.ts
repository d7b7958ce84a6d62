import { itemById, mayBeListed, parseAnswer } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { SampleRepository } from './repository.ts';

/**
 * What the caseload list says of a file, as far as the tool asks it, by item id. It stands in every reading of the file
 * from the beginning: it comes from the list, and nobody has read it in the notes.
 */
export async function listedFields(
  samples: Pick<SampleRepository, 'fieldsOf'>,
  tool: Tool,
  auditId: number,
  reference: string,
): Promise<[string, string][]> {
  return [...(await samples.fieldsOf(auditId, reference))].filter(([id, value]) => {
    const item = itemById(tool, id);
    // A list brings no text; a plan of calls brings who calls, by a pseudonym.
    if (!item || !(mayBeListed(item) || id === tool.calls?.caller)) return false;
    const parsed = parseAnswer(item, value);
    return 'value' in parsed && parsed.value === value;
  });
}
