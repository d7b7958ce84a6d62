// What the fields of the form of a plan of calls are called.

export const callsField = (groupId: number | string): string => `calls-${groupId}`;
export const pseudonymField = (place: number): string => `caller-${place}`;
export const notField = (place: number): string => `not-${place}`;
export const mostField = (place: number): string => `most-${place}`;
