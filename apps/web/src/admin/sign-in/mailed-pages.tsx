import { ForgottenPassword, LinkFrame, SetPassword } from '~/features/mail/index.ts';

export const ForgottenPasswordPage = () => (
  <LinkFrame>
    <ForgottenPassword signIn="/admin/sign-in" />
  </LinkFrame>
);
export const SetPasswordPage = () => (
  <LinkFrame>
    <SetPassword signIn="/admin/sign-in" forgotten="/admin/forgotten-password" />
  </LinkFrame>
);
