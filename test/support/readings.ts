import type { TestApp } from './app.ts';

/**
 * Saves a reading of a file as this person, who is sure of every answer; complete unless told otherwise. Which reading it
 * is hangs on who it is.
 */
export async function saveReading(
  { deps, ids }: TestApp,
  who: keyof TestApp['ids'],
  auditId: number,
  fileId: number,
  recorded: {
    answers?: Record<string, string | null>;
    comments?: Record<string, string | null>;
    places?: Record<string, string | null>;
    entryDates?: Record<string, string | null>;
    comment?: string;
    complete?: boolean;
  } = {},
): Promise<void> {
  const { version, reference, groupId } = await deps.recording.get(auditId, fileId, ids[who]);
  await deps.recording.save(ids[who], await deps.audits.get(auditId), fileId, {
    version,
    reference,
    groupId,
    answers: new Map(Object.entries(recorded.answers ?? {})),
    comments: new Map(Object.entries(recorded.comments ?? {})),
    places: new Map(Object.entries(recorded.places ?? {})),
    entryDates: new Map(Object.entries(recorded.entryDates ?? {})),
    comment: recorded.comment ?? '',
    sure: new Map(Object.entries(recorded.answers ?? {}).map(([id, answer]) => [id, answer ?? ''])),
    complete: recorded.complete ?? true,
  });
}

/** Draws all files that can be drawn. */
export const drawAll = ({ deps, ids }: TestApp, auditId: number): Promise<number> =>
  deps.readings.draw(ids.lena, auditId, { percent: 100, oneAGroup: false });
