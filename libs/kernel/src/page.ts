import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { InvalidRequest } from './problem.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** Query of every list. */
export class PageQuery {
  @ApiProperty({
    required: false,
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT,
    description: 'Rows at the most',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number.parseInt(value, 10) : value,
  )
  @Min(1)
  @Max(MAX_LIMIT)
  // Judged first, from the property up: "abc" is not above 100.
  @IsInt()
  limit: number = DEFAULT_LIMIT;

  @ApiProperty({ required: false, description: '`next_cursor` of the page before; opaque' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  cursor?: string;
}

/** Envelope of every list (experience.md section 4). */
export interface Page<T> {
  readonly object: 'list';
  readonly data: T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** The same for the document; the page classes add `data`. */
export abstract class ListEnvelope {
  @ApiProperty({ description: 'Always `list`', type: String, enum: ['list'] })
  object: 'list';

  @ApiProperty({ description: 'True when there is a next page' })
  has_more: boolean;

  @ApiProperty({ description: 'Send it as `cursor` to get the next page', type: String, nullable: true })
  next_cursor: string | null;
}

/** Builds a page from up to `limit + 1` rows. */
export function page<Row, T>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => readonly string[],
  view: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit;
  return {
    object: 'list',
    data: shown.map(view),
    has_more: more,
    next_cursor: more && last !== undefined ? Buffer.from(JSON.stringify(position(last))).toString('base64url') : null,
  };
}

/**
 * The position a cursor stands for.
 * @throws InvalidRequest when it is not one of ours.
 */
export function cursorPosition(cursor: string | undefined, patterns: readonly RegExp[]): readonly string[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const fits =
      Array.isArray(parsed) &&
      parsed.length === patterns.length &&
      patterns.every((pattern, i) => typeof parsed[i] === 'string' && pattern.test(parsed[i]));
    if (fits) return parsed as string[];
  } catch {
    // falls through to the same answer
  }
  throw new InvalidRequest([{ pointer: '/cursor', detail: 'is not a cursor of this list' }]);
}

export const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** All there is, as one page. */
export const wholeList = <T>(data: T[]): Page<T> => ({ object: 'list', data, has_more: false, next_cursor: null });
