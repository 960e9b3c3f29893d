import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { boot } from '~/shared/boot.ts';
import { frameRoute } from '../frame.tsx';
import { kindOf, localeOf } from './kinds.ts';

export const legalRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/legal',
    component: lazyRouteComponent(() => import('./legal-overview-page.tsx'), 'LegalOverviewPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/legal/$kind',
    component: () => null,
    beforeLoad: ({ params }) => {
      const kind = kindOf(params.kind);
      const locale = localeOf(boot.site.locale) ?? 'en';
      throw redirect(kind ? { to: `/legal/${kind}/${locale}`, replace: true } : { to: '/legal', replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/legal/$kind/$locale',
    component: lazyRouteComponent(() => import('./legal-editor-page.tsx'), 'LegalEditorPage'),
  }),
];
