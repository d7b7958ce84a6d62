import { showCode } from '../../../rules/index.ts';
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

/**
 * The slips of codes that were just made for a service.
 *
 * @param audit - its title
 * @param publicUrl - where people open the program, without a slash at its end
 */
export function presentSlips(audit: string, service: string, codes: string[], publicUrl: string): Slips {
  const title = `${audit}: codes for ${service}`;
  return {
    fileName: `codes-${plainName(service) || 'slips'}-${codes.length}.pdf`,
    documentTitle: title,
    footer: title,
    kicker: audit,
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
