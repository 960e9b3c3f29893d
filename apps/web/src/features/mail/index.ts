export { EmailHint } from './email-hint.tsx';
export { ForgottenPassword } from './forgotten-password.tsx';
export { NoticeList } from './notice-list.tsx';
export { OpenedLink } from './opened-link.tsx';
export { Preferences } from './preferences.tsx';
export { SetPassword } from './set-password.tsx';
export { StopMails } from './stop-mails.tsx';
