import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api/problem.ts';

/** Reads are repeated when no answer came; refusals and writes never are. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && error instanceof ApiProblem && error.isTransient,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
