// The names of the fields of the draw, one of each a group; errors point to them.

export const amountField = (groupId: number) => `amount-${groupId}`;
export const methodField = (groupId: number) => `method-${groupId}`;
export const byField = (groupId: number) => `by-${groupId}`;

// The same of an extract: one for each agency, and one for each code whose meaning is not known, by their place.

export const agencyField = (place: number) => `agency-${place}`;
export const codeField = (place: number) => `code-${place}`;
/** Chosen for the agency whose clients are not to be on the list. */
export const LEFT_OUT = 'none';
