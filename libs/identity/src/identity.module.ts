import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { RateLimitGuard } from '@app/kernel';
import { ApiLimitGuard, LicenseesModule, TenantGuard } from '@app/licensees';
import { AccessGuard } from './access.guard.js';
import { AccessTokenStrategy } from './access-token.adapter.js';
import { AccessTokens } from './access-tokens.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { ClosuresService } from './closures.service.js';
import { EmailProofsService } from './email-proofs.service.js';
import { ExternalSignInService } from './external-sign-in.service.js';
import { MeController } from './me.controller.js';
import { MeService } from './me.service.js';
import { PasswordResetsService } from './password-resets.service.js';
import { PersonLinksService } from './person-links.service.js';
import { PasswordHasher } from './password-hasher.service.js';
import { OnboardingController } from './onboarding.controller.js';
import { OnboardingService } from './onboarding.service.js';
import { OperatorAccessController } from './operator-access.controller.js';
import { OperatorAccessService } from './operator-access.service.js';
import { PersonNotesController } from './person-notes.controller.js';
import { PersonNotesService } from './person-notes.service.js';
import { PersonsController } from './persons.controller.js';
import { PersonsService } from './persons.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { SignInKeysController } from './sign-in-keys.controller.js';
import { SignInKeysService } from './sign-in-keys.service.js';
import { TeamController } from './team.controller.js';
import { TeamService } from './team.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';
import { UserExpandable } from './user-expandable.js';

/** People, sessions, sign-in; and the guards of the whole application, in the order in which they run. */
@Module({
  imports: [DiscoveryModule, LicenseesModule],
  controllers: [
    AuthController,
    MeController,
    OnboardingController,
    OperatorAccessController,
    PersonNotesController,
    PersonsController,
    SessionsController,
    SignInKeysController,
    TeamController,
    UsersController,
  ],
  providers: [
    AccessTokens,
    UserExpandable,
    AccessTokenStrategy,
    AuthService,
    ClosuresService,
    EmailProofsService,
    ExternalSignInService,
    MeService,
    OnboardingService,
    OperatorAccessService,
    PasswordHasher,
    PasswordResetsService,
    PersonLinksService,
    PersonNotesService,
    PersonsService,
    SessionsService,
    SignInKeysService,
    TeamService,
    UsersService,
    // Which tenant, then who, then how often: each needs what the one before found.
    { provide: APP_GUARD, useClass: TenantGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: ApiLimitGuard },
  ],
  exports: [AccessTokens, AuthService, PersonLinksService, PersonsService, SessionsService, UsersService],
})
export class IdentityModule {}
