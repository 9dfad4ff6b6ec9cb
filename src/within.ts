/** Waiting for something, but no longer than it may take. What comes later is dropped, a failure too. */

/** What `work` comes to within `ms`, else `late`. Rejects where `work` does in time. */
export async function within<T, L>(ms: number, work: Promise<T>, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<L>((resolve) => {
    timer = setTimeout(resolve, ms, late);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}
