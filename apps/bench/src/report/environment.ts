/** One line on where and how figures came about; the machine is not named, as only ratios count. */
export function environment(mode: string): string {
  const day = new Date().toISOString().slice(0, 10);
  return `Made by \`npx -y pnpm@12 bench\` on ${day}, Node ${process.versions.node}, ${process.platform} ${process.arch}, ${mode}. Do not edit: the command writes this page.`;
}
