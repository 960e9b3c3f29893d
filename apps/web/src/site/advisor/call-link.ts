/** Where a call with an advisor begins: sound check, price and consent. */
export const callLink = (advisor: string, medium: 'voice' | 'video') => ({
  component: 'a' as const,
  href: `/calls/new?${new URLSearchParams({ advisor, medium }).toString()}`,
});
