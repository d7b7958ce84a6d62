/**
 * Whether an item asks what a service did, and not who somebody is. What is not said of an item follows from whether
 * results may be broken down by it.
 */
export const isAboutPractice = (item: {
  about?: 'person' | 'practice' | undefined;
  segment: boolean;
}): boolean => (item.about ?? (item.segment ? 'person' : 'practice')) === 'practice';
