import type { Deps } from '../server/deps.ts';

/** What the panel of the example has found at The Bridge, in words of ours: its figures are those of 2012. */
const FOUND: readonly {
  kind: 'strength' | 'shortcoming' | 'suggestion';
  itemId: string | null;
  text: string;
}[] = [
  {
    kind: 'strength',
    itemId: 'initial_assessment',
    text: 'Most files begin with an initial assessment that is complete and easy to find.',
  },
  {
    kind: 'shortcoming',
    itemId: 'risk_assessment',
    text: 'Where there is no risk assessment, later notes still speak of injecting and of overdose.',
  },
  {
    kind: 'suggestion',
    itemId: 'risk_assessment',
    text: 'Go through the files without one first, and look at the risks again at each review.',
  },
  {
    kind: 'shortcoming',
    itemId: 'smart',
    text: 'Goals say what is hoped for, but about half of them not by when, or how one would see that it is reached.',
  },
];

/** Closes the example audit, with findings for one provider and its report, so that a reader finds all that there is. */
export async function feedBack(
  { steps, findings, reports }: Deps,
  of: { leadId: number; auditId: number; providerId: number },
): Promise<void> {
  for (const finding of FOUND) await findings.add(of.leadId, of.auditId, of.providerId, finding);
  await steps.changeState(of.leadId, of.auditId, 'close');
  await reports.issue(of.leadId, of.auditId, of.providerId);
}
