/** What a terminal shows of a line without breaking it, in columns. */
export const TERMINAL_WIDTH = 100;

/** Breaks a text at spaces into lines of at most so many characters; all but the first leave room to be indented. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const room = lines.length > 1 ? width - 2 : width;
    if (last !== undefined && last.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
