// The names of the fields of the draw, one of each a group; errors point to them.

export const amountField = (groupId: number) => `amount-${groupId}`;
export const methodField = (groupId: number) => `method-${groupId}`;
export const byField = (groupId: number) => `by-${groupId}`;
