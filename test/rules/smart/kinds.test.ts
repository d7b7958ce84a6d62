import { describe, expect, it } from 'vitest';
import { checkGoal } from '../../../rules/smart.ts';
import type { Verdict } from '../../../rules/smart.ts';
import { smartWords } from '../../support/smartWords.ts';

/**
 * Kinds of wording that goals by other hands showed to be misread, three examples or more of each. The plan is of
 * Tuesday 7 April 2026, its review on 30 June. Y met, n not met, ? cannot tell, for S, M and T.
 */
const KINDS: Record<string, readonly [string, string][]> = {
  'a date with the name of its month and hyphens': [
    ['YYY', 'ring DWP by 22-May-2026'],
    ['YYY', 'hand in form 3-June-26'],
    ['YYY', 'sign tenancy on 01/May/2026'],
    ['YYn', 'ring DWP by 22-Jul-2026'],
    ['YYn', 'ring DWP by 31-Apr-2026'],
  ],
  'a span between two dates': [
    ['YYY', 'start work at the warehouse between 3-10 May'],
    ['YYY', 'move to the hostel between 3 May and 10 May'],
    ['YYn', 'move to the hostel between 28 June and 5 July'],
  ],
  'a mistyped or shortened word of time': [
    ['YYY', 'book dentist tommorow'],
    ['YYY', 'join gym by end of Aprl'],
    ['YYY', 'ring GP within a mnth'],
    ['YYY', 'fill in form by 3 Juen 2026'],
    ['YYY', 'attend AA wekly til 30 May'],
    ['YYY', 'ring solicitor by thrusday'],
    ['YYY', 'ring mum every Sunday b4 review'],
    ['YYY', 'book dentist 2moro'],
  ],
  'weeks and months as a fraction': [
    ['YYY', 'attend AA 2x wk for the next 4/52'],
    ['YYY', 'KW to ring SU 1x/fortnight for a further 2/12'],
    ['YYY', 'walk 20 mins a day over the coming 3/52'],
    ['YYn', 'walk 20 mins a day over the coming 3/12'],
  ],
  'how often, in figures and signs': [
    ['YYn', 'go to gym 3x a week'],
    ['YYn', 'attend SMART group 1x a week ongoing'],
    ['YYn', 'attend AA x3/wk'],
    ['YYn', 'attend AA 3/wk'],
    ['YYn', 'go to gym 3xweek'],
    ['YYn', 'go to gym 4 x wk'],
    ['YYn', 'take thiamine bd'],
    ['YYn', 'take sertraline 50mg od'],
    ['YYn', 'attend day programme mon wed fri'],
    ['YnY', 'attend AA x 6 weeks'],
  ],
  'how long an occasion lasts': [
    ['YYn', 'attend first aid workshop over 3 days'],
    ['YYn', 'complete the food hygiene course over 2 days'],
    ['YYY', 'complete the food hygiene course over the next 2 days'],
  ],
  'plain verbs of contact': [
    ['YYY', 'nip to library for bus timetable by 1 May'],
    ['YYY', 'pop into the chemist for a kit by 1 May'],
    ['YYY', 'chase up the council re repairs by 9 May'],
    ['YYY', 'get in touch with his brother by 9 May'],
    ['nnY', 'touch base by 9 May'],
  ],
  'plain verbs of application': [
    ['YYn', 'put in for a budgeting loan'],
    ['YYn', 'put in an application for PIP'],
    ['YYn', 'bid on 3 flats'],
  ],
  'plain verbs of upkeep': [
    ['YYn', 'keep up gym twice a week'],
    ['YYn', 'stick to 2 pints a night'],
    ['YYn', 'top up gas meter'],
    ['YnY', 'keep to curfew until 12 June'],
    ['nnn', 'keep up the good work'],
  ],
  'work, college and benefits': [
    ['YYY', 'get back to work by 1 June'],
    ['YYn', 'return to college'],
    ['YYY', 'sign on by Friday'],
    ['YYn', 'secure a tenancy'],
    ['YYn', 'I want to go back to work'],
    ['nYn', 'I hope to go back to work'],
  ],
  'sorting out a thing': [
    ['YYn', 'sort out ID'],
    ['YYn', 'sort out my bank card'],
    ['YYn', 'KW to sort bus pass'],
    ['nnn', 'sort out my life'],
    ['nnn', 'sort out housing'],
  ],
  'a single occasion': [
    ['YYn', 'have flu vaccine'],
    ['YYn', 'meet the housing adviser'],
    ['YYn', 'see the social worker about contact'],
    ['YYn', 'see GP re sleep in the next few weeks'],
    ['YnY', 'meet with sponsor until 1 June'],
    ['YnY', 'see KW for the next 6 weeks'],
    ['YYn', 'talk to GP about antidepressants'],
    ['YYY', 'meet peer mentor in 1/52'],
    ['YYn', 'have a dental check up'],
  ],
  'something merely better': [
    ['nnn', 'get better accommodation'],
    ['nnn', 'have a healthier diet'],
    ['nnY', 'get nicer furniture by 1 June'],
    ['YYn', 'get new glasses'],
  ],
  'what has been, in place of what is to come': [
    ['nnn', 'attended 5 AA meetings in Feb'],
    ['nnn', 'went to gym 3x last week'],
    ['nnn', 'moved in with his mum on 2nd June'],
    ['nnn', 'client has attended 4 appts'],
    ['nnn', 'was seen by GP 2/4/26'],
    ['nnn', 'cut down to 5 cans last month'],
    ['nnn', "DNA'd 2 groups in May"],
    ['YYY', 'agreed to attend court on 2 May'],
    ['YYY', 'completed form to be handed in by SU by 1 May'],
    ['nYY', 'detox completed by 30 April'],
    ['YYY', 'cut down to 5 cans by the last week of May'],
    ['nnn', 'housing application submitted last week'],
    ['nnn', 'SU reports using heroin daily'],
    ['nnn', 'since last review attended all appts'],
    ['nnn', 'in March SU attended 4 groups'],
    ['nnn', 'returned to work in Jan'],
    ['nnn', 'currently drinking 10 units a day'],
    ['YYY', 'KW to have made referral by 1 May'],
    ['nYY', 'CV completed and sent off by 1 May'],
  ],
  'a word that numbers a goal, and one that counts': [
    ['nYY', 'Target 14 units a week by 1 May'],
    ['nYn', 'Goal 3 sessions a week of AA'],
    ['YYn', 'Aim 1: feel better. Aim 2: attend gym weekly'],
  ],
  'what a heading names, and whom': [
    ['nYn', 'Client: attend weekly'],
    ['nYn', 'Dave: attend weekly'],
    ['nnn', 'Self harm: reduce'],
    ['YYn', 'Mental health services: attend fortnightly'],
    ['nYn', 'Support services: attend fortnightly'],
  ],
  'a list of needs': [
    ['nnn', 'Housing, benefits, debts, family contact'],
    ['nnn', 'Engage with services, family, work'],
  ],
  'to stop something with a name': [
    ['YYn', 'stop talking to dealers'],
    ['YYn', 'stop attending the pub with people from work'],
  ],
  'none of what is no drink': [['nnn', 'no lines of communication with ex']],
  'how many there are': [
    ['nnn', 'be there for my two kids'],
    ['nnn', 'be a better mum to my 3 young children'],
    ['nnn', 'feel closer to her two sons'],
    ['YYn', 'take my 3 kids swimming twice a month'],
  ],
  'figures of speech': [
    ['nnn', 'get my head straight'],
    ['nnn', 'get my act together'],
    ['nnn', 'get her head round things'],
  ],
  'a state, said with a past form': [
    ['nnn', 'feel settled on 60ml'],
    ['nnn', 'stay focused and feel sorted'],
    ['nnn', 'get stable on script'],
    ['nnY', 'remain registered by 1 May'],
  ],
  'not drinking': [
    ['YYY', 'not drink on weekdays until 20 May'],
    ['YYY', 'not drink on Mondays until 1 June'],
    ['YYY', 'will not drink before 6pm until 1 June'],
  ],
  'a group that is named by its day': [
    ['YYY', "go to Thursday women's group twice by 1 May"],
    ['Ynn', 'go to Tuesday group'],
    ['YYY', 'go to first group on Tuesday'],
  ],
  'hours as a time': [
    ['YYY', 'ring DIP worker within 48hrs'],
    ['YYY', 'register with GP in 72 hours'],
    ['YYn', 'exercise 2 hours a week'],
  ],
  'plain verbs of paper, home and screen': [
    ['YYY', 'repay the loan from mum by 9 May'],
    ['YYY', 'declare the change of address by 9 May'],
    ['YYY', 'unsubscribe from the casino emails by 9 May'],
    ['YYY', 'give notice to the landlord by 9 May'],
    ['YYn', 'lock the tablets in the safe every night'],
  ],
  'a vague verb with a thing that can be seen': [
    ['YYY', 'change GP by 9 May'],
    ['YYY', 'change pharmacy by 9 May'],
    ['nnY', 'change my attitude by 9 May'],
    ['YYY', 'plan a budget by 9 May'],
    ['nnY', 'plan for the future by 9 May'],
    ['YnY', 'stay at rehab until 9 May'],
    ['nnY', 'stay well until 9 May'],
  ],
  'a bare day and month': [
    ['nYY', 'referral to panel 17/5'],
    ['YYY', 'r/v meds with GP 24/4'],
    ['nnn', 'housing 3/5'],
    ['nnn', 'rehab 10/7'],
    ['nnn', 'rehab 18/12'],
    ['YYY', 'ring KW by the June review'],
  ],
  'one thing done once by a day': [
    ['YYY', 'take the papers to the bank on Thursday'],
    ['YYY', 'do a safety plan by 9 May'],
    ['YnY', 'take thiamine until 9 May'],
    ['YnY', 'attend the Moving On group between 10 April and 9 May'],
    ['nYY', 'bloods by 9 May'],
  ],
  'so many days out of seven': [
    ['YYn', 'walk the dog 5 days out of 7'],
    ['YYn', 'eat breakfast 6 days in 7'],
    ['YnY', 'walk the dog for 5 days'],
  ],
  'less of what needs no name': [
    ['YnY', 'drink less by 9 May'],
    ['nnY', 'worry less by 9 May'],
  ],
  'another language': [
    ['???', 'Chce przestac pic'],
    ['???', 'Chodzic na AA raz w tygodniu'],
    ['???', 'Zapisać się do dentysty do 3 maja'],
    ['???', 'Ir ao grupo AA duas vezes por semana até 30 de maio'],
    ['???', 'Marcar consulta no dentista'],
    ['???', 'Reducir el consumo de alcohol a dos cervezas al dia'],
    ['???', 'Aller chez le médecin avant le 3 septembre'],
    ['???', 'Chiamare il medico entro venerdi'],
    ['???', 'Zum Arzt gehen bis Freitag'],
    ['???', 'Să merg la doctor săptămâna viitoare'],
    ['???', 'Hetente kétszer menni a csoportba'],
    ['???', 'Doktora git haftada bir'],
    ['???', "Ffonio'r tîm tai cyn diwedd y mis"],
    ['???', 'Bel de huisarts voor vrijdag'],
    ['YYY', 'go to café with sponsor every Sunday til 7 June'],
    ['YYY', 'su to ring NA w KW by 7 June'],
    ['YYn', 'Ring José at Shelter Scotland'],
  ],
};

const SIGNS: Record<Verdict, string> = { met: 'Y', 'not met': 'n', 'cannot tell': '?' };

describe.each(Object.entries(KINDS))('%s', (_, examples) => {
  it.each(examples)('%s: %s', (expected, text) => {
    const found = checkGoal({ text }, { planDate: '2026-04-07', reviewDate: '2026-06-30' }, smartWords);
    const { specific, measurable, timeBound } = found;
    expect([specific, measurable, timeBound].map(({ verdict }) => SIGNS[verdict]).join('')).toBe(expected);
  });
});
