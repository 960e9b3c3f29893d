import { ForgottenPassword, OpenedLink, SetPassword, StopMails } from '~/features/mail/index.ts';

export const ForgottenPasswordPage = () => <ForgottenPassword signIn="/sign-in" />;
export const SetPasswordPage = () => <SetPassword signIn="/sign-in" forgotten="/forgotten-password" />;
export const VerifyEmailPage = () => <OpenedLink purpose="verify" home="/" />;
export const ConfirmMarketingPage = () => <OpenedLink purpose="marketing" home="/account/messages" />;
export const StopMailsPage = StopMails;
