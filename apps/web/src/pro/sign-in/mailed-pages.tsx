import { ForgottenPassword, OpenedLink, SetPassword } from '~/features/mail/index.ts';
import { OutsideFrame } from '~/shared/ui/index.ts';

export const ForgottenPasswordPage = () => (
  <OutsideFrame>
    <ForgottenPassword signIn="/pro/sign-in" />
  </OutsideFrame>
);
export const SetPasswordPage = () => (
  <OutsideFrame>
    <SetPassword signIn="/pro/sign-in" forgotten="/pro/forgotten-password" />
  </OutsideFrame>
);
export const VerifyEmailPage = () => (
  <OutsideFrame>
    <OpenedLink purpose="verify" home="/pro/" />
  </OutsideFrame>
);
export const ConfirmMarketingPage = () => (
  <OutsideFrame>
    <OpenedLink purpose="marketing" home="/pro/account" />
  </OutsideFrame>
);
