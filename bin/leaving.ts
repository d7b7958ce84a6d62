const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs a clean-up, which has to be synchronous, when the process ends, be it by itself or by a signal.
 *
 * @returns to be called once somebody else stops in good order at SIGINT and SIGTERM: then only a second one ends
 *   the process at once
 */
export function beforeLeaving(cleanUp: () => void): () => void {
  let patient = false;
  process.once('exit', cleanUp);
  for (const [signal, code] of Object.entries(SIGNALS)) {
    // A signal that nobody listens to would end the process without its exit event.
    process.on(signal, () => {
      if (patient && signal !== 'SIGHUP') patient = false;
      else process.exit(code);
    });
  }
  return () => {
    patient = true;
  };
}
