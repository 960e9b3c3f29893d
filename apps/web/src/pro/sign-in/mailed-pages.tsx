import { ForgottenPassword, LinkFrame, OpenedLink, SetPassword } from '~/features/mail/index.ts';

export const ForgottenPasswordPage = () => (
  <LinkFrame>
    <ForgottenPassword signIn="/pro/sign-in" />
  </LinkFrame>
);
export const SetPasswordPage = () => (
  <LinkFrame>
    <SetPassword signIn="/pro/sign-in" forgotten="/pro/forgotten-password" />
  </LinkFrame>
);
export const VerifyEmailPage = () => (
  <LinkFrame>
    <OpenedLink purpose="verify" home="/pro/" />
  </LinkFrame>
);
export const ConfirmMarketingPage = () => (
  <LinkFrame>
    <OpenedLink purpose="marketing" home="/pro/account" />
  </LinkFrame>
);
