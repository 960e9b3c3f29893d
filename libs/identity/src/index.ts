export { TEST_MODE_HEADER, TestModes } from './test-modes.js';
export { AccessTokens, type AccessClaims } from './access-tokens.service.js';
export { Admissions, type Traits } from './admissions.js';
export { Arrivals } from './arrivals.js';
export { Cookie, RefreshCookie } from './refresh-cookie.js';
export { FaceOf, SignInRequest, SignUpRequest, SignedInResponse, TokensResponse } from './auth.dto.js';
export { AuthService } from './auth.service.js';
export { type Face, faceOf } from './face.js';
export {
  EmailProofAsked,
  PasswordChanged,
  PasswordResetAsked,
  PersonFrozen,
  PersonSignedUp,
  SignInKeyAdded,
  SignInKeyRevoked,
  SignedInOnNewDevice,
  UserChanged,
  UserClosed,
  UserCreated,
} from './identity.events.js';
export { IdentityModule } from './identity.module.js';
export {
  AccountFrozen,
  AdultAttestationRequired,
  EmailTaken,
  InvalidCredentials,
  InvalidLink,
  InvalidRefreshToken,
  WrongPassword,
} from './identity.problems.js';
export { KeyBearers } from './key-bearers.js';
export { hasMailAddress, shownAddress } from './mail-address.js';
export { Person, type PersonStatus } from './person.entity.js';
export { PersonLinksService } from './person-links.service.js';
export { DisplayName, Email, Locale, Password, addressFor } from './persons.dto.js';
export { type HashedPerson, type NewPerson, PersonsService } from './persons.service.js';
export { Session } from './session.entity.js';
export { SessionsService } from './sessions.service.js';
export { UserResponse, userViews } from './users.dto.js';
export type { Business } from './business.js';
export { UsersService } from './users.service.js';
export { SignIn, type SignInOutcome } from './sign-in.entity.js';
