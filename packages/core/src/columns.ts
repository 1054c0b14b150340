/** A longer column with what was in this one. It is of its final length at once, so that it has no slack. */
export function extended<Item>(column: readonly Item[], capacity: number): Item[] {
  const longer = new Array<Item>(capacity);
  for (let slot = 0; slot < column.length; slot++) longer[slot] = column[slot] as Item;
  return longer;
}

/** The column `longer`, with what was in this one. */
export function copied<Column extends Float64Array | Uint32Array | Uint8Array>(
  column: Column,
  longer: Column,
): Column {
  longer.set(column);
  return longer;
}
