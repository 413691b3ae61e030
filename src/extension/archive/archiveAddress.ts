// Addresses of archives as people type them. Knows no VS Code.

/** Without spaces around it and a slash at its end. */
export function plainAddress(typed: string): string {
  return typed.trim().replace(/\/+$/, "");
}

/** What is wrong with an address: no web address, a name or password in it, a query behind it; null: nothing. */
export function addressFault(typed: string): "form" | "secret" | "query" | null {
  const address = plainAddress(typed);
  if (!/^https?:\/\/[^\s/]/i.test(address) || /\s/.test(address) || !URL.canParse(address)) return "form";
  const { username, password } = new URL(address);
  if (username !== "" || password !== "" || address.includes("@")) return "secret";
  return /[?#]/.test(address) ? "query" : null;
}

/** Whether others on the way could read along: not encrypted, and not on this computer. */
export function crossesInTheClear(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i.test(hostname);
}
