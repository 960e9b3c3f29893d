import { redeemJoinLink } from '../features/call/join-link.ts';
import { startFace } from '../shared/start.tsx';
import { takeSignedToken } from './auth/signed-token.ts';
import { router } from './router.tsx';

takeSignedToken();
await redeemJoinLink('site');
await startFace(router);
