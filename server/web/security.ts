import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../platform/config.ts';
import { OtherSiteError } from './refusal.ts';

/** What of a device no page of ours ever asks for. */
const NEVER_ASKED_FOR = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
];
const PERMISSIONS = NEVER_ASKED_FOR.map((feature) => `${feature}=()`).join(', ');

/** Says that pages use nothing of a device: what is planted in one could not either. */
export const permissionsPolicy: RequestHandler = (_req, res, next) => {
  res.set('Permissions-Policy', PERMISSIONS);
  next();
};

/**
 * Refuses what a page of another site sends, whatever token it has got hold of: browsers say of every request where
 * it comes from. Programs and old browsers that do not say are left to the tokens.
 *
 * @see Fetch Metadata Request Headers, W3C
 */
export const refuseOtherSites: RequestHandler = (req, _res, next) => {
  const from = req.get('sec-fetch-site') ?? 'none';
  const isReading = req.method === 'GET' || req.method === 'HEAD';
  if (isReading || from === 'same-origin' || from === 'none') next();
  else next(new OtherSiteError());
};

/**
 * Where people use the program by https, every request counts as one over https, whether or not a proxy says so: cookies
 * are Secure and bound to the host, and never fall back to what a neighbour could plant.
 */
export function httpsWherePublic({ publicUrl }: Config): RequestHandler {
  const isHttps = publicUrl.startsWith('https:');
  return (req, _res, next) => {
    if (isHttps) Object.defineProperty(req, 'protocol', { value: 'https' });
    next();
  };
}

/** Headers that keep a browser to what our pages need: own scripts and styles from files, nothing inline. */
export function securityHeaders(config: Config): RequestHandler {
  const https = config.publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Over plain http the header means nothing, and on localhost it would lock other programs out of http.
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}
