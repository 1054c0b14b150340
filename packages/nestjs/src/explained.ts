/** Runs `check`, and says where what it throws came from. */
export function explained<Result>(place: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    const { message } = error;
    const options = { cause: error };
    throw error instanceof RangeError
      ? new RangeError(`${place}: ${message}`, options)
      : new TypeError(`${place}: ${message}`, options);
  }
}
