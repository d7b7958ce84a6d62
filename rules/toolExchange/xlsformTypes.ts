/** Types of an XLSForm that no tool asks, each with why. */
const REFUSED: readonly [RegExp, (type: string) => string][] = [
  [/^(?:geo|start-geopoint)/, (type) => `a tool asks for no places (${type})`],
  [/^(?:image|audio|video|file|background-audio)$/, (type) => `a tool takes no files (${type})`],
  [/^barcode$/, () => 'a tool reads no barcodes'],
  [
    /^(?:username|phonenumber|phone_number|email|subscriberid|simserial|deviceid)$/,
    (type) => `it is personal data of whoever records (${type})`,
  ],
  [/^(?:start|end|today|audit)$/, (type) => `the program keeps times by itself (${type})`],
  [/^rank$/, () => 'answers cannot be put in an order'],
  [/^(?:acknowledge|trigger|hidden|xml-external|csv-external)$/, (type) => `nothing is answered (${type})`],
  [
    /^(?:select_one_from_file|select_multiple_from_file|select_one_external)$/,
    () => 'its answers are in another file',
  ],
];

/** Why a row of this type is left out; null of those that are taken, or not known. */
export function refusedTypes(type: string): string | null {
  const found = REFUSED.find(([pattern]) => pattern.test(type));
  return found ? found[1](type) : null;
}
