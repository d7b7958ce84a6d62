/** Numbers from 0 to 1 that are the same at every run (Lehmer's generator, modulus 2^31 - 1). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
