import { Problem } from '@app/kernel';

const BEARER = { 'www-authenticate': 'Bearer' };

/** The checksum is wrong: nothing was looked up. */
export class ApiKeyMalformed extends Problem {
  static override readonly type = 'api-key-malformed';
  static override readonly title = 'This is not a whole API key';
  static override readonly status = 401;
  constructor() {
    super('The checksum does not fit: the key was cut off or mistyped. Copy it again.', {}, BEARER);
  }
}

export class ApiKeyUnknown extends Problem {
  static override readonly type = 'api-key-unknown';
  static override readonly title = 'There is no such API key';
  static override readonly status = 401;
  constructor() {
    super('It was never made here.', {}, BEARER);
  }
}

/** Says nothing of whose key it is. */
export class ApiKeyForeignHost extends Problem {
  static override readonly type = 'api-key-foreign-host';
  static override readonly title = 'The API key belongs to another host';
  static override readonly status = 401;
  constructor() {
    super('Send the request to a host of the licensee whose key it is.', {}, BEARER);
  }
}

export class ApiKeyExpired extends Problem {
  static override readonly type = 'api-key-expired';
  static override readonly title = 'The API key has expired';
  static override readonly status = 401;
  constructor(expiredAt: Date) {
    super('Use the key that replaced it, or make a new one.', { expiredAt: expiredAt.toISOString() }, BEARER);
  }
}

export class ApiKeyRevoked extends Problem {
  static override readonly type = 'api-key-revoked';
  static override readonly title = 'The API key was revoked';
  static override readonly status = 401;
  constructor() {
    super('Use another key.', {}, BEARER);
  }
}

export class ApiKeyAddressRefused extends Problem {
  static override readonly type = 'api-key-address-refused';
  static override readonly title = 'The API key does not work from this address';
  static override readonly status = 403;
  constructor(address: string | null) {
    super('Add the address to the key, or ask from one that is in its list.', { address });
  }
}

export class ApiKeyNotAccepted extends Problem {
  static override readonly type = 'api-key-not-accepted';
  static override readonly title = 'This request is for people';
  static override readonly status = 403;
  constructor() {
    super('No API key may do this, whatever its scopes.');
  }
}

export class UnknownApiVersion extends Problem {
  static override readonly type = 'unknown-api-version';
  static override readonly title = 'There is no such version of the API';
  static override readonly status = 400;
  constructor(known: readonly string[]) {
    super(`Platform-Version may be ${known.join(', ')}.`, { known });
  }
}

/** Two are enough to replace one by the other without a pause. */
export class TooManyLiveKeys extends Problem {
  static override readonly type = 'too-many-live-keys';
  static override readonly title = 'There are enough keys';
  static override readonly status = 409;
  constructor(most: number, name?: string) {
    super(
      name === undefined
        ? `A licensee has at most ${most} keys that work. Revoke one that is not used.`
        : `At most ${most} keys of one name work at a time. Revoke one of them first.`,
      { most, ...(name === undefined ? {} : { name }) },
    );
  }
}

export class ApiKeyNotLive extends Problem {
  static override readonly type = 'api-key-not-live';
  static override readonly title = 'The API key does not work any more';
  static override readonly status = 409;
  constructor(status: string) {
    super(`It is ${status}. Make a new one instead.`, { keyStatus: status });
  }
}
