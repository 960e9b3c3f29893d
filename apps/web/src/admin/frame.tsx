import { createRootRoute } from '@tanstack/react-router';
import { Gate } from './shell/gate.tsx';
import { NotFound } from './shell/not-found.tsx';

/** Parent of every page: asks for a sign-in, then shows the navigation around the page. */
export const frameRoute = createRootRoute({ component: Gate, notFoundComponent: NotFound });
