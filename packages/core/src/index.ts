/** Stands here until the cache lands. */
export const placeholder: string = 'core';
