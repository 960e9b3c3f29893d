import { ForgottenPassword, SetPassword } from '~/features/mail/index.ts';
import { OutsideFrame } from '~/shared/ui/index.ts';

export const ForgottenPasswordPage = () => (
  <OutsideFrame>
    <ForgottenPassword signIn="/admin/sign-in" />
  </OutsideFrame>
);
export const SetPasswordPage = () => (
  <OutsideFrame>
    <SetPassword signIn="/admin/sign-in" forgotten="/admin/forgotten-password" />
  </OutsideFrame>
);
