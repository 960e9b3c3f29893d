import { Problem } from '@app/kernel';

export class DeviceNotTestable extends Problem {
  static override readonly type = 'device-not-testable';
  static override readonly title = 'The device cannot get a test push';
  static override readonly status = 409;
  constructor() {
    super('Devices of this kind are reached by Apple directly, which is not possible yet.');
  }
}

/** One answer for a wrong nonce, a late one and one that nobody sent. */
export class TestPushNotPending extends Problem {
  static override readonly type = 'test-push-not-pending';
  static override readonly title = 'No test push waits for this answer';
  static override readonly status = 409;
  constructor() {
    super('Send a new test push and answer it within its time.');
  }
}
