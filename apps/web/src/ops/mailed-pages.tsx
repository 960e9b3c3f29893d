import { ForgottenPassword, SetPassword } from '~/features/mail/index.ts';

export const ForgottenPasswordPage = () => <ForgottenPassword signIn="/" />;
export const SetPasswordPage = () => <SetPassword signIn="/" forgotten="/forgotten-password" />;
