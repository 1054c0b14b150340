/** Whether only this machine can reach `address`. */
export function isLoopback(address = ''): boolean {
  return address === '::1' || /^(::ffff:)?127(\.\d+){3}$/.test(address);
}
