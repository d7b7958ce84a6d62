/**
 * How many standard deviations a two-sided interval of this confidence reaches to each side.
 *
 * @throws RangeError for what is no confidence, or so near to 0 or 1 that a number of the machine rounds it away
 * @example criticalValue(0.95) // 1.959964
 */
export function criticalValue(confidence: number): number {
  checkConfidence(confidence);
  return normalQuantile((1 + confidence) / 2);
}

/**
 * The same by Student's t, for a standard error that is itself estimated from few files.
 *
 * @param degrees - of freedom, a whole number from 1
 * @throws RangeError for what is no confidence or no number of degrees
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.7.3 and 26.7.4, solved by bisection
 * @example studentValue(0.95, 11) // 2.200985
 */
export function studentValue(confidence: number, degrees: number): number {
  checkConfidence(confidence);
  if (!Number.isSafeInteger(degrees) || degrees < 1) throw new RangeError(`${degrees} degrees cannot be`);
  let [low, high] = [0, Math.PI / 2];
  // Each step halves what is left of the angle: 60 come to the last digit of the machine.
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (withinAngle(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** How likely Student's t lies within plus and minus √degrees · tan(angle): A(t|ν) of the handbook. */
function withinAngle(angle: number, degrees: number): number {
  const square = Math.cos(angle) ** 2;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * square;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/** @throws RangeError for what is no confidence between 0 and 1 */
export function checkConfidence(confidence: number): void {
  // What rounds to 1 would reach to infinity, and what rounds to 0 nowhere.
  const upTo = (1 + confidence) / 2;
  if (!(upTo > 0.5 && upTo < 1)) throw new RangeError(`${confidence} is no confidence between 0 and 1`);
}

/**
 * The quantile of the standard normal distribution, to about 16 digits.
 *
 * @see Wichura, Algorithm AS 241, J R Stat Soc C 1988; 37: 477-484 (PPND16)
 */
function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const tail =
    r <= 5
      ? polynomial(MIDDLE_TOP, r - 1.6) / polynomial(MIDDLE_BOTTOM, r - 1.6)
      : polynomial(FAR_TOP, r - 5) / polynomial(FAR_BOTTOM, r - 5);
  return q < 0 ? -tail : tail;
}

/** Coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((value, coefficient) => value * x + coefficient, 0);
}

const CENTRE_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const CENTRE_BOTTOM = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const MIDDLE_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const MIDDLE_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const FAR_TOP = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const FAR_BOTTOM = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];
