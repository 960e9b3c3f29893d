import { ApiProblem } from '../src/shared/api/problem.ts';
import { sendOnce, settleMoneyKey } from '../src/shared/api/money-key.ts';

const problem = (code: string, status: number): ApiProblem => new ApiProblem(code, code, '', status, null);

describe('the key of an intention to move money', () => {
  const store = new Map<string, string>();
  const sent: string[] = [];
  const answer =
    <T>(value: T) =>
    ({ header }: { header: { 'Idempotency-Key': string } }): Promise<T> => {
      sent.push(header['Idempotency-Key']);
      return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
    };

  beforeEach(() => {
    store.clear();
    sent.length = 0;
    Object.assign(globalThis, {
      sessionStorage: {
        getItem: (key: string) => store.get(key) ?? null,
        setItem: (key: string, value: string) => void store.set(key, value),
        removeItem: (key: string) => void store.delete(key),
      },
    });
  });

  it('is one for a double click, and another one after the answer', async () => {
    await Promise.all([sendOnce('refund:1', answer('done')), sendOnce('refund:1', answer('done'))]);
    await sendOnce('refund:1', answer('done'));
    await sendOnce('refund:2', answer('done'));
    expect(sent[0]).toBe(sent[1]);
    expect(new Set(sent).size).toBe(3);
  });

  it.each([
    ['no answer came', problem('offline', 0)],
    ['the service could not work', problem('internal', 503)],
    ['the first try is still running', problem('idempotency-key-in-flight', 409)],
    ['something else broke', new TypeError('failed to fetch')],
  ])('stays when %s', async (_, error) => {
    await expect(sendOnce('refund:1', answer(error))).rejects.toBe(error);
    await sendOnce('refund:1', answer('done'));
    expect(sent[0]).toBe(sent[1]);
  });

  it('ends with a refusal', async () => {
    await expect(sendOnce('refund:1', answer(problem('refund-above-remainder', 422)))).rejects.toThrow();
    await sendOnce('refund:1', answer('done'));
    expect(sent[0]).not.toBe(sent[1]);
  });

  it('stays while a payment is under way, until it is settled', async () => {
    const keep = (status: string): boolean => status === 'pending';
    await sendOnce('top-up', answer('pending'), { keep });
    await sendOnce('top-up', answer('pending'), { keep });
    settleMoneyKey('top-up');
    await sendOnce('top-up', answer('pending'), { keep });
    expect([sent[0] === sent[1], sent[1] === sent[2]]).toEqual([true, false]);
  });
});
