import { Problem, mapViolations } from '@app/kernel';
import type { Face } from './face.js';

/** One answer for an unknown e-mail, a wrong password and a closed account. */
export class InvalidCredentials extends Problem {
  static override readonly type = 'invalid-credentials';
  static override readonly title = 'E-mail or password is wrong';
  static override readonly status = 401;
  constructor() {
    super('Check both and try again.', {}, { 'www-authenticate': 'Bearer' });
  }
}

/** 403 and not 401: the access token is fine, and a client must not answer with a refresh. */
export class WrongPassword extends Problem {
  static override readonly type = 'wrong-password';
  static override readonly title = 'The current password is wrong';
  static override readonly status = 403;
  constructor() {
    super('Type the password that you sign in with.');
  }
}

/** One answer for a refresh token that is malformed, forged, expired, revoked or used twice. */
export class InvalidRefreshToken extends Problem {
  static override readonly type = 'invalid-refresh-token';
  static override readonly title = 'The session has ended';
  static override readonly status = 401;
  constructor() {
    super('Sign in again.', {}, { 'www-authenticate': 'Bearer' });
  }
}

/** Said only to who knows the password. */
export class AccountFrozen extends Problem {
  static override readonly type = 'account-frozen';
  static override readonly title = 'The account is frozen';
  static override readonly status = 403;
  constructor() {
    super('Ask the support of this service.');
  }
}

/** Source: features.md C13. */
export class AdultAttestationRequired extends Problem {
  static override readonly type = 'adult-attestation-required';
  static override readonly title = 'This service is for adults';
  static override readonly status = 403;
  constructor() {
    super('Confirm that you are 18 or older.');
  }
}

/** The sign-in is right, the web application is not; `face` names the right one. */
export class WrongFace extends Problem {
  static override readonly type = 'wrong-face';
  static override readonly title = 'You work somewhere else';
  static override readonly status = 403;
  constructor(face: Face) {
    super(`Your account belongs to "${face}".`, { face });
  }
}

/** A page of another host sent this. */
export class ForeignOrigin extends Problem {
  static override readonly type = 'foreign-origin';
  static override readonly title = 'The request comes from another site';
  static override readonly status = 403;
  constructor() {
    super('Sign in on the page of this service.');
  }
}

/** Two owners who remove each other: one of them stays. */
export class LastOwner extends Problem {
  static override readonly type = 'last-owner';
  static override readonly title = 'The last owner stays';
  static override readonly status = 409;
  constructor() {
    super('Make somebody else an owner first.');
  }
}

/** One answer for a code that is unknown, used, too old, ended, or another licensee's. */
export class InvalidAccessCode extends Problem {
  static override readonly type = 'invalid-access-code';
  static override readonly title = 'The code does not work any more';
  static override readonly status = 401;
  constructor() {
    super('Ask for a new one; each works once and for a minute.', {}, { 'www-authenticate': 'Bearer' });
  }
}

/** One answer for a link that is unknown, used, too old, or another licensee's. */
export class InvalidLink extends Problem {
  static override readonly type = 'invalid-link';
  static override readonly title = 'The link does not work any more';
  static override readonly status = 409;
  constructor() {
    super('It is too old, was used before, or was not copied whole. Ask for another one.');
  }
}

/** Told to staff only; the public sign-up never says it. */
export class EmailTaken extends Problem {
  static override readonly type = 'email-taken';
  static override readonly title = 'The e-mail address has an account here';
  static override readonly status = 409;
  constructor() {
    super('Use another address.');
  }
}

mapViolations({ person_email: () => new EmailTaken() });
