import { useLocation } from '@tanstack/react-router';

/** The path inside the admin, without its base: "/brand". */
export const usePathname = (): string => useLocation({ select: ({ pathname }) => pathname });
