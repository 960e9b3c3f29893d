/** Dated versions of the API, oldest first. Within one, things are only added. A key keeps the one that was newest when it was made. */
export const API_VERSIONS = ['2026-11-27'] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

export const NEWEST_VERSION: ApiVersion = API_VERSIONS.at(-1)!;
export const VERSION_HEADER = 'platform-version';

export const isVersion = (text: string): text is ApiVersion => (API_VERSIONS as readonly string[]).includes(text);
