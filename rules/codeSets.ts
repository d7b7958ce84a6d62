/**
 * What code sets in use call the options of a choice, by the option's id. The ethnic groups are those of the census of
 * 2001 (16+1), as the national system and most records took them, with what later censuses added; the drugs are common
 * entries of the national drug list. A word that could mean two options is left out: it is asked about.
 */
const CODE_SETS: Record<string, readonly string[]>[] = [
  {
    white_british: [
      'british white',
      'english',
      'welsh',
      'scottish',
      'northern irish',
      'english welsh scottish northern irish or british',
      'white english welsh scottish northern irish or british',
    ],
    white_other: ['irish', 'gypsy', 'roma', 'traveller', 'irish traveller', 'gypsy or irish traveller'],
    mixed: [
      'white and black caribbean',
      'white and black african',
      'white and asian',
      'other mixed',
      'mixed other',
      'any other mixed background',
    ],
    asian: ['other asian', 'asian other', 'any other asian background'],
    black_other: ['black other', 'any other black background'],
    other: ['arab', 'other ethnic', 'any other ethnic group'],
    not_stated: ['not specified', 'not given', 'refused', 'not disclosed', 'prefer not to say'],
  },
  {
    other_opiates: [
      'methadone unspecified',
      'buprenorphine unspecified',
      'subutex',
      'morphine',
      'dihydrocodeine',
      'oxycodone',
      'fentanyl',
    ],
    amphetamine: ['amphetamine unspecified', 'amphetamines unspecified', 'dexamphetamine'],
    cannabis: ['cannabis unspecified', 'marijuana'],
    benzodiazepines: [
      'benzodiazepines unspecified',
      'temazepam',
      'nitrazepam',
      'lorazepam',
      'alprazolam',
      'xanax',
    ],
    other: [
      'spice',
      'synthetic cannabinoid',
      'synthetic cannabinoids',
      'pregabalin',
      'gabapentin',
      'nitrous oxide',
      'ghb',
      'gbl',
      'ghb gbl',
      'novel psychoactive substance',
      'novel psychoactive substances',
      'new psychoactive substance',
      'new psychoactive substances',
      'lsd',
      'khat',
    ],
  },
];

/** So many options of a set make a choice one of its kind; "other" alone makes none. */
const ENOUGH_ALIKE = 3;

/**
 * The option that a word of a code set means in a choice with these options, or null.
 *
 * @param word - in small letters, without marks
 */
export function codedOption(optionIds: readonly string[], word: string): string | null {
  for (const set of CODE_SETS) {
    const alike = Object.keys(set).filter((id) => optionIds.includes(id));
    if (alike.length < ENOUGH_ALIKE) continue;
    const found = alike.find((id) => set[id]?.includes(word));
    if (found !== undefined) return found;
  }
  return null;
}
