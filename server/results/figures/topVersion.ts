import { topVersionText } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';
import type { Audit } from '../../audits/repository.ts';
import { urls } from '../../web/urls.ts';

/** By which windows TOP forms were due, where a later version has others; with where its lead uses that one next. */
export function presentTopVersion(audit: Audit, tool: Tool, user: User) {
  const text = topVersionText(tool);
  if (text === '' || !tool.newerTop) return null;
  return {
    text,
    next: can(user, 'audit.repeat', { audit })
      ? { href: urls.repeatAudit(audit.id), text: `Set up a re-audit with version ${tool.newerTop.version}` }
      : null,
  };
}
