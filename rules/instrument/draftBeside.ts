import type { DraftTool, DraftTrainingFile } from './draftSchema.ts';

// What stands beside the questions of a draft and names them: the plan of calls, and made-up files.

const mapSettled = (
  draft: DraftTool,
  change: (settled: DraftTrainingFile['settled']) => DraftTrainingFile['settled'],
): DraftTool =>
  draft.training
    ? { ...draft, training: draft.training.map((file) => ({ ...file, settled: change(file.settled) })) }
    : draft;

/** What is settled of made-up files, where a question has another id. */
export const renamedTraining = (draft: DraftTool, from: string, to: string): DraftTool =>
  mapSettled(draft, (settled) =>
    Object.fromEntries(Object.entries(settled).map(([id, one]) => [id === from ? to : id, one])),
  );

/** Made-up files without what is settled of questions that are gone. */
export const withoutSettled = (draft: DraftTool, gone: ReadonlySet<string>): DraftTool =>
  mapSettled(draft, (settled) => Object.fromEntries(Object.entries(settled).filter(([id]) => !gone.has(id))));

/** The plan of calls, where questions have other ids. */
export function renamedCalls(draft: DraftTool, now: (id: string) => string): DraftTool {
  const { calls } = draft;
  if (!calls) return draft;
  const { scenario, caller, time, accuracy } = calls;
  const renamed = { scenario: now(scenario), caller: now(caller), time: now(time) };
  return { ...draft, calls: { ...calls, ...renamed, accuracy: accuracy.map(now) } };
}

/** What names answers to certain questions, where these have other ids. */
export function renamedAnswersBeside(
  draft: DraftTool,
  ofItems: ReadonlySet<string>,
  now: (id: string) => string,
): DraftTool {
  const { calls, selfCompletion } = draft;
  const settled = mapSettled(draft, (all) =>
    Object.fromEntries(
      Object.entries(all).map(([id, one]) => [
        id,
        // Several answers stand with a space between.
        ofItems.has(id) ? { ...one, answer: one.answer.split(' ').map(now).join(' ') } : one,
      ]),
    ),
  );
  return {
    ...settled,
    ...(calls &&
      ofItems.has(calls.scenario) && {
        calls: {
          ...calls,
          stories: Object.fromEntries(Object.entries(calls.stories).map(([id, story]) => [now(id), story])),
        },
      }),
    ...(selfCompletion &&
      ofItems.has(selfCompletion.item) && {
        selfCompletion: { ...selfCompletion, answer: now(selfCompletion.answer) },
      }),
  };
}
