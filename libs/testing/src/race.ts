/** Starts `n` of the same at once and waits for all; the results tell who won. */
export const race = <T>(n: number, work: (index: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: n }, (_, index) => work(index)));
