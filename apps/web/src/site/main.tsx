import { redeemJoinLink } from '../features/call/join-link.ts';
import { startFace } from '../shared/start.tsx';
import { router } from './router.tsx';

await redeemJoinLink('site');
await startFace(router);
