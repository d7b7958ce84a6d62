import { checksOf, GROUP_FIELD } from '../../../rules/index.ts';
import type { Check, ShownFigure, ShownUnit, SuppressionRule, WeightedCheck } from '../../../rules/index.ts';
import type { Breakdown } from '../../../server/results/figures/shown.ts';
import { fieldOf, unitOf } from '../disclosure.ts';
import type { CountOf, MadeAudit, View } from '../disclosure.ts';
import type { Manager } from './manager.ts';
import { isBetween } from './worlds.ts';
import type { Count, Known } from './worlds.ts';

/** A count that is suppressed in a view. */
export interface Hidden {
  what: string;
  count: Count;
  value: number;
  /** The files of its unit, as the kinds of which they are, and the check that it is of; null of a number of files. */
  unit: CountOf | null;
  check: string | null;
  level: Level;
  /** Whether its check is told of groups by how many files a figure rests on: it is about practice, and about nobody. */
  isByFiles: boolean;
}

/** In the order in which readers need them: a view is suppressed after those before it, and takes nothing from them. */
export const LEVELS = ['overall', 'groups', 'field', 'crossing'] as const;
type Level = (typeof LEVELS)[number];

/** A figure that a reader is told, or how many files there are. */
export interface Figure {
  level: Level;
  /** Null of files that are not of a unit, such as those without a value. */
  unit: CountOf | null;
  check: string | null;
  known: Known[];
}

/** All that one reader is told and that is suppressed for them. */
export interface Reading {
  figures: Figure[];
  hidden: Hidden[];
  /**
   * What would have to stay for the same to be suppressed, as far as it can be said count by count: a small one stays small.
   * It only says where to look.
   */
  kept: Known[];
  /** Those of what is not small: where a small figure might be small in another way. */
  keptLarge: Known[];
}

const ANSWERS = ['yes', 'no', 'na', ''] as const;

const levelOf = (cut: Breakdown): Level =>
  cut.by !== 'fields' ? 'groups' : cut.fields.length === 1 ? 'field' : 'crossing';

/** Reads the views of an audit: what they tell and what they hide. @param truth - by which the counts behind them are known */
export class Reader {
  readonly #audit: MadeAudit;
  readonly #rule: SuppressionRule;
  readonly #valueOf: (count: Count) => number;
  readonly #checks: Map<string, Check>;
  readonly reading: Reading = { figures: [], hidden: [], kept: [], keptLarge: [] };

  constructor(audit: MadeAudit, rule: SuppressionRule, valueOf: (count: Count) => number) {
    this.#audit = audit;
    this.#rule = rule;
    this.#valueOf = valueOf;
    this.#checks = new Map(checksOf(audit.tool).map((check) => [check.id, check]));
    // How many files were read is told on every page.
    this.#tell('overall', new Map(), null, [[new Map()]]);
  }

  read(views: readonly View[]): void {
    for (const { cut, table } of views) {
      for (const unit of table.units) this.#readUnit(cut, unit, levelOf(cut), this.#unitOf(cut, unit.key));
      this.#readUnit(cut, table.overall, 'overall', new Map());
      this.#readNotRecorded(cut, table.notRecorded);
    }
  }

  /** What the manager of a provider knows: all of its own groups, and what stands beside them of all others. */
  readReport({ own, others, beside }: Pick<Manager, 'own' | 'others' | 'beside'>): void {
    for (const group of own.get(GROUP_FIELD) ?? []) {
      const of: CountOf = new Map([[GROUP_FIELD, new Set([group])]]);
      this.#tell('groups', of, null, [[of]]);
      for (const [id, { dependsOn }] of this.#checks) {
        for (const answer of ANSWERS) {
          const count = new Map([...of, [id, new Set([answer])]]);
          this.#tell('groups', of, id, [[count]]);
          if (dependsOn)
            this.#tell('groups', of, id, [
              [new Map([...count, [dependsOn.item, new Set([dependsOn.answer])]])],
            ]);
        }
      }
    }
    this.#tell('groups', others, null, [[others]]);
    for (const told of beside) {
      const answer = (...answers: string[]): Count => [new Map([...others, [told.id, new Set(answers)]])];
      const where = { unit: others, check: told.id, level: 'groups' } as const;
      const [yes, of] = [this.#valueOf(answer('yes')), this.#valueOf(answer('yes', 'no'))];
      const isTrue =
        told.kind === 'figure' ? told.yes === yes && told.of === of : told.kind !== 'none' || of === 0;
      if (!isTrue) throw new Error(`${told.id} of the others: ${JSON.stringify(told)}`);
      if (told.kind !== 'suppressed') this.#tell('groups', others, told.id, [answer('yes'), answer('no')]);
      else if (of > 0) {
        if (this.#rule.byFiles.has(told.id)) this.#keep(answer('yes', 'no'));
        else this.#keepBoth([answer('yes'), answer('no')]);
        this.#keepAny(answer('yes', 'no'));
        for (const one of ['yes', 'no']) this.#hide(`${one} to ${told.id} of the others`, where, answer(one));
      }
    }
  }

  /** Figures of all files that count each group by what it was drawn from. */
  readWeighted(weighted: readonly WeightedCheck[], caseloads: readonly number[]): void {
    const { groups, files } = this.#audit;
    for (const { id, applicable } of weighted) {
      if (applicable.kind !== 'figure') continue;
      const terms = groups.flatMap((group, g) => {
        // The figures of the groups are shown wherever this one is, and with them how many say nothing.
        const read = files.filter((file) => file.group === g && (file.answers.get(id) ?? '') !== '').length;
        const weight = read === 0 ? 0 : (caseloads[g] ?? 0) / read;
        const of = (answer: string): Count => [
          new Map([
            [GROUP_FIELD, new Set([String(group.id)])],
            [id, new Set([answer])],
          ]),
        ];
        return weight === 0
          ? []
          : [
              { count: of('yes'), times: weight * (1 - applicable.share) },
              { count: of('no'), times: -weight * applicable.share },
            ];
      });
      // As exactly as a program is told it.
      this.reading.figures.push({
        level: 'overall',
        unit: null,
        check: id,
        known: [{ terms, least: -1e-5, most: 1e-5 }],
      });
    }
  }

  #unitOf(cut: Breakdown, key: string): CountOf {
    if (cut.by === 'group') return new Map([[GROUP_FIELD, new Set(key.split('+'))]]);
    return unitOf(this.#audit.groups, cut, key);
  }

  #tell(level: Level, unit: CountOf | null, check: string | null, counts: readonly Count[]): void {
    const known = counts.map((count) => isBetween(count, this.#valueOf(count)));
    this.reading.figures.push({ level, unit, check, known });
  }

  #hide(what: string, of: Pick<Hidden, 'unit' | 'check' | 'level'>, count: Count): void {
    const isByFiles = of.check !== null && this.#rule.byFiles.has(of.check);
    this.reading.hidden.push({ ...of, what, count, isByFiles, value: this.#valueOf(count) });
  }

  #readUnit(cut: Breakdown, unit: ShownUnit, level: Level, of: CountOf): void {
    const what = `${cut.by} ${'fields' in cut ? cut.fields.join(' ') : ''} ${unit.name}`;
    if (unit.files === null) {
      if (this.#saysSomething(of)) this.#hide(`files of ${what}`, { unit: of, check: null, level }, [of]);
      this.#keep([of]);
      this.#keepAny([of]);
    } else {
      if (unit.files !== this.#valueOf([of])) throw new Error(`files of ${what}`);
      this.#tell(level, of, null, [[of]]);
    }
    for (const figure of unit.checks) {
      // What files are divided by says its answers itself: only the number of files is hidden.
      if (of.has(figure.id)) continue;
      this.#readFigure(figure, { what: `${figure.id} of ${what}`, level, of });
    }
  }

  #readFigure(figure: ShownFigure, { what, level, of }: { what: string; level: Level; of: CountOf }): void {
    const { id } = figure;
    const answer = (...answers: string[]): Count => [new Map([...of, [id, new Set(answers)]])];
    const parent = this.#checks.get(id)?.dependsOn;
    const where = { unit: of, check: id, level };
    const among = (...answers: string[]): Count => [
      new Map([...(answer(...answers)[0] ?? []), [parent?.item ?? '', new Set([parent?.answer ?? ''])]]),
    ];
    if (figure.kind === 'suppressed') {
      const isByFiles = this.#rule.byFiles.has(id) && (level === 'groups' || level === 'overall');
      if (isByFiles) this.#keep(answer('yes', 'no'));
      else this.#keepBoth([answer('yes'), answer('no')]);
      this.#keepAny(answer('yes', 'no'));
      if (this.#valueOf(answer('yes', 'no')) === 0) return;
      for (const one of ['yes', 'no']) this.#hide(`${one} to ${what}`, where, answer(one));
      if (parent) this.#hideAmong(what, where, among);
      return;
    }
    if (figure.kind === 'none') {
      this.#tell(level, of, id, [answer('yes'), answer('no')]);
      if (figure.reason !== 'not recorded') this.#tell(level, of, id, [answer('')]);
      return;
    }
    this.#tellAll(figure, { level, of, check: id, answer, what });
    if (!parent || !figure.among) return;
    if (figure.among.kind === 'suppressed') this.#hideAmong(what, where, among);
    else if (figure.among.kind === 'none') {
      this.#tell(level, of, id, [among('yes'), among('no')]);
      if (figure.among.reason !== 'not recorded') this.#tell(level, of, id, [among('')]);
    } else this.#tellAll(figure.among, { level, of, check: id, answer: among, what: `${what} among` });
  }

  #hideAmong(
    what: string,
    where: Pick<Hidden, 'unit' | 'check' | 'level'>,
    among: (...answers: string[]) => Count,
  ): void {
    this.#keep(among('yes', 'no'));
    this.#keepAny(among('yes', 'no'));
    if (this.#valueOf(among('yes', 'no')) === 0) return;
    for (const one of ['yes', 'no']) this.#hide(`${one} to ${what}, among those`, where, among(one));
  }

  #tellAll(
    figure: { yes: number; no: number; notApplicable: number; notRecorded: number },
    of: { level: Level; of: CountOf; check: string; answer: (...answers: string[]) => Count; what: string },
  ): void {
    const told = { yes: figure.yes, no: figure.no, na: figure.notApplicable, '': figure.notRecorded };
    for (const [one, value] of Object.entries(told)) {
      const count = of.answer(one);
      if (this.#valueOf(count) !== value) throw new Error(`${one} to ${of.what}: ${value} is shown`);
      this.#tell(of.level, of.of, of.check, [count]);
    }
  }

  #readNotRecorded(cut: Breakdown, notRecorded: number | null | undefined): void {
    if (cut.by !== 'fields' || notRecorded === undefined) return;
    const fields = cut.fields.filter((one) => one !== GROUP_FIELD);
    const without = fields.map((one): CountOf => new Map([[one, this.#without(one)]]));
    const [a, b] = fields;
    if (a !== undefined && b !== undefined) {
      const valued = new Set(fieldOf(this.#audit.tool, a).values.map(({ key }) => key));
      without[1] = new Map([
        [a, valued],
        [b, this.#without(b)],
      ]);
    }
    const level = levelOf(cut);
    if (notRecorded === null) {
      const isOfAnswers = fields.some((one) => this.#checks.has(one));
      if (!isOfAnswers)
        this.#hide(`not recorded ${fields.join(' ')}`, { unit: null, check: null, level }, without);
      this.#keep(without);
      this.#keepAny(without);
      return;
    }
    if (this.#valueOf(without) !== notRecorded) throw new Error(`not recorded ${fields.join(' ')}`);
    this.#tell(level, null, null, [without]);
  }

  /**
   * Whether files of a unit say yes or no to what divides them. How many a check does not apply to, or say nothing of it, the
   * rule protects nowhere: every figure of a check says so beside its yes and no.
   */
  #saysSomething(of: CountOf): boolean {
    return [...of].every(
      ([item, answers]) => !this.#checks.has(item) || answers.has('yes') || answers.has('no'),
    );
  }

  /** What stands for a file without a value of a field; of a check yes and no are values, and so is not applicable. */
  #without(field: string): Set<string> {
    const keys = new Set(fieldOf(this.#audit.tool, field).values.map(({ key }) => key));
    return new Set(ANSWERS.filter((one) => one === '' || (this.#checks.has(field) && !keys.has(one))));
  }

  /** That a hidden count stays small, or not. */
  #keep(count: Count): void {
    this.#keepBoth([count]);
  }

  #keepBoth(counts: readonly Count[]): void {
    const { threshold } = this.#rule;
    const isLarge = (count: Count) => this.#valueOf(count) >= threshold;
    const areLarge = counts.every(isLarge);
    for (const count of counts) {
      const known = isLarge(count)
        ? isBetween(count, threshold, Infinity)
        : isBetween(count, 0, threshold - 1);
      this.reading.kept.push(known);
      if (areLarge) this.reading.keptLarge.push(known);
    }
  }

  /** That a hidden count stays nothing, or more. */
  #keepAny(count: Count): void {
    const known = this.#valueOf(count) === 0 ? isBetween(count, 0) : isBetween(count, 1, Infinity);
    this.reading.kept.push(known);
    this.reading.keptLarge.push(known);
  }
}
