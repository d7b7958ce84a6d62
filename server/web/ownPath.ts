/**
 * A path of this program and of nobody else: `//elsewhere` and `/\elsewhere` would lead away, and so would what is one of
 * them once a browser has dropped tabs and line breaks.
 */
export const OWN_PATH = /^\/(?![/\\])[\x21-\x7e]*$/;
