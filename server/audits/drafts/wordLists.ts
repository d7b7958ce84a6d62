/**
 * The lists of words by which goals are read that a panel is most likely to add to, with what each is. Any other list of
 * `audits/words` can be named in a line of its own.
 */
export const WORD_LISTS: readonly { list: string; label: string; hint: string }[] = [
  { list: 'agents', label: 'Services and people who act', hint: 'Such as outreach, night shelter.' },
  {
    list: 'verbs.ending',
    label: 'Acts that end and can be seen to have happened',
    hint: 'Such as register, book.',
  },
  {
    list: 'verbs.repeated',
    label: 'Acts that are repeated and need a count',
    hint: 'Such as read, practise.',
  },
  {
    list: 'verbs.vague',
    label: 'Acts that nobody else could say were done',
    hint: 'Such as engage, work on.',
  },
  { list: 'events', label: 'Events', hint: 'Such as intake, home visit.' },
  {
    list: 'things',
    label: 'Things of which one can see whether somebody has them',
    hint: 'Such as bus pass.',
  },
  { list: 'substances', label: 'Substances', hint: 'Such as spice.' },
  { list: 'medicines', label: 'Medicines', hint: 'Such as buprenorphine.' },
  { list: 'emptyTimes', label: 'What is no time', hint: 'Such as when ready.' },
  { list: 'hollow', label: 'Nouns that name nothing', hint: 'Such as input.' },
  { list: 'spelling', label: 'Shorthand and misspellings', hint: 'A line each: recieve = receive.' },
];
