import type { Page } from 'playwright-core';

/** A made-up device that makes and uses passkeys, and knows its owner unless told otherwise. */
export interface PasskeyDevice {
  /** Whether it finds from now on that it is its owner. */
  knowsOwner(yes: boolean): Promise<void>;
}

/** Gives a page such a device, by the protocol for tests of Chromium. */
export async function putDevice(page: Page): Promise<PasskeyDevice> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async knowsOwner(yes) {
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: yes });
    },
  };
}
