/** One page of a list. */
export interface ListPage<T> {
  readonly data: T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/**
 * A list. `await` gives its first page; `for await (const item of ...)` goes over every item of every page and asks for the next page when it is needed.
 */
export class Pages<Item, P extends { data: Item[]; next_cursor: string | null }> implements PromiseLike<P> {
  private first: Promise<P> | undefined;

  constructor(private readonly load: (cursor: string | undefined) => Promise<P>) {}

  then<A = P, B = never>(
    done?: ((page: P) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.first ??= this.load(undefined);
    return this.first.then(done, failed);
  }

  /** Page by page. */
  async *pages(): AsyncGenerator<P, void, undefined> {
    let page: P = await this.then();
    for (;;) {
      yield page;
      if (page.next_cursor === null) return;
      page = await this.load(page.next_cursor);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.data;
  }
}
