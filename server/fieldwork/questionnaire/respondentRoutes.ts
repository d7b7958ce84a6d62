import { clientOf } from '../../web/address.ts';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Request } from 'express';
import type { InstrumentItem } from '../../../rules/index.ts';
import { tidyCode } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { Limiter, Limits } from '../../platform/limits.ts';
import { formBody, textOf } from '../../web/form.ts';
import { TooManyTriesError } from '../../web/open.ts';
import { idParameter } from '../../web/route.ts';
import type { OpenContext, Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { ANSWER, readQuestionForm } from './respondentForm.ts';
import {
  presentCheck,
  presentEnter,
  presentNoSurvey,
  presentQuestion,
  presentStart,
  questionUrl,
} from './respondentPresenter.ts';
import { askedOf } from './respondentService.ts';
import type { Opened, RespondentService, Survey } from './respondentService.ts';

const MINUTES_15 = 15 * 60;
const HOUR = 60 * 60;
/** Wrong codes from one address, in a quarter of an hour: a service's whole waiting room may be behind one. */
export const WRONG_CODES_FROM_ADDRESS = 30;
/** Wrong codes from everywhere, in an hour. Whoever has used a right one is let in beyond it, so that guessing shuts nobody out. */
export const WRONG_CODES_IN_ALL = 600;
/** Pages under one code, in a minute. */
const PAGES_OF_CODE = 120;

const WRONG: FieldError = {
  field: 'code',
  text: 'This code is not right. Check every letter and number; there are 12.',
};

/** The pages of people with a code: no account, no cookie, nothing kept of who asks but in memory, to slow guessing down. */
export function respondentRoutes(
  routes: Routes,
  parts: { respondents: RespondentService; limits: Limits },
): void {
  const { respondents } = parts;
  const guesses = createGuessLimits(parts.limits);

  /** Opens what the address names, or shows why there is nothing; null then. */
  async function survey(
    { req, show }: OpenContext,
    open: (code: string) => Promise<Opened | { is: 'handedIn' }> = (code) => respondents.open(code),
  ): Promise<Survey | 'handedIn' | null> {
    const entered = String(req.params['code'] ?? '');
    const opened = await guesses.guarded(req, entered, () => open(entered));
    if (opened.is === 'open') return opened.survey;
    if (opened.is === 'handedIn') return 'handedIn';
    if (opened.is === 'wrong') await enter(show, '', [WRONG], 404);
    else {
      const { title, text } = presentNoSurvey(opened.is);
      await show({
        template: 'fieldwork/questionnaire/respondent/closed',
        title,
        status: req.method === 'GET' ? 200 : 409,
        view: { text },
      });
    }
    return null;
  }

  const enter = (show: OpenContext['show'], typed: string, errors: FieldError[], status: number) =>
    show({
      template: 'fieldwork/questionnaire/respondent/enter',
      title: 'Questionnaire',
      status,
      errors,
      view: presentEnter(typed, errors),
    });

  routes.withoutAccount({ method: 'get', path: '/q' }, async ({ show }) => enter(show, '', [], 200));

  routes.withoutAccount({ method: 'post', path: '/q' }, async ({ req, res, show }) => {
    const typed = textOf(formBody(req), 'code');
    if (typed.trim() === '') {
      await enter(show, '', [{ field: 'code', text: 'Enter the code from your slip.' }], 422);
      return;
    }
    const opened = await guesses.guarded(req, typed, () => respondents.open(typed));
    const code = tidyCode(typed);
    if (opened.is === 'wrong' || code === null) await enter(show, typed, [WRONG], 404);
    else res.redirect(303, urls.underCode(code));
  });

  routes.withoutAccount({ method: 'get', path: '/q/thanks' }, async ({ show }) =>
    show({ template: 'fieldwork/questionnaire/respondent/thanks', title: 'Thank you', view: {} }),
  );

  routes.withoutAccount({ method: 'get', path: '/q/:code' }, async (context) => {
    const found = await survey(context);
    if (found === null || found === 'handedIn') return;
    await context.show({
      template: 'fieldwork/questionnaire/respondent/start',
      title: 'Questionnaire',
      view: presentStart(found),
    });
  });

  routes.withoutAccount({ method: 'get', path: '/q/:code/check' }, async (context) => {
    const found = await survey(context);
    if (found === null || found === 'handedIn') return;
    await context.show({
      template: 'fieldwork/questionnaire/respondent/check',
      title: 'Check your answers',
      view: presentCheck(found),
    });
  });

  routes.withoutAccount({ method: 'post', path: '/q/:code/check' }, async (context) => {
    const found = await survey(context, (code) => respondents.handIn(code));
    // The code is left behind: the page of thanks has none in its address.
    if (found === 'handedIn') context.res.redirect(303, urls.thanks());
  });

  routes.withoutAccount({ method: 'get', path: '/q/:code/:number' }, async (context) => {
    const found = await survey(context);
    if (found === null || found === 'handedIn') return;
    const item = itemAt(context.req, found);
    // It no longer fits another answer that was given since.
    if (!askedOf(found).includes(item)) context.res.redirect(303, urls.checkAnswers(found.code));
    else await question(context, found, item, null, null);
  });

  routes.withoutAccount({ method: 'post', path: '/q/:code/:number' }, async (context) => {
    const { req, res } = context;
    const found = await survey(context);
    if (found === null || found === 'handedIn') return;
    const item = itemAt(req, found);
    const form = readQuestionForm(found.instrument, item, formBody(req));
    if (form.error !== null && form.way !== 'back') {
      await question(context, found, item, form.typed, form.error);
      return;
    }
    // What cannot be read is left behind by whoever goes back; an empty form takes no answer back for that.
    const isKept = form.way !== 'back' || ('value' in form.given && form.given.value !== null);
    const saved = isKept
      ? await survey(context, (code) => respondents.answer(code, item.id, form.given))
      : found;
    if (saved === null || saved === 'handedIn') return;
    const fromCheck = 'check' in req.query && form.way !== 'back';
    res.redirect(303, fromCheck ? urls.checkAnswers(saved.code) : wayFrom(saved, item, form.way === 'back'));
  });
}

/** Where one goes from a question: to the one before or after it, or where there is none to the beginning or the end. */
function wayFrom(survey: Survey, item: InstrumentItem, back: boolean): string {
  const { questions } = survey;
  const asked = askedOf(survey);
  const here = questions.findIndex(({ id }) => id === item.id);
  const placeOf = (one: InstrumentItem) => questions.indexOf(one);
  const next = back ? asked.findLast((one) => placeOf(one) < here) : asked.find((one) => placeOf(one) > here);
  if (next) return questionUrl(survey, next);
  return back ? urls.underCode(survey.code) : urls.checkAnswers(survey.code);
}

function itemAt(req: Request, { questions }: Survey): InstrumentItem {
  const item = questions[idParameter(req, 'number') - 1];
  if (!item) throw new NotFoundError('There is no such question.');
  return item;
}

const question = (
  { req, show }: OpenContext,
  survey: Survey,
  item: InstrumentItem,
  typed: string[] | null,
  error: string | null,
) =>
  show({
    template: 'fieldwork/questionnaire/respondent/question',
    title: item.label,
    status: error === null ? 200 : 422,
    errors: error === null ? [] : [{ field: ANSWER, text: error }],
    view: presentQuestion(survey, item, { typed, fromCheck: 'check' in req.query }),
  });

/**
 * Slows down whoever tries codes; all of it is forgotten within the hour. What would tell who answers, an address or a
 * code, is kept in memory alone, by each program for itself; the wrong ones in all are counted over all programs.
 */
function createGuessLimits(limits: Limits) {
  const fromAddress = new RateLimiterMemory({ points: WRONG_CODES_FROM_ADDRESS, duration: MINUTES_15 });
  const inAll = limits('survey-in-all', { points: WRONG_CODES_IN_ALL, duration: HOUR });
  const rightFrom = new RateLimiterMemory({ points: 1, duration: HOUR });
  const ofCode = new RateLimiterMemory({ points: PAGES_OF_CODE, duration: 60 });
  const ALL = 'all';

  /** @throws TooManyTriesError where a limit is reached */
  async function take(limiter: Limiter, key: string): Promise<void> {
    try {
      await limiter.consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new TooManyTriesError(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
    }
  }

  return {
    /**
     * Looks something up under a code. A try is counted before it is looked up, so that many at once are counted too,
     * and given back where the code is right.
     */
    async guarded<Found extends { is: string }>(
      req: Request,
      entered: string,
      work: () => Promise<Found>,
    ): Promise<Found> {
      const address = clientOf(req);
      await take(fromAddress, address);
      const isKnown = (await rightFrom.get(address)) !== null;
      if (!isKnown) await take(inAll, ALL);
      const code = tidyCode(entered);
      if (code !== null) await take(ofCode, code);
      const found = await work();
      if (found.is === 'wrong') {
        if (isKnown) await inAll.penalty(ALL, 1);
        return found;
      }
      await fromAddress.reward(address, 1);
      if (!isKnown) await inAll.reward(ALL, 1);
      await rightFrom.set(address, 1, HOUR);
      return found;
    },
  };
}
