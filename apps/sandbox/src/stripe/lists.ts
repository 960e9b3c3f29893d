import type { Stored } from '../store.js';
import { invalidRequest, noSuch } from './refusal.js';

/** Paging parameters every list takes. */
export interface PageParams {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

export interface ListAnswer<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

/** One page, newest first, of the objects that `keep` lets through. The source is read no further than needed. */
export function page<T extends Stored>(
  source: Iterable<T>,
  params: PageParams,
  url: string,
  keep: (object: T) => boolean = () => true,
): ListAnswer<T> {
  const limit = params.limit ?? 10;
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw invalidRequest('This value must be between 1 and 100.', 'parameter_invalid_integer', 'limit');
  }
  const { starting_after: after, ending_before: before } = params;
  if (after && before) {
    throw invalidRequest('You cannot parameterize starting_after and ending_before together.');
  }
  if (before) return pageBefore(source, before, limit, url, keep);
  const data: T[] = [];
  let started = !after;
  for (const object of source) {
    if (!started) {
      started = object.id === after;
      continue;
    }
    if (!keep(object)) continue;
    if (data.length === limit) return { object: 'list', data, has_more: true, url };
    data.push(object);
  }
  if (!started && after) throw noSuch('object', after, 'starting_after');
  return { object: 'list', data, has_more: false, url };
}

function pageBefore<T extends Stored>(
  source: Iterable<T>,
  before: string,
  limit: number,
  url: string,
  keep: (object: T) => boolean,
): ListAnswer<T> {
  const newer: T[] = [];
  for (const object of source) {
    if (object.id === before) {
      return { object: 'list', data: newer.slice(-limit), has_more: newer.length > limit, url };
    }
    if (keep(object)) newer.push(object);
  }
  throw noSuch('object', before, 'ending_before');
}

/** A page of the v2 API: the places before and after it are addresses. */
export interface ListAnswerV2<T> {
  data: T[];
  next_page_url: string | null;
  previous_page_url: string | null;
}

/** One page of the v2 API, newest first. */
export function pageV2<T extends Stored>(
  source: Iterable<T>,
  params: { limit?: number },
  at: { path: string; query: string },
  keep: (object: T) => boolean = () => true,
): ListAnswerV2<T> {
  const asked = new URLSearchParams(at.query);
  const place = asked.get('page');
  const from = place?.slice(1) ?? '';
  const found = page(
    source,
    {
      limit: params.limit ?? 20,
      ...(place?.startsWith('>') && { starting_after: from }),
      ...(place?.startsWith('<') && { ending_before: from }),
    },
    at.path,
    keep,
  );
  const address = (mark: string, object: T | undefined) => {
    if (!object) return null;
    asked.set('page', `${mark}${object.id}`);
    return `${at.path}?${asked.toString()}`;
  };
  return {
    data: found.data,
    next_page_url: found.has_more || place?.startsWith('<') ? address('>', found.data.at(-1)) : null,
    previous_page_url: place && (place.startsWith('>') || found.has_more) ? address('<', found.data[0]) : null,
  };
}

/** `created` is a time or a range. */
export type Created = number | { gt?: number; gte?: number; lt?: number; lte?: number } | undefined;

/** Does the time fall in the range? */
export function isCreated(created: number, range: Created): boolean {
  if (range === undefined) return true;
  if (typeof range === 'number') return created === range;
  return (
    (range.gt === undefined || created > range.gt) &&
    (range.gte === undefined || created >= range.gte) &&
    (range.lt === undefined || created < range.lt) &&
    (range.lte === undefined || created <= range.lte)
  );
}
