import { jest } from '@jest/globals';
import { BoundedQueue, QueueFull } from './bounded-queue.js';

function gate(): { open: () => void; passed: Promise<void> } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

describe('BoundedQueue', () => {
  it('never runs more than its slots and keeps the order of arrival', async () => {
    const queue = new BoundedQueue(2, 100);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        queue.run(async () => {
          most = Math.max(most, ++running);
          order.push(i);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('refuses at once when the waiting room is full, and tells how many wait', async () => {
    const waiting: number[] = [];
    const queue = new BoundedQueue(1, 2, (n) => waiting.push(n));
    const { open, passed } = gate();
    const accepted = [1, 2, 3].map(() => queue.run(() => passed));
    const work = jest.fn(async () => undefined);
    await expect(queue.run(work)).rejects.toBeInstanceOf(QueueFull);
    expect(work).not.toHaveBeenCalled();
    open();
    await Promise.all(accepted);
    expect(waiting).toEqual([1, 2, 1, 0]);
    await queue.run(work);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('gives the slot on when work fails', async () => {
    const queue = new BoundedQueue(1, 5);
    const failed = queue.run(() => Promise.reject(new Error('no')));
    const next = queue.run(() => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });
});
