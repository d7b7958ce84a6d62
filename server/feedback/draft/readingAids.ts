import {
  checksOf,
  CLEAR_BELOW,
  isSelfAudit,
  outcomeOf,
  smallNumbersInWords,
  subjectWords,
  SUPPRESSED_MARK,
  VERY_CLEAR_BELOW,
} from '../../../rules/index.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { capitalised, countOf } from '../../formats/english.ts';
import type { Definition } from '../store/report.ts';
import { DASH } from './figureText.ts';
import type { FeedbackInput } from './input.ts';
import { partnersOf } from './points.ts';

/** How the figures of a report are to be read, in the terms that it uses. */
export function readingAids(input: FeedbackInput): Definition[] {
  const { tool, smallNumberThreshold, smallNumberRule, headline } = input;
  const isJoint = input.ownGroups.some((name) => partnersOf(input, name).length > 0);
  const checks = checksOf(tool);
  const words = subjectWords(tool.subject);
  if (checks.length === 0) return aidsToAnswers(words, isSelfAudit(tool));
  const { file, files, aFile, read } = words;
  const byRule = checks.filter(({ id }) => outcomeOf(input.outcomes ?? [], id, input.ownGroups) !== null);
  return [
    {
      term: 'Applicable',
      text: `A check is applicable to ${aFile} when it was answered yes or no. A no includes that the auditor found no evidence in the ${file}. Every percentage in this report is a share of the applicable ${files}, in whole percent.`,
    },
    {
      term: `All ${files}`,
      text: `Other tables may divide by all ${files} of a group, whether the check applied to them or not, and then show lower percentages. This report never does.`,
    },
    ...(headline
      ? [
          {
            term: 'Headline',
            text: `${headline} This report holds your ${files} against the other ${files}, and counts each of them once.`,
          },
        ]
      : []),
    {
      term: '95% interval',
      text: `If the same number of other ${files} had been drawn again and again, 95 of 100 such ranges would hold the share that all ${files} have. It is wide where few ${files} were ${read}: 2 of 2 is 100%, with a range from 34% to 100%. Where your ${files} were drawn from a list, the range is that of the list, and where all on it were ${read} there is none: nothing is estimated. Its ends are rounded outwards to whole percent, the lower one down and the upper one up.`,
    },
    {
      term: 'Did not apply',
      text: `The check does not fit the ${file}. This says nothing good or bad about it.`,
    },
    {
      term: 'Not recorded',
      text: 'The auditor gave no answer. This tells you about the audit, not about your service.',
    },
    {
      term: `${DASH} (dash)`,
      text: `There is no figure: in every ${file} the check did not apply or was not recorded. A dash is not 0%.`,
    },
    {
      term: SUPPRESSED_MARK,
      text: `The figure of the other ${files} is suppressed, because it is small. ${smallNumbersInWords(tool, { smallNumberThreshold, smallNumberRule })} Your own figures are never suppressed for you.`,
    },
    ...(checks.some((check) => check.polarity === 'yes_is_bad')
      ? [
          {
            term: 'A yes is a shortcoming',
            text: 'The check asks whether something is missing or wrong, so a low percentage is the good news.',
          },
        ]
      : []),
    ...(checks.some((check) => check.polarity === 'neither')
      ? [
          {
            term: 'Neither good nor bad',
            text: `The check describes what is in the ${file}. A high percentage is no better than a low one.`,
          },
        ]
      : []),
    ...(checks.some((check) => check.standard !== undefined)
      ? [
          {
            term: 'Standard',
            text: `The percentage of applicable ${files} that a check is expected to reach, by the audit tool or as the panel lead set it for this audit.`,
          },
          ...(byRule.length > 0
            ? [
                {
                  term: 'Stop when sure',
                  text: `Of ${countOf(byRule.length, 'check')} the panel set before the first ${file} that it might stop reading when it was sure. Of these “met” and “missed” say what the ${files}, read in the order of the draw, make sure of all ${files} on your list; “not sure either way” that they leave it open. So a percentage can be above its standard and the standard not be met for sure.`,
                },
              ]
            : []),
        ]
      : []),
    ...(checks.some((check) => check.polarity !== 'neither')
      ? [
          {
            term: 'To change, to keep',
            text: `To change is a check about safety in which any ${file} falls short, one of which the panel wrote down a shortcoming, one that misses its standard or, where it has none${byRule.length > 0 ? ' or it is not sure' : ''}, is as it should be in fewer than three quarters of your ${files}, and one in which the others are clearly or perhaps better. Every other check is to keep.`,
          },
        ]
      : []),
    {
      term: 'Differences',
      text: `“Very clearly”, “clearly”, “perhaps” and “may be chance” say how sure a difference is, from surest to least, and each difference has one of them. “Clearly”: its 95% interval (Newcombe) leaves out zero, and the probability of Fisher’s exact test (mid-p) is below ${CLEAR_BELOW} after Holm’s correction for all checks that are compared. “Very clearly”: that probability is below ${VERY_CLEAR_BELOW}. “Perhaps”: it is below ${CLEAR_BELOW} after the milder correction of Benjamini and Hochberg. All else may be chance. Where few ${files} were ${read}, only large differences come out.`,
    },
    ...(isJoint
      ? [
          {
            term: `Joint ${files}`,
            text: `${capitalised(files)} of joint work count in your figures, and in none of the others, also where the other service is one of them. Every difference is judged a second time without these, by the same tests and corrections; where the verdict is then another one, both are said.`,
          },
        ]
      : []),
  ];
}

/** The same where nothing is asked but questions that are no checks. */
function aidsToAnswers({ file, files }: SubjectWords, isOwn: boolean): Definition[] {
  return [
    {
      term: 'Not applicable',
      text: `The question does not fit the ${file}. This says nothing good or bad about it.`,
    },
    {
      term: 'Not recorded',
      text: isOwn
        ? 'No answer was given.'
        : 'The auditor gave no answer. This tells you about the audit, not about your service.',
    },
    {
      term: `${DASH} (dash)`,
      text: `There is no figure: in every ${file} the question was not applicable or not recorded.`,
    },
    {
      term: '95% interval',
      text: `Where the mean of all ${files} like these would lie in 95 of 100 cases. It is wide where there are few, and says nothing where all answers are alike.`,
    },
    {
      term: SUPPRESSED_MARK,
      text: `The figure is suppressed, because it rests on few ${files}, or another could be worked out from it.`,
    },
    {
      term: 'Differences',
      text: `A difference between your ${files} and the others may be chance, above all where there are few. It is a reason to look closer, not a verdict.`,
    },
  ];
}
