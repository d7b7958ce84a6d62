import { isIPv6 } from 'node:net';
import type { Request } from 'express';

/**
 * Where a request comes from, as far as attempts are counted by it: its address, and of IPv6 the network of 64 bits,
 * of which whoever has one address has all.
 *
 * @example 192.0.2.7 for 192.0.2.7, 2001:db8:0:1::/64 for 2001:db8:0:1:2:3:4:5
 */
export function clientOf(req: Pick<Request, 'ip'>): string {
  const address = (req.ip ?? '').replace(/^::ffff:(?=[\d.]+$)/i, '');
  if (!isIPv6(address)) return address;
  const [front = '', back] = address.split('%')[0]?.split('::') ?? [];
  const groups = front.split(':').filter((group) => group !== '');
  // What :: leaves out is zeros; only how many of the first four groups it takes is of interest.
  const behind = back?.split(':').filter((group) => group !== '') ?? [];
  const zeros = back === undefined ? 0 : Math.max(0, 8 - groups.length - behind.length);
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...behind];
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
