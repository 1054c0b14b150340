/** Where the pages describe what, for links from one to another. */
export class Links {
  #places = new Map();

  /** @param headings what a page describes, in the order of its headings */
  add(file, headings) {
    const taken = new Map();
    for (const { reflection, text } of headings) {
      const slug = text.toLowerCase();
      const times = taken.get(slug) ?? 0;
      taken.set(slug, times + 1);
      // As GitHub tells apart headings that read alike.
      const anchor = times === 0 ? slug : `${slug}-${times}`;
      this.#places.set(reflection, { file, anchor });
    }
  }

  /** A link for a page, or just the name of what is described nowhere. */
  to(reflection, from) {
    const place = this.#places.get(reflection);
    if (place === undefined) return `\`${reflection.name}\``;
    return `[\`${reflection.name}\`](${place.file === from ? '' : place.file}#${place.anchor})`;
  }
}
