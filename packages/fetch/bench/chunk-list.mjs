/** The least there can be: every reader walks one list, and gets the very chunks. */
export function bareList(body, keep = (chunk) => chunk) {
  const chunks = [];
  const reader = body.getReader();
  let next;
  const more = () => {
    next ??= reader.read().then(({ done, value }) => {
      next = undefined;
      chunks.push(done ? null : keep(value));
    });
    return next;
  };
  return () => {
    let position = 0;
    return new ReadableStream(
      {
        async pull(controller) {
          while (position >= chunks.length) await more();
          const chunk = chunks[position++];
          if (chunk === null) controller.close();
          else controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
  };
}

/** The least that a fetch which caches can do: a `Response` for each caller, and for later ones a copy that no caller can write into. */
export function leastCache() {
  const flights = new Map();
  const stored = new Map();
  const cross = async (url) => {
    const response = await fetch(url);
    const copies = [];
    stored.set(url, copies);
    const open = bareList(response.body, (chunk) => {
      copies.push(chunk.slice());
      return chunk;
    });
    const { status, headers } = response;
    return () => new Response(open(), { status, headers });
  };
  return async (url) => {
    if (!flights.has(url)) flights.set(url, cross(url));
    return (await flights.get(url))();
  };
}
