import { itemById } from './tool.ts';
import type { Tool } from './tool.ts';
import { reviewDaysOf } from './topWindows.ts';
import type { TopWindow } from './topWindows.ts';

// A published version is never edited, so an audit keeps the windows of its version, and its readers are told.

/** A tool with what a later version of it says of TOP forms, where that is something else; itself otherwise. */
export function withNewerTop(tool: Tool, newest: Tool | undefined): Tool {
  if (!newest?.topWindows || !tool.topWindows || newest.id !== tool.id || newest.version <= tool.version) {
    return tool;
  }
  const isSame = partsOf(tool.topWindows).join() === partsOf(newest.topWindows).join();
  return isSame ? tool : { ...tool, newerTop: { version: newest.version, windows: newest.topWindows } };
}

/**
 * By which windows an audit tells that TOP forms were due, and that a later version has others; empty where there is none,
 * or the audit does not ask whether forms are missing.
 */
export function topVersionText(tool: Tool): string {
  const { newerTop, topWindows } = tool;
  if (!newerTop || !topWindows || !itemById(tool, 'top_missing')) return '';
  const [own, newer] = [partsOf(topWindows), partsOf(newerTop.windows)];
  const without = (parts: readonly string[], others: readonly string[]) =>
    parts.filter((part) => !others.includes(part)).join(', ');
  return `Which TOP forms were due goes by version ${tool.version} of the audit tool: ${without(own, newer) || own.join(', ')}. Version ${newerTop.version} differs: ${without(newer, own) || newer.join(', ')}.`;
}

/** The newest windows of a tool, part by part. */
function partsOf(windows: readonly TopWindow[]): string[] {
  const window = windows.at(-1);
  if (!window) return [];
  const { start, review, exit, journey } = window;
  const { fromDay, toDay, further } = reviewDaysOf(review);
  const days =
    start.withinDays === exit.withinDays
      ? `start and exit within ${start.withinDays} days`
      : `start within ${start.withinDays} days, exit within ${exit.withinDays}`;
  return [
    days,
    `${further ? 'a first review' : 'one review'} ${fromDay} to ${toDay} days after the start`,
    ...(further ? [`a further one every ${further.everyDays} days`] : []),
    ...(journey ? [`times in treatment up to ${journey.withinDays} days apart as one`] : []),
  ];
}
