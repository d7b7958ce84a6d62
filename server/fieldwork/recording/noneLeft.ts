import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { countOf } from '../../formats/english.ts';

/** What is said where nothing is left to go on with: that it is done, or how many are still to be named. */
export function noneLeft({ words }: Pick<Audit, 'words'>, group: SampleGroup | undefined): string {
  const toCome = group ? group.plannedFiles - group.files : 0;
  if (!group || toCome <= 0) return `No other ${words.file} of this group is left to record.`;
  return `${group.name} has ${countOf(toCome, `more planned ${words.file}`, `more planned ${words.files}`)}: enter the reference of the next one.`;
}
