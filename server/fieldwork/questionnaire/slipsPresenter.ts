import { showCode } from '../../../rules/index.ts';
import type { Audit } from '../../audits/repository.ts';
import { countOf, plainName } from '../../formats/english.ts';
import { qrModules } from '../../formats/qr.ts';
import { urls } from '../../web/urls.ts';

/** Slips with codes to print and cut, in words and pictures, with nothing left to compute. */
export interface Slips {
  fileName: string;
  documentTitle: string;
  footer: string;
  kicker: string;
  heading: string;
  instructions: string[];
  slips: Slip[];
}

export interface Slip {
  service: string;
  code: string;
  /** To be typed, and the picture that leads there with the code. */
  address: string;
  picture: boolean[][];
  invitation: string[];
}

/** The slips of codes that were just made for a service. */
export function presentSlips(audit: Audit, service: string, codes: string[], publicUrl: string): Slips {
  const title = `${audit.title}: codes for ${service}`;
  return {
    fileName: `codes-${plainName(service) || 'slips'}-${codes.length}.pdf`,
    documentTitle: title,
    footer: title,
    kicker: audit.title,
    heading: `${service}: ${countOf(codes.length, 'slip')}`,
    instructions: [
      'Cut the slips apart and let people draw one. Write no name on a slip, and do not note who has which: a code says nothing about a person, and is to stay so.',
      'These codes cannot be printed again. If slips are lost, withdraw what is left of them on the page Questionnaire and print new ones. Destroy this sheet when all slips are handed out.',
    ],
    slips: codes.map((code) => ({
      service,
      code: showCode(code),
      address: `${publicUrl}${urls.enterCode()}`.replace(/^https?:\/\//, ''),
      picture: qrModules(`${publicUrl}${urls.underCode(code)}`),
      invitation: ['You need not take part.', 'No name is asked for.'],
    })),
  };
}
