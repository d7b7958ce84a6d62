import { runEverywhere } from './platform/db/organisationScope.ts';
import { createAudits } from './audits/index.ts';
import type { ShippedTools } from './audits/tools.ts';
import { createFeedback } from './feedback/index.ts';
import type { MarkedChecks } from './feedback/store/marks.ts';
import { createFieldwork, createFieldworkForSetup } from './fieldwork/index.ts';
import { createImprovement } from './improvement/index.ts';
import { createOverview } from './overview/index.ts';
import type { ScryptCost } from './people/accounts/password.ts';
import { createMeasures } from './measures/index.ts';
import { createPeople } from './people/index.ts';
import type { Config } from './platform/config.ts';
import { createPlatform } from './platform/index.ts';
import type { PlatformOverrides } from './platform/index.ts';
import { createResults } from './results/index.ts';

/** Everything the program is made of, wired. */
export type Deps = Awaited<ReturnType<typeof createDeps>>;

/** What a test may want otherwise. */
export interface Overrides extends PlatformOverrides {
  /** Hashes are costly by design; a test need not pay for it at every sign-in. */
  passwordCost?: ScryptCost;
  /** The audit tools, such as with a version that is not published, or read before. */
  shippedTools?: ShippedTools;
}

/** Makes and wires all areas, each from those before it, and brings the database up to date. */
export const createDeps = (config: Config, overrides: Overrides = {}) =>
  runEverywhere(() => wire(config, overrides));

async function wire(config: Config, overrides: Overrides) {
  const platform = await createPlatform(config, overrides);
  const { database } = platform;
  try {
    const people = { ...platform, ...createPeople({ ...platform, passwordCost: overrides.passwordCost }) };
    const setUp = { ...createFieldworkForSetup(database), shippedTools: overrides.shippedTools };
    const audits = { ...people, ...(await createAudits({ ...people, ...setUp })) };
    const fieldwork = { ...audits, ...(await createFieldwork(audits)) };
    const results = { ...fieldwork, ...createResults(fieldwork) };
    const measures = { ...results, ...createMeasures(results) };
    // A report says which checks are to be answered; the plans that know it are made of the reports.
    let markedChecks: MarkedChecks = () => Promise.resolve(new Map());
    const feedback = {
      ...measures,
      ...createFeedback({ ...measures, markedChecks: (auditId) => markedChecks(auditId) }),
    };
    const improvement = { ...feedback, ...createImprovement(feedback) };
    ({ markedChecks } = improvement);
    await improvement.reports.freezeReleases();
    return { ...improvement, ...createOverview(improvement) };
  } catch (error) {
    await database.close();
    throw error;
  }
}
