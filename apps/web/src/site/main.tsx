import { startFace } from '../shared/start.tsx';
import { router } from './router.tsx';

await startFace(router);
